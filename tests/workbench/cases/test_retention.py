"""A closed case is kept until its day, then its words are gone and its figures remain; a hold keeps it."""

from datetime import timedelta

from django.utils import timezone
from tests.workbench.cases_of_tests import REASON, brought_to
from tests.workbench.people_of_tests import World

from lycaon.workbench.cases import actions
from lycaon.workbench.cases.models import Case, Note, Outcome
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.retention import SWEEPS
from lycaon.workbench.cases.subjects import traces
from lycaon.workbench.offers.models import Listing
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.subjects import Sought

[CLOSED] = SWEEPS


def test_words_go_and_figures_stay_when_the_day_has_come(world: World) -> None:
    case = brought_to(world, Step.CLOSE)
    actions.write_note(world[Role.LEAD], case, "a note that names somebody")
    actions.close_case(world[Role.LEAD], case, reason=REASON)
    case.refresh_from_db()
    assert case.keep_until is not None
    assert list(CLOSED.due(timezone.now())) == []
    later = timezone.now() + timedelta(days=6 * 365 + 3)
    assert list(CLOSED.due(later)) == [case]
    assert {kind for kind, _ in CLOSED.held_as(case)} == {"case", "offer", "account"}
    CLOSED.forget([case])
    assert list(CLOSED.due(later)) == []
    case.refresh_from_db()
    assert "Lyon" not in case.title
    assert REASON not in case.closing_reason + case.route_reason
    assert Note.objects.count() == 0
    assert Outcome.objects.count() == 2
    assert set(Listing.objects.values_list("text", flat=True)) == {""}


def test_an_open_case_is_never_due(world: World) -> None:
    brought_to(world, Step.CLOSE)
    assert list(CLOSED.due(timezone.now() + timedelta(days=40 * 365))) == []
    assert Case.objects.count() == 1


def test_who_asks_is_found_by_site_and_handle(world: World) -> None:
    case = brought_to(world, Step.ENRICH)
    sought = Sought(site="swapyard.example", handle="seller1")
    assert [trace.name for trace in traces(sought, world.host)] == [case.reference]
    assert list(traces(sought, world.stranger)) == []
    assert list(traces(Sought(site="swapyard.example", handle="nobody"), world.host)) == []
