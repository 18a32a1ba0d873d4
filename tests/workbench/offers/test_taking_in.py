"""Offers come in from scans, once, whole, and only for those who found them."""

from pathlib import Path

import pytest
from django.db import connection
from django.http import Http404
from tests.conftest import TODAY
from tests.workbench.offers_of_tests import a_row, offers
from tests.workbench.people_of_tests import World

from lycaon.catalogue import Catalogue
from lycaon.errors import NotAllowedError
from lycaon.scan import Scanner
from lycaon.values.listing import Listing as ListingValue
from lycaon.workbench.offers.access import offer_for, offers_for, seller_for
from lycaon.workbench.offers.actions import take_in
from lycaon.workbench.offers.models import Account, Listing, Offer, Scan
from lycaon.workbench.offers.queries import current
from lycaon.workbench.offers.rows import row_of, rows_in
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.models import Event


def test_what_is_taken_in_twice_stands_once(world: World) -> None:
    rows = [(f"f:{n}", a_row(n)) for n in range(1, 4)]
    first = take_in(world[Role.LEAD], rows, tenant=world.host, source="f")
    second = take_in(world[Role.LEAD], rows, tenant=world.host, source="f")
    assert (first.new, first.again, second.new, second.again) == (3, 0, 0, 3)
    assert (Offer.objects.count(), Listing.objects.count(), Scan.objects.count()) == (3, 3, 3)
    assert Event.objects.filter(verb="take_in_offers").count() == 2


def test_an_edited_ad_is_a_new_listing_of_the_same_offer(world: World) -> None:
    [offer] = offers(world[Role.LEAD])
    taken = take_in(world[Role.LEAD], [("f:1", a_row(1, title="Sold!"))], tenant=world.host, source="f")
    assert (taken.new, taken.changed) == (0, 1)
    offer.refresh_from_db()
    assert offer.title == current(offer).listing.title == "Sold!"
    assert [one.title for one in offer.listings.order_by("id")] == ["African grey parrot 1", "Sold!"]


def test_one_ad_twice_in_one_file(world: World) -> None:
    rows = [("f:1", a_row(1)), ("f:2", a_row(1)), ("f:3", a_row(1, text="edited"))]
    taken = take_in(world[Role.LEAD], rows, tenant=world.host, source="f")
    assert (taken.new, taken.changed, taken.again) == (1, 1, 1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "KeyError"),
        (a_row() | {"scan": "{"}, "truncated"),
        (a_row() | {"scan": {"listing_id": "other:1", "editions": {}}}, "engine"),
        (a_row() | {"listing_id": "other:1"}, "the scan is of"),
        (a_row() | {"posted_on": "yesterday"}, "yesterday"),
    ],
)
def test_what_is_no_finding_is_kept_apart(world: World, row: dict[str, object], reason: str) -> None:
    taken = take_in(world[Role.LEAD], [("f:1", row), ("f:2", a_row(2))], tenant=world.host, source="f")
    [rejected] = taken.rejected
    assert (taken.new, rejected.where) == (1, "f:1")
    assert reason in rejected.reason


def test_hostile_text_is_kept(world: World) -> None:
    odd = {"title": "\x00\ud800<script>", "text": "\x00" * 10, "seller": "\ud800\x00" * 400, "url": "x" * 5_000}
    taken = take_in(world[Role.LEAD], [("f:1", a_row(1, **odd))], tenant=world.host, source="f")
    assert taken.new + len(taken.rejected) == 1


def test_a_file_of_the_engine_is_read(world: World, scanner: Scanner, catalogue: Catalogue, tmp_path: Path) -> None:
    listing = ListingValue(
        id="demo:1", site="demo.example", title="Griechische Landschildkröte NZ 2023", images=("a.jpg",)
    )
    row = row_of(listing, scanner.scan(listing, today=TODAY), catalogue)
    assert take_in(world[Role.LEAD], [("here", row)], tenant=world.host, source="here").new == 1
    offer = Offer.objects.get()
    assert offer.taxon == "Testudo hermanni"
    assert current(offer).scan.value == scanner.scan(listing, today=TODAY)
    assert current(offer).listing.images == ["a.jpg"]


def test_lines_that_are_no_json_are_rejected(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    file.write_bytes(b'{"a": 1}\n\xff\n[]\n')
    assert [getattr(row, "code", "read") for _, row in rows_in(file)] == ["read", "bad_json", "bad_json"]


def test_only_lead_and_analyst_take_in(world: World) -> None:
    for role in set(Role) - {Role.LEAD, Role.ANALYST}:
        with pytest.raises(NotAllowedError):
            take_in(world[role], [("f:1", a_row())], tenant=world.host, source="f")


def test_an_offer_is_for_those_who_found_it(world: World) -> None:
    [offer] = offers(world[Role.LEAD])
    assert offer_for(world[Role.REVIEWER], offer.reference) == offer
    for actor in (world.stranger_lead, world[Role.PLATFORM_AGENT], world[Role.OVERSIGHT], world[Role.ADMINISTRATOR]):
        assert not offers_for(actor).exists()
        with pytest.raises(Http404):
            offer_for(actor, offer.reference)


def test_outside_a_case_a_seller_is_a_key(world: World) -> None:
    [offer] = offers(world[Role.LEAD])
    seller = seller_for(world[Role.LEAD], offer)
    assert seller is not None
    assert (seller.handle, "seller1" in seller.key) == ("", False)
    offer.state = State.IN_CASE
    assert getattr(seller_for(world[Role.LEAD], offer), "handle", None) == "seller1"


def test_handles_that_a_site_shows_alike_are_one_account(world: World) -> None:
    rows = [
        (f"f:{n}", a_row(n, seller=handle))
        for n, handle in enumerate(["Parrot_Joe", " parrot_joe", "ｐarrot_joe", "joe"])
    ]
    take_in(world[Role.LEAD], rows, tenant=world.host, source="f")
    assert Account.objects.count() == 2


def test_taking_in_asks_the_database_as_often_for_a_thousand_as_for_one(
    world: World, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(14):
        take_in(world[Role.LEAD], [(f"f:{n}", a_row(n)) for n in range(500)], tenant=world.host, source="f")
    connection.check_constraints()
