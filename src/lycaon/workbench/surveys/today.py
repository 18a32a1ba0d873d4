"""What surveys tell the start page about one person: what there is to code and to settle, and reports in the making."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.surveys import queries
from lycaon.workbench.surveys.access import surveys_for
from lycaon.workbench.surveys.models import Survey
from lycaon.workbench.surveys.states import State
from lycaon.workbench.surveys.verbs import CODE_OFFER, PUBLISH_SURVEY
from lycaon.workbench.ui.today import Running, Waiting

_MOST = 10
_COUNTED = 1_000
"""More than that is "many" to whoever codes."""


def waiting(actor: Actor) -> Sequence[Waiting]:
    """Return the offers that wait for this coder, survey by survey, and reports that could not be made."""
    if actor.is_software or actor.person is None:
        return []
    return [*_to_code(actor), *_failed(actor)]


def running(actor: Actor) -> Sequence[Running]:
    """Return the reports that are being made."""
    if actor.is_software or not allowed(actor, PUBLISH_SURVEY):
        return []
    made = surveys_for(actor).exclude(publishing_since=None).order_by("-publishing_since")[:_MOST]
    return [
        Running(what=_("Report of survey %(name)s") % {"name": one.reference}, done=0, total=0, url=_to("report", one))
        for one in made
    ]


def _to_code(actor: Actor) -> Iterator[Waiting]:
    if not allowed(actor, CODE_OFFER) or actor.person is None:
        return
    for survey in surveys_for(actor).filter(state=State.CODING).order_by("-made_at")[:_MOST]:
        count = queries.waiting_for(survey, actor.person).order_by()[:_COUNTED].count()
        if count:
            yield Waiting(
                what=_("Offers to code for survey %(name)s") % {"name": survey.reference}, count=count,
                url=_to("desk", survey),
            )  # fmt: skip


def _failed(actor: Actor) -> Iterator[Waiting]:
    if not allowed(actor, PUBLISH_SURVEY):
        return
    failed = surveys_for(actor).exclude(publishing_fault="").order_by("-made_at")[:_MOST]
    for survey in failed:
        what = _("Report of survey %(name)s that could not be made") % {"name": survey.reference}
        yield Waiting(what=what, count=1, url=_to("report", survey))


def _to(name: str, survey: Survey) -> str:
    return reverse(f"surveys:{name}", args=[survey.reference])
