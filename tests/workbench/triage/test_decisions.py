"""Decisions: together, in order, alone with an offer, taken back, made twice by two."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.survey.estimates.kappa import kappa_of
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.events import told_of
from lycaon.workbench.triage import actions, queries
from lycaon.workbench.triage.models import Decision, Second
from lycaon.workbench.triage.states import Choice, Ground


@pytest.fixture
def never_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "is_sampled", lambda *_: False)


@pytest.fixture
def always_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "is_sampled", lambda *_: True)


def state(offer: Offer) -> str:
    return Offer.objects.get(pk=offer.pk).state


@pytest.mark.parametrize(
    ("choice", "ground", "becomes"),
    [
        (Choice.CONFIRM, None, State.CONFIRMED),
        (Choice.REJECT, Ground.NOT_WILDLIFE, State.REJECTED),
        (Choice.ASK, None, State.UNSURE),
    ],
)
def test_a_decision_moves_the_offer(
    world: World, never_twice: None, choice: Choice, ground: Ground | None, becomes: State
) -> None:
    [offer] = offers(world[Role.ANALYST])
    actions.decide(world[Role.ANALYST], [offer], choice, ground=ground, seconds=7.5)
    assert state(offer) == becomes
    told = told_of(offer).last()
    assert told is not None
    assert json.loads(told.data)["choice"] == choice


def test_a_rejection_needs_a_ground(world: World) -> None:
    [offer] = offers(world[Role.ANALYST])
    with pytest.raises(WrongStateError, match="why"):
        actions.decide(world[Role.ANALYST], [offer], Choice.REJECT)
    actions.decide(world[Role.ANALYST], [offer], Choice.REJECT, ground=Ground.LAWFUL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(ground="")


def test_near_duplicates_are_decided_and_taken_back_together(world: World, never_twice: None) -> None:
    found = offers(world[Role.ANALYST], 3)
    decision = actions.decide(world[Role.ANALYST], found, Choice.CONFIRM)
    assert {state(offer) for offer in found} == {State.CONFIRMED}
    actions.undo(world[Role.ANALYST], decision, reason="slip of the key")
    assert {state(offer) for offer in found} == {State.NEW}
    assert Decision.objects.filter(undone_at=None).count() == 0
    assert Decision.objects.count() == 3


def test_what_is_decided_is_not_decided_again(world: World, never_twice: None) -> None:
    first, other = offers(world[Role.ANALYST], 2)
    actions.decide(world[Role.ANALYST], [other], Choice.REJECT, ground=Ground.LAWFUL)
    actions.decide(world[Role.ANALYST], [first, other], Choice.CONFIRM)
    assert state(other) == State.REJECTED
    with pytest.raises(WrongStateError, match="decided already"):
        actions.decide(world[Role.LEAD], [first], Choice.CONFIRM)


def test_an_offer_that_somebody_looks_at_is_kept_from_others(world: World) -> None:
    [offer] = offers(world[Role.ANALYST])
    now = timezone.now()
    assert actions.hold(world[Role.ANALYST], offer, at=now) is None
    assert actions.hold(world[Role.ANALYST], offer, at=now) is None
    assert actions.hold(world[Role.LEAD], offer, at=now) == world[Role.ANALYST].person
    with pytest.raises(WrongStateError, match="looks at this offer"):
        actions.decide(world[Role.LEAD], [offer], Choice.CONFIRM, at=now)
    assert queries.next_after(world[Role.LEAD], at=now) is None
    later = now + timedelta(minutes=11)
    assert actions.hold(world[Role.LEAD], offer, at=later) is None
    actions.decide(world[Role.LEAD], [offer], Choice.CONFIRM, at=later)


def test_a_decision_is_taken_back_in_time_and_with_a_reason(world: World, never_twice: None) -> None:
    [offer] = offers(world[Role.ANALYST])
    decision = actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM)
    with pytest.raises(WrongStateError, match="why"):
        actions.undo(world[Role.ANALYST], decision, reason=" ")
    with pytest.raises(NotAllowedError):
        actions.undo(world[Role.REVIEWER], decision, reason="not mine")
    late = decision.at + timedelta(minutes=11)
    with pytest.raises(WrongStateError, match="Ask a lead"):
        actions.undo(world[Role.ANALYST], decision, reason="too late", at=late)
    actions.undo(world[Role.LEAD], decision, reason="the analyst asked", at=late)
    with pytest.raises(WrongStateError, match="already"):
        actions.undo(world[Role.LEAD], decision, reason="once more")


def test_an_offer_in_a_case_is_beyond_undo(world: World, never_twice: None) -> None:
    [offer] = offers(world[Role.ANALYST])
    decision = actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM)
    Offer.objects.filter(pk=offer.pk).update(state=State.IN_CASE)
    with pytest.raises(WrongStateError, match="gone on"):
        actions.undo(world[Role.LEAD], decision, reason="changed my mind")


def test_experts_decide_what_was_handed_to_them(world: World, never_twice: None) -> None:
    [offer] = offers(world[Role.ANALYST])
    actions.decide(world[Role.ANALYST], [offer], Choice.ASK)
    with pytest.raises(WrongStateError, match="expert"):
        actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM)
    actions.decide(world[Role.REVIEWER], [offer], Choice.CONFIRM)
    assert state(offer) == State.CONFIRMED


def test_a_second_look_is_another_persons_and_a_difference_goes_to_an_expert(world: World, always_twice: None) -> None:
    [offer] = offers(world[Role.ANALYST])
    actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM)
    assert queries.next_after(world[Role.ANALYST]) is None
    assert queries.next_after(world[Role.LEAD]) == offer
    second = actions.decide(world[Role.LEAD], [offer], Choice.REJECT, ground=Ground.NOT_PROTECTED)
    assert second.is_second
    assert state(offer) == State.UNSURE
    assert Second.objects.get().second == second


def test_agreement_of_two_leaves_the_offer_where_it_is(world: World, always_twice: None) -> None:
    found = offers(world[Role.ANALYST], 4)
    for number, offer in enumerate(found):
        choice, ground = (Choice.CONFIRM, None) if number % 2 else (Choice.REJECT, Ground.LAWFUL)
        actions.decide(world[Role.ANALYST], [offer], choice, ground=ground)
        actions.decide(world[Role.LEAD], [offer], choice, ground=ground)
    agreement = queries.agreement(world[Role.LEAD])
    assert (agreement.pairs, agreement.alike, agreement.kappa) == (4, 4, 1.0)
    assert {state(offer) for offer in found} == {State.CONFIRMED, State.REJECTED}


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("confirm", "confirm")] * 5, None),
        ([("confirm", "confirm")] * 20 + [("confirm", "reject")] * 5 + [("reject", "confirm")] * 10 + [("reject", "reject")] * 15, 0.4),
        ([("confirm", "reject"), ("reject", "confirm")], -1.0),
    ],
)  # fmt: skip
def test_kappa(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert kappa_of(pairs) == (None if kappa is None else pytest.approx(kappa))


def test_one_in_ten_is_looked_at_twice_whoever_decides(world: World) -> None:
    names = [Offer(reference=f"F-{number}") for number in range(5000)]
    share = sum(actions.is_sampled(offer, world.host) for offer in names) / len(names)
    assert 0.08 < share < 0.12


@pytest.mark.parametrize("seconds", [None, -3.0, 0.0, 100_000.0])
def test_impossible_times_are_not_kept(world: World, never_twice: None, seconds: float | None) -> None:
    [offer] = offers(world[Role.ANALYST])
    assert actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM, seconds=seconds).seconds is None


def test_decisions_are_handed_on_for_learning_without_a_handle(world: World, never_twice: None) -> None:
    found = offers(world[Role.ANALYST], 3)
    actions.decide(world[Role.ANALYST], [found[0]], Choice.CONFIRM)
    actions.decide(world[Role.ANALYST], [found[1]], Choice.REJECT, ground=Ground.NOT_WILDLIFE)
    actions.decide(world[Role.ANALYST], [found[2]], Choice.ASK)
    lines = [json.loads(line) for line in actions.hand_on(world[Role.LEAD])]
    assert [(line["decision"], line.get("reason")) for line in lines] == [("confirm", None), ("reject", "not_wildlife")]
    assert all("seller" not in json.dumps(line) for line in lines)


@pytest.mark.parametrize(
    "act",
    [
        lambda world, offer: actions.decide(world[Role.PLATFORM_AGENT], [offer], Choice.CONFIRM),
        lambda world, offer: actions.decide(world[Role.ADMINISTRATOR], [offer], Choice.CONFIRM),
        lambda world, offer: actions.hand_on(world[Role.ANALYST]),
    ],
)
def test_each_act_asks_for_its_role(world: World, act: Callable[[World, Offer], object]) -> None:
    [offer] = offers(world[Role.ANALYST])
    with pytest.raises(NotAllowedError):
        act(world, offer)
