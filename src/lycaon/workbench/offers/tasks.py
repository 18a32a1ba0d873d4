"""What the worker does with offers: near-duplicates by the clock, visits when somebody asks."""

from procrastinate.contrib.django import app

from lycaon.workbench.offers import visiting
from lycaon.workbench.offers.grouping import group_alike
from lycaon.workbench.offers.models import Visit
from lycaon.workbench.people.models import Organisation


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="near_duplicates")
def group_every_hour(timestamp: int) -> None:  # noqa: ARG001 - the queue names the hour
    """Find the near-duplicates among the offers of every house that has some."""
    for house in Organisation.objects.filter(ended_at=None, is_host=True):
        group_alike(house)


@app.task(queue="visits", name=visiting.TASK)
def visit(number: int) -> None:
    """Fetch the page of an offer that a person asked for."""
    visiting.make_visit(Visit.objects.select_related("offer__organisation", "asked_by").get(pk=number))
