"""What is over is gone the next night, what is held stays, and both can be shown."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tests.workbench.offers_of_tests import a_row, offers
from tests.workbench.people_of_tests import World

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.offers.actions import take_in
from lycaon.workbench.offers.models import Account, Listing, Offer, Scan
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Invitation
from lycaon.workbench.people.roles import Role
from lycaon.workbench.privacy.actions import lift_hold, place_hold, set_period
from lycaon.workbench.privacy.models import Sweeping
from lycaon.workbench.privacy.sweeping import sweep_all, sweeps
from lycaon.workbench.record.events import note_read
from lycaon.workbench.record.models import Event, Read

JOB = Actor.software("retention")
LONG = timedelta(days=4_000)


def aged(offer: Offer, days: int, **changes: Any) -> Offer:
    """Let an offer be ``days`` old in every respect."""
    then = timezone.now() - timedelta(days=days)
    Offer.objects.filter(pk=offer.pk).update(**changes)  # the database stamps a change of the state now
    Offer.objects.filter(pk=offer.pk).update(first_seen=then, last_seen=then, state_since=then)
    offer.refresh_from_db()
    return offer


def proof(name: str) -> Sweeping:
    return Sweeping.objects.filter(sweep=name).latest("id")


@pytest.mark.parametrize(
    ("state", "probability", "days", "is_over"),
    [
        (State.NEW, 0.2, 6, False), (State.NEW, 0.2, 8, True),
        (State.NEW, 0.9, 100, False), (State.NEW, 0.9, 181, True), (State.UNSURE, 0.9, 181, True),
        (State.REJECTED, 0.9, 89, False), (State.REJECTED, 0.9, 91, True),
        (State.CONFIRMED, 0.9, 729, False), (State.CONFIRMED, 0.9, 731, True),
        (State.IN_CASE, 0.9, 3_000, False),  # a case has a clock of its own
    ],
)  # fmt: skip
def test_each_state_has_its_time(world: World, state: State, probability: float, days: int, is_over: bool) -> None:
    [offer] = offers(world[Role.LEAD])
    aged(offer, days, state=state, probability=probability)
    sweep_all(JOB)
    assert Scan.objects.filter(listing__offer=offer).exists() is not is_over


def test_nothing_of_a_forgotten_offer_is_left_but_a_row_and_a_stub(world: World) -> None:
    [offer] = offers(world[Role.LEAD], seller="canary_seller", title="canary title", text="canary text",
                     url="https://swapyard.example/canary", price_written="canary")  # fmt: skip
    aged(offer, 91, state=State.REJECTED)
    sweep_all(JOB)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE '%canary%'")  # noqa: S608
            assert cursor.fetchone() == (0,), table
    assert Offer.objects.get().state == State.REJECTED
    assert Listing.objects.get().listing_id.startswith("stub:")
    # The same ad is known again by its stub, and not kept a second time.
    taken = take_in(world[Role.LEAD], [("f:1", a_row(1)), ("f:2", a_row(2))], tenant=world.host, source="f")
    assert (taken.new, taken.again, Offer.objects.count()) == (1, 1, 2)


def test_an_account_is_known_as_long_as_one_offer_of_it_is(world: World) -> None:
    first, second = offers(world[Role.LEAD], 2, seller="joe")
    aged(first, 91, state=State.REJECTED)
    sweep_all(JOB)
    assert Account.objects.get().handle == "joe"
    aged(second, 91, state=State.REJECTED)
    sweep_all(JOB)
    account = Account.objects.get()
    assert (account.handle, len(account.seller_key)) == ("", 64)


def test_a_change_of_state_starts_the_time_anew(world: World) -> None:
    [offer] = offers(world[Role.LEAD])
    aged(offer, 1_000, state=State.CONFIRMED)
    Offer.objects.filter(pk=offer.pk).update(state=State.REJECTED)
    offer.refresh_from_db()
    assert timezone.now() - offer.state_since < timedelta(minutes=1)
    sweep_all(JOB)
    assert Scan.objects.exists()


@pytest.mark.parametrize("kind", ["offer", "account"])
def test_what_is_held_stays_until_it_is_let_go(world: World, kind: str) -> None:
    [offer] = offers(world[Role.LEAD])
    aged(offer, 91, state=State.REJECTED)
    name = offer.reference if kind == "offer" else Account.objects.get().reference
    officer = world[Role.DATA_PROTECTION_OFFICER]
    review = timezone.localdate() + timedelta(days=30)
    hold = place_hold(officer, kind, name, reason="order of a court", basis="Art. 18", review_on=review)
    sweep_all(JOB)
    found = proof("rejected_offers")
    assert (found.forgotten, found.held, found.left, Scan.objects.count()) == (0, 1, 0, 1)
    with pytest.raises(WrongStateError):
        place_hold(officer, kind, name, reason="again", basis="again", review_on=review)
    lift_hold(officer, hold, reason="over")
    sweep_all(JOB)
    found = proof("rejected_offers")
    assert (found.forgotten, found.held, found.left, Scan.objects.count()) == (1, 0, 0, 0)


def test_a_proof_says_which_rows_and_cannot_be_changed(world: World) -> None:
    names = sorted(aged(offer, 91, state=State.REJECTED).reference for offer in offers(world[Role.LEAD], 3))
    sweep_all(JOB)
    found = proof("rejected_offers")
    assert (found.forgotten, found.digest) == (3, hashlib.sha256("\n".join(names).encode()).hexdigest())
    assert Event.objects.filter(verb="sweep", data__contains=found.digest).count() == 1
    for statement in (
        "UPDATE privacy_sweeping SET forgotten = 0",
        "DELETE FROM privacy_sweeping",
        "DELETE FROM privacy_assessment",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_twice_is_once(world: World) -> None:
    aged(offers(world[Role.LEAD])[0], 91, state=State.REJECTED)
    sweep_all(JOB)
    sweep_all(JOB)
    assert proof("rejected_offers").forgotten == 0
    assert {one.left for one in Sweeping.objects.all()} == {0}


def test_every_period_that_is_over_leaves_nothing(world: World) -> None:
    """Whatever an app says is due, its own ``forget`` makes due no more: else the job would never end its work."""
    offers(world[Role.LEAD], 3)
    far = timezone.now() + LONG
    sweep_all(JOB, now=far)
    for sweep in sweeps():
        assert sweep.due(far).count() == 0, sweep.name


def test_a_period_can_be_changed_with_a_reason(world: World) -> None:
    [offer] = offers(world[Role.LEAD])
    aged(offer, 40, state=State.REJECTED)
    set_period(world[Role.DATA_PROTECTION_OFFICER], "rejected_offers", 30, reason="our balancing test says so")
    sweep_all(JOB)
    assert proof("rejected_offers").forgotten == 1
    for name, days in (("nothing", 3), ("rejected_offers", 4_000), ("rejected_offers", -1)):
        with pytest.raises(WrongStateError):
            set_period(world[Role.DATA_PROTECTION_OFFICER], name, days, reason="r")
    with pytest.raises(NotAllowedError):
        set_period(world[Role.ANALYST], "rejected_offers", 1, reason="r")


def test_old_invitations_lose_their_address(world: World) -> None:
    Invitation.objects.create(
        email="a@example.org", name="A", organisation=world.host, roles=["analyst"], token_hash="x",
        expires_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    sweep_all(JOB)
    assert Invitation.objects.get().email == ""


def test_the_read_log_is_forgotten_after_two_years_and_not_before(world: World) -> None:
    from lycaon.workbench.offers.verbs import READ_OFFER

    old, young = (note_read(world[Role.LEAD], READ_OFFER, world.host) for _ in range(2))
    # Only time makes a row old; the test writes one as if it had passed.
    Read.objects.create(actor="P-OLD", role="lead", verb="read_offer", object_kind="offer", object_id="F-1",
                        at=timezone.now() - timedelta(days=731))  # fmt: skip
    sweep_all(JOB)
    assert set(Read.objects.values_list("pk", flat=True)) == {old.pk, young.pk}
    assert proof("read_log").forgotten == 1
    with pytest.raises(DatabaseError, match="two years"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT record_forget_reads(now() - interval '30 days')")


def test_only_the_desk_sweeps(world: World, browser_of: Callable[[Actor | None], Any]) -> None:
    aged(offers(world[Role.LEAD])[0], 91, state=State.REJECTED)
    assert browser_of(world[Role.LEAD]).post("/privacy/sweep/").status_code == 403
    assert browser_of(world[Role.DATA_PROTECTION_OFFICER]).post("/privacy/sweep/").status_code == 303
    assert proof("rejected_offers").forgotten == 1
