"""What one look at an ad means, and which ads are earlier ones again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.values.evidence import Ailment, Health
from lycaon.values.listing import Listing
from lycaon.watch.again import posted_again
from lycaon.watch.events import EventKind
from lycaon.watch.visits import Known, Page, Standing, is_due, judge

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
LONG = "Hand reared baby African grey parrot fourteen weeks old weaned on pellets and fruit with cage ring 2023 BE 118"
LISTING = Listing(id="m:1", site="m", title="African grey", text=LONG, price="650 EUR", seller="jan88", place="Leuven")


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def known(
    name: str = "m:1",
    *,
    first: float = 0,
    last: float = 0,
    gone: float | None = None,
    listing: Listing | None = LISTING,
) -> Known:
    standing = Standing.GONE if gone is not None else Standing.UP if listing else Standing.LISTED
    return Known(
        id=name, site=name.partition(":")[0], url=f"https://m.example/a/{name}", standing=standing, first_listed=day(first),
        last_listed=day(last), not_listed=None, first_read=day(first) if listing else None,
        last_up=day(last) if listing else None, gone=day(gone) if gone is not None else None, listing=listing,
    )  # fmt: skip


def kinds(ad: Known, page: Page, at: float = 3) -> list[str]:
    return [event.kind.value for event in judge(ad, page, day(at))[1]]


@pytest.mark.parametrize(("ad", "page", "expected"), [
    (known(listing=None), Page(Health(), LISTING), ["new"]),
    (known(), Page(Health(), LISTING), []),
    (known(), Page(Health(), replace(LISTING, price="600 EUR")), ["edited"]),
    (known(), Page(Health(), replace(LISTING, text=LONG + " reserved")), ["edited"]),
    (known(), Page(Health(), replace(LISTING, text=LONG.replace(" ", "  \n"))), []),  # laid out anew
    (known(), Page(Health(), replace(LISTING, price="")), []),  # a page half built
    (known(), Page(Health(ailment=Ailment.GONE), says_gone="HTTP status 410"), ["gone"]),
    (known(), Page(Health(ailment=Ailment.SOFT_404), says_gone="Cette annonce a été retirée"), ["gone"]),
    (known(gone=2), Page(Health(ailment=Ailment.GONE), says_gone="HTTP status 410"), []),
    (known(gone=2), Page(Health(), LISTING), ["returned"]),
    (known(gone=2), Page(Health(), replace(LISTING, price="1 EUR")), ["returned", "edited"]),
    (known(listing=None), Page(Health(ailment=Ailment.GONE), says_gone="HTTP status 410"), []),
    (known(), Page(Health()), []),  # nothing could be read out of it
])  # fmt: skip
def test_what_a_look_means(ad: Known, page: Page, expected: list[str]) -> None:
    assert kinds(ad, page) == expected


@pytest.mark.parametrize("ailment", [one for one in Ailment if one not in {Ailment.NONE, Ailment.GONE}])
def test_what_is_not_the_page_changes_nothing(ailment: Ailment) -> None:
    for ad in (known(), known(listing=None), known(gone=2)):
        assert judge(ad, Page(Health(ailment=ailment)), day(3)) == (ad, [])


def test_a_removal_is_an_interval() -> None:
    ad, [event] = judge(known(last=2), Page(Health(ailment=Ailment.GONE), says_gone="HTTP status 404"), day(3))
    assert (event.after, event.at, event.sign) == (day(2), day(3), "HTTP status 404")
    assert (ad.standing, ad.gone) == (Standing.GONE, day(3))


def test_an_edit_says_what_changed() -> None:
    _, [event] = judge(known(), Page(Health(), replace(LISTING, price="600 EUR", place="Gent")), day(3))
    assert {(one.field, one.was, one.now) for one in event.changes} == {
        ("price", "650 EUR", "600 EUR"), ("place", "Leuven", "Gent"),
    }  # fmt: skip


def test_a_field_that_was_missing_once_is_compared_with_what_it_was() -> None:
    half = replace(LISTING, price="", images=())
    ad = known(listing=replace(LISTING, images=("https://m.example/1.jpg",)))
    ad, events = judge(ad, Page(Health(), half), day(1))
    assert events == []
    ad, events = judge(ad, Page(Health(), replace(LISTING, images=("https://m.example/1.jpg",))), day(2))
    assert events == []
    _, [event] = judge(ad, Page(Health(), replace(LISTING, price="600 EUR")), day(3))
    assert [(one.field, one.was) for one in event.changes] == [("price", "650 EUR")]


def test_looks_are_due_on_their_days_and_made_up_for_when_missed() -> None:
    ad, looked = known(), list[int]()
    for number in range(100):
        if number not in {7, 8} and is_due(ad, day(number).date(), (1, 3, 7, 14, 30, 90), is_absent=False):
            looked.append(number)
            ad = replace(ad, last_up=day(number))
    assert looked == [1, 3, 9, 14, 30, 90]


@pytest.mark.parametrize(("ad", "is_absent", "due"), [
    (known(listing=None), False, True), (known(), False, False), (known(), True, True),
    (known(gone=0), False, False), (replace(known(gone=0), last_listed=day(1)), False, True),
    (replace(known(), standing=Standing.REFUSED), False, True),
])  # fmt: skip
def test_when_an_ad_is_looked_at_on_its_first_day(ad: Known, is_absent: bool, due: bool) -> None:
    assert is_due(ad, date(2026, 3, 2), (1, 3), is_absent=is_absent) is due


@given(st.lists(st.sampled_from([Page(Health(), LISTING), Page(Health(), replace(LISTING, price="1 EUR")),
                                 Page(Health(ailment=Ailment.CAPTCHA)), Page(Health(ailment=Ailment.GONE), says_gone="410")]),
                max_size=12))  # fmt: skip
def test_gone_and_returned_take_turns(pages: list[Page]) -> None:
    ad, told = known(listing=None), list[EventKind]()
    for number, page in enumerate(pages):
        ad, events = judge(ad, page, day(number))
        told += [event.kind for event in events if event.kind is not EventKind.EDITED]
    assert told[:1] in ([], [EventKind.NEW])
    assert all(a is not b for a, b in pairwise(told))
    assert told.count(EventKind.NEW) <= 1


OTHER = replace(LISTING, id="m:2")


@pytest.mark.parametrize(("later", "expected"), [
    (known("m:2", first=4, last=5, listing=OTHER), ["reposted"]),
    (known("n:2", first=4, last=5, listing=replace(OTHER, id="n:2")), ["moved"]),
    (known("m:2", first=4, listing=replace(OTHER, price="500 EUR", text=LONG + " lowered")), ["reposted"]),
    (known("m:2", first=2, last=5, listing=OTHER), []),  # both were up at once
    (known("m:2", first=0, last=5, listing=OTHER), []),
    (known("m:2", first=200, listing=OTHER), []),  # too long ago
    (known("m:2", first=4, listing=replace(OTHER, title="Bike", text="A bicycle of 1988, blue, with new tyres and a lock, in Sneek")), []),
    (replace(known("m:2", first=4, listing=OTHER), again="m:1"), []),  # said already
])  # fmt: skip
def test_what_came_again(later: Known, expected: list[str]) -> None:
    earlier = known(last=2, gone=3)
    found = list(posted_again([earlier, later], START - timedelta(1)))
    assert [event.kind.value for _, event in found] == expected
    assert all(event.of == "m:1" and event.likeness and event.grounds for _, event in found)


def test_of_a_row_of_re_posts_the_latest_is_the_one_that_came_again() -> None:
    first, second = known("m:1", last=2, gone=3), known("m:2", first=4, last=5, gone=6, listing=OTHER)
    third = known("m:3", first=7, last=7, listing=replace(LISTING, id="m:3"))
    assert {ad.id: event.of for ad, event in posted_again([first, second, third], START - timedelta(1))} == {
        "m:2": "m:1",
        "m:3": "m:2",
    }


def test_like_words_of_another_seller_are_not_enough() -> None:
    half = " ".join([*LONG.split()[:16], "but this one is a cockatoo"])
    other = replace(OTHER, text=half, seller="piet", price="10 EUR", place="Gent")
    same = replace(OTHER, text=half)
    for listing, expected in ((other, 0), (same, 1)):
        found = list(
            posted_again([known(last=2, gone=3), known("m:2", first=4, listing=listing)], START - timedelta(1))
        )
        assert len(found) == expected


@pytest.mark.parametrize(("since", "found"), [(2, 1), (3.5, 1), (4, 0), (9, 0)])
def test_a_pair_is_looked_at_when_the_later_of_the_two_is_known(since: float, found: int) -> None:
    earlier, later = known(last=2, gone=3), known("m:2", first=4, listing=OTHER)
    assert len(list(posted_again([earlier, later], day(since)))) == found
    # The new one was read before the old one was seen gone: a wall stood before it.
    walled = known(last=2, gone=6)
    assert len(list(posted_again([walled, later], day(5)))) == 1
