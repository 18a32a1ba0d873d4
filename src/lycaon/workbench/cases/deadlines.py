"""By when a house wants each step done: the procedure proposes, an administrator decides, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.cases.models import StepDeadline
from lycaon.workbench.cases.procedure import PROCEDURE, Step
from lycaon.workbench.cases.verbs import SET_DEADLINE
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.events import write

LONGEST_DAYS = 1_000
SHORTEST_REASON = 10
"""Characters."""


def within(organisation: Organisation) -> Mapping[Step, timedelta | None]:
    """Return the time that a house gives each step, from the opening of a case; None where a step has no clock."""
    own = dict(StepDeadline.objects.filter(organisation=organisation).values_list("step", "days"))
    return {step: rule.within if step.value not in own else _time(own[step.value]) for step, rule in PROCEDURE.items()}


def _time(days: int | None) -> timedelta | None:
    return None if days is None else timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Given:
    """The time of one step, as the page shows it."""

    step: Step
    days: int | None
    proposed: int | None
    own: StepDeadline | None


def given(organisation: Organisation) -> list[Given]:
    """Return the time of every step, what the procedure proposes, and who gave it another, why."""
    own = {row.step: row for row in StepDeadline.objects.filter(organisation=organisation).select_related("set_by")}
    return [
        Given(step, own[step].days if step in own else _days(rule.within), _days(rule.within), own.get(step))
        for step, rule in PROCEDURE.items()
    ]


def _days(time: timedelta | None) -> int | None:
    return None if time is None else time.days


@action(SET_DEADLINE)
def set_deadline(actor: Actor, step: Step, days: int | None, *, reason: str) -> StepDeadline:
    """Give a step another time, or none. It holds for every open case from now on.

    Raises:
        WrongStateError: no such time, or no reason.
    """
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise WrongStateError(_("Between 1 and %(most)d days, or empty for no clock.") % {"most": LONGEST_DAYS})
    if len(reason.strip()) < SHORTEST_REASON:
        raise WrongStateError(_("Give the reason, in a few words that the next person understands."))
    row, _made = StepDeadline.objects.update_or_create(
        organisation=house_of(actor), step=step.value,
        defaults={"days": days, "reason": reason.strip(), "set_by": person_of(actor), "set_at": timezone.now()},
    )  # fmt: skip
    write(actor, SET_DEADLINE, row, reason=reason.strip(), data={"step": step.value, "days": days})
    return row
