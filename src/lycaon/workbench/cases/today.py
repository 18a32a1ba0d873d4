"""What cases tell the start page about one person."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.cases import queries
from lycaon.workbench.cases.access import cases_for
from lycaon.workbench.cases.deadlines import within
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.verbs import SIGN_CASE
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.ui.today import Due, Waiting

_MOST = 50


def due(actor: Actor) -> Sequence[Due]:
    """Return the tasks that wait for a person, and the next steps of the cases that the person leads."""
    nearest = {(task.case.pk, task.says): task for task in reversed(queries.open_tasks(actor)[:_MOST])}
    tasks = [
        Due(
            when=task.due,
            what=task.says,
            is_quoted=True,
            url=reverse("cases:case", args=[task.case.reference]),
            next_step=_("Open the case"),
            basis=task.basis,
            detail=task.case.title,
        )
        for task in nearest.values()  # of looks that come again the next one is enough
        if task.due is not None
    ]
    if actor.person is None or actor.organisation is None:
        return tasks
    times = within(actor.organisation)
    led = cases_for(actor).filter(lead=actor.person, closed_at=None).order_by("opened_at")[:_MOST]
    steps = [
        Due(
            when=one.due,
            what=str(one.step.label),
            url=reverse("cases:step", args=[case.reference, one.step.value]),
            next_step=_("Do the step"),
            basis=_("own rule"),
            detail=case.title,
        )
        for case in led
        for one in queries.steps_of(case, times)
        if one.is_next and one.due is not None
    ]
    return [*tasks, *steps]


def waiting(actor: Actor) -> Sequence[Waiting]:
    """Return the heap of cases that wait for this person's signature."""
    if actor.person is None or not allowed(actor, SIGN_CASE):
        return []
    unsigned = (
        cases_for(actor)
        .filter(closed_at=None, passed__step=Step.TRIAGE)
        .exclude(passed__step=Step.ASSESS)
        .exclude(signatures__by=actor.person)
        .distinct()
    )
    count = unsigned.count()
    if not count:
        return []
    return [Waiting(what=_("Cases to sign"), count=count, url=reverse("cases:list"))]
