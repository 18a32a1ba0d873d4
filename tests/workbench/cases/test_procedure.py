"""The procedure: no step is passed over in silence, nothing leaves before capture and two signatures."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.workbench.cases_of_tests import REASON, a_case, brought_to
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.cases import actions, queries
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.cases.procedure import PROCEDURE, Step, before
from lycaon.workbench.cases.route import Route
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.events import told_of


def test_a_case_goes_from_its_opening_to_its_closing(world: World) -> None:
    case = brought_to(world, Step.CLOSE)
    actions.close_case(world[Role.LEAD], case, reason=REASON)
    case.refresh_from_db()
    assert case.keep_until is not None
    assert case.keep_until > timezone.localdate() + timedelta(days=6 * 365)
    assert {one.passed is not None for one in queries.steps_of(case)} == {True}
    assert set(Offer.objects.values_list("state", flat=True)) == {State.CLOSED}


@pytest.mark.parametrize(
    "step", [step for step in Step if step not in {Step.DETECT, Step.ROUTE, Step.CLOSE, Step.ASSESS}]
)
def test_no_step_comes_before_its_turn(world: World, step: Step) -> None:
    case = a_case(world[Role.LEAD], captured=True)
    if before(step) == (Step.DETECT,):
        actions.complete_step(world[Role.LEAD], case, step)
        return
    with pytest.raises(WrongStateError, match="comes first"):
        actions.complete_step(world[Role.LEAD], case, step)
    with pytest.raises(WrongStateError):
        actions.leave_out(world[Role.LEAD], case, step, reason=REASON)


@pytest.mark.parametrize("step", [step for step, rule in PROCEDURE.items() if not rule.may_be_left_out])
def test_some_steps_can_never_be_left_out(world: World, step: Step) -> None:
    case = brought_to(world, step) if step is not Step.DETECT else a_case(world[Role.LEAD])
    with pytest.raises(WrongStateError, match="never be left out"):
        actions.leave_out(world[Role.LEAD], case, step, reason=REASON)


def test_a_step_is_left_out_with_a_reason_only(world: World) -> None:
    case = brought_to(world, Step.DECONFLICT)
    for reason in ("", "   ", "no"):
        with pytest.raises(WrongStateError, match="reason"):
            actions.leave_out(world[Role.LEAD], case, Step.DECONFLICT, reason=reason)
    passed = actions.leave_out(world[Role.LEAD], case, Step.DECONFLICT, reason="no partner keeps an index yet")
    assert passed.is_left_out
    assert told_of(case).last().reason == "no partner keeps an index yet"  # type: ignore[union-attr]


def test_nothing_is_done_without_a_capture_of_every_offer(world: World) -> None:
    case = a_case(world[Role.LEAD], 3)
    with pytest.raises(WrongStateError, match="3 offers have no capture"):
        actions.complete_step(world[Role.LEAD], case, Step.CAPTURE)


def test_two_persons_sign_and_the_same_one_only_once(world: World) -> None:
    case = brought_to(world, Step.ASSESS)
    looked = ["taxon", "law", "links"]
    actions.sign(world[Role.LEAD], case, agrees=looked)
    with pytest.raises(WrongStateError, match="another person"):
        actions.sign(world[Role.LEAD], case, agrees=looked)
    with pytest.raises(WrongStateError, match="comes first"):
        actions.choose_route(world[Role.LEAD], case, Route.AUTHORITY_FIRST)
    with pytest.raises(WrongStateError, match="species, law and links"):
        actions.sign(world[Role.ANALYST], case, agrees=["taxon"])
    actions.sign(world[Role.ANALYST], case, agrees=looked)
    actions.choose_route(world[Role.LEAD], case, Route.AUTHORITY_FIRST)


def test_an_offer_that_joins_later_is_signed_anew(world: World) -> None:
    case = brought_to(world, Step.ENRICH)
    actions.join_offers(world[Role.LEAD], case, offers(world[Role.LEAD], 1))
    with pytest.raises(WrongStateError, match="1 offers have no capture"):
        actions.complete_step(world[Role.LEAD], case, Step.CAPTURE)
    assert case.signatures.count() == 0


def test_an_animal_in_danger_goes_ahead_with_a_reason(world: World) -> None:
    case = a_case(world[Role.LEAD], captured=True, is_urgent=True)
    actions.complete_step(world[Role.LEAD], case, Step.CAPTURE)
    with pytest.raises(WrongStateError, match="Say why"):
        actions.choose_route(world[Role.LEAD], case, Route.AUTHORITY_FIRST)
    actions.choose_route(world[Role.LEAD], case, Route.AUTHORITY_FIRST, reason="a chick is to be posted tonight")
    actions.complete_step(world[Role.LEAD], case, Step.REFER, says="told by phone, they confirmed at 16:40")
    with pytest.raises(WrongStateError, match="comes first"):
        actions.complete_step(world[Role.LEAD], case, Step.NOTIFY, says=REASON)


def test_without_a_capture_not_even_an_animal_in_danger_goes_ahead(world: World) -> None:
    case = a_case(world[Role.LEAD], is_urgent=True)
    with pytest.raises(WrongStateError, match="Capture"):
        actions.choose_route(world[Role.LEAD], case, Route.AUTHORITY_FIRST, reason=REASON)


def test_another_route_than_proposed_needs_a_reason(world: World) -> None:
    case = brought_to(world, Step.ROUTE)
    assert queries.proposal(case)[0] is Route.AUTHORITY_FIRST
    with pytest.raises(WrongStateError, match="Say why"):
        actions.choose_route(world[Role.LEAD], case, Route.PLATFORM)
    actions.choose_route(world[Role.LEAD], case, Route.PLATFORM, reason="the authority asked us to")


def test_an_offer_is_in_one_case(world: World) -> None:
    case = a_case(world[Role.LEAD])
    taken = [joined.offer for joined in case.joined.all()]
    with pytest.raises(WrongStateError, match="part of a case already"):
        actions.open_case(world[Role.LEAD], taken[:1], title="again")
    with pytest.raises(IntegrityError), transaction.atomic():
        case.joined.create(offer=taken[0])


def test_an_offer_of_another_house_cannot_join(world: World) -> None:
    foreign = offers(world.stranger_lead, 1)
    with pytest.raises(WrongStateError, match="another organisation"):
        actions.open_case(world[Role.LEAD], foreign, title="not ours")


def test_the_last_offer_stays(world: World) -> None:
    case = a_case(world[Role.LEAD], 2)
    first, last = (joined.offer for joined in case.joined.order_by("pk"))
    actions.take_out(world[Role.LEAD], case, first, reason="another seller")
    assert Offer.objects.get(pk=first.pk).state == State.CONFIRMED
    with pytest.raises(WrongStateError, match="last offer"):
        actions.take_out(world[Role.LEAD], case, last, reason=REASON)


def test_an_outcome_is_known_from_somebody_and_not_in_the_future(world: World) -> None:
    case = a_case(world[Role.LEAD], 1)
    offer = case.joined.get().offer
    with pytest.raises(WrongStateError, match="from whom"):
        actions.record_outcome(world[Role.LEAD], case, offer, Result.REMOVED, on=None, known_from=" ")
    with pytest.raises(WrongStateError, match="ahead"):
        actions.record_outcome(world[Role.LEAD], case, offer, Result.REMOVED, on=date(2126, 1, 1), known_from="letter")


def test_a_closed_case_is_left_alone_until_it_is_opened_again(world: World) -> None:
    case = brought_to(world, Step.CLOSE)
    actions.close_case(world[Role.LEAD], case, reason=REASON)
    for act in (
        lambda: actions.write_note(world[Role.LEAD], case, " "),
        lambda: actions.add_task(world[Role.LEAD], case, "look again"),
        lambda: actions.close_case(world[Role.LEAD], case, reason=REASON),
    ):
        with pytest.raises(WrongStateError):
            act()
    case.refresh_from_db()
    actions.open_again(world[Role.LEAD], case, reason="a new offer of the same account")
    case.refresh_from_db()
    assert case.keep_until is None
    actions.add_task(world[Role.LEAD], case, "look again")


@pytest.mark.parametrize(
    "act",
    [
        lambda world, case: actions.choose_route(world[Role.ANALYST], case, Route.PLATFORM),
        lambda world, case: actions.close_case(world[Role.ANALYST], case, reason=REASON),
        lambda world, case: actions.leave_out(world[Role.REVIEWER], case, Step.DECONFLICT, reason=REASON),
        lambda world, case: actions.write_note(world[Role.PLATFORM_AGENT], case, "hello"),
        lambda world, case: actions.write_note(world[Role.ADMINISTRATOR], case, "hello"),
    ],
)
def test_each_act_asks_for_its_role(world: World, act: Callable[[World, Case], object]) -> None:
    case = a_case(world[Role.LEAD])
    with pytest.raises(NotAllowedError):
        act(world, case)


def test_a_note_is_told_in_the_record_without_its_words(world: World) -> None:
    case = a_case(world[Role.LEAD])
    actions.write_note(world[Role.LEAD], case, "the seller is the neighbour of a friend")
    assert "neighbour" not in "".join(event.data + event.reason for event in told_of(case))
