"""The clocks of steps are the house's own: an administrator changes them, with a reason, and they hold at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from tests.workbench.cases_of_tests import a_case
from tests.workbench.people_of_tests import World

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.cases import queries
from lycaon.workbench.cases.deadlines import given, set_deadline, within
from lycaon.workbench.cases.models import StepDeadline
from lycaon.workbench.cases.procedure import PROCEDURE, Step
from lycaon.workbench.cases.today import due
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.events import told_of

REASON = "we are two people in winter"


def test_without_a_change_the_procedure_speaks(world: World) -> None:
    assert dict(within(world.host)) == {step: rule.within for step, rule in PROCEDURE.items()}
    assert all(one.days == one.proposed and one.own is None for one in given(world.host))


@pytest.mark.parametrize(("days", "time"), [(5, timedelta(days=5)), (None, None)])
def test_a_change_holds_for_open_cases_and_on_the_start_page(
    world: World, days: int | None, time: timedelta | None
) -> None:
    case = a_case(world[Role.LEAD])
    row = set_deadline(world[Role.ADMINISTRATOR], Step.CAPTURE, days, reason=REASON)
    standing = {one.step: one for one in queries.steps_of(case)}
    assert standing[Step.CAPTURE].due == (case.opened_at + time if time else None)
    assert standing[Step.TRIAGE].due == case.opened_at + timedelta(days=2), "the others are as they were"
    clocks = [one for one in due(world[Role.LEAD]) if case.reference in one.url]
    assert [one.when for one in clocks] == ([case.opened_at + time] if time else [])
    [event] = told_of(row)
    assert (event.verb, event.reason) == ("set_step_deadline", REASON)


def test_another_house_keeps_its_own(world: World) -> None:
    set_deadline(world[Role.ADMINISTRATOR], Step.CAPTURE, 9, reason=REASON)
    assert within(world.stranger)[Step.CAPTURE] == timedelta(days=1)


@pytest.mark.parametrize(("days", "reason"), [(0, REASON), (1_001, REASON), (-1, REASON), (3, "why not")])
def test_what_is_no_deadline_is_refused(world: World, days: int, reason: str) -> None:
    with pytest.raises(WrongStateError):
        set_deadline(world[Role.ADMINISTRATOR], Step.CAPTURE, days, reason=reason)
    assert not StepDeadline.objects.exists()


def test_an_administrator_changes_it_on_the_screen(world: World, browser_of: Callable[[Actor | None], Client]) -> None:
    administrator = browser_of(world[Role.ADMINISTRATOR])
    assert administrator.get("/cases/deadlines/").status_code == 200
    assert administrator.post("/cases/deadlines/assess/", {"days": "10", "reason": REASON}).status_code == 303
    assert administrator.post("/cases/deadlines/assess/", {"days": "", "reason": REASON}).status_code == 303
    assert StepDeadline.objects.get().days is None
    assert administrator.post("/cases/deadlines/assess/", {"days": "3", "reason": "no"}).status_code == 422
    assert administrator.get("/cases/deadlines/none/").status_code == 404
    assert REASON in administrator.get("/cases/deadlines/").content.decode()
    assert browser_of(world[Role.LEAD]).get("/cases/deadlines/").status_code == 403
    with pytest.raises(NotAllowedError):
        set_deadline(world[Role.LEAD], Step.CAPTURE, 3, reason=REASON)
