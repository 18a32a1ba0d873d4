"""Near-duplicates: which offers are the same one again, and which only look so."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.link import GroundKind, Lookup, likeness, near_duplicates
from lycaon.values.listing import Listing

LONG = "Hand reared baby African grey parrot, fourteen weeks old, weaned on pellets and fruit, very tame, comes with cage and toys, ring number 2023 BE 118, collection only in Leuven"


def listing(text: str, number: int = 1, *, title: str = "", **fields: str) -> Listing:
    return Listing(id=f"m.example:{number}", title=title, text=text, **fields)


@pytest.mark.parametrize(
    ("text", "other", "is_duplicate"),
    [
        (LONG, LONG.upper(), True),
        (LONG, LONG.replace("weeks", "wéëks").replace(",", " -"), True),
        (LONG, LONG.replace("fourteen", "fifteen"), True),
        (LONG, "Price lowered! " + LONG + " or by post to the Netherlands", True),
        (LONG, "Baby budgie, green, six weeks old, not tame, two for the price of one, collection only in Leuven", False),
        ("", "", False),
        # Too short to say anything by themselves ...
        ("iPhone 12 blue", "iPhone 12 blue", False),
        ("象牙", "象牙", False),
    ],
)  # fmt: skip
def test_words_that_are_the_same_offer(text: str, other: str, is_duplicate: bool) -> None:
    a, b = listing(text, 1), listing(other, 2)
    assert bool(near_duplicates([a, b])) is is_duplicate
    assert bool(Lookup([a]).like(b)) is is_duplicate


@pytest.mark.parametrize("field", ["seller", "images"])
def test_a_short_text_needs_a_second_ground(field: str) -> None:
    value = ("https://m.example/p/8812.jpg",) if field == "images" else "toko_88"
    a, b = (replace(listing("iPhone 12 blue", number), **{field: value}) for number in (1, 2))
    [group] = near_duplicates([a, b])
    assert group.ids == ("m.example:1", "m.example:2")
    assert group.others[0].likeness.has(GroundKind.PICTURE if field == "images" else GroundKind.SELLER)


def test_grounds_say_in_what_two_offers_agree() -> None:
    a = listing(LONG, 1, title="African grey", seller="Jan-88", price="650 EUR", place="Leuven")
    b = listing(LONG, 2, title="AFRICAN GREY", seller="jan 88", price="600 EUR", place="Löwen")
    assert {ground.kind for ground in likeness(a, b).grounds} == {GroundKind.WORDS, GroundKind.TITLE, GroundKind.SELLER}


def test_there_are_no_chains() -> None:
    """Each of a row of texts is like its neighbours, the last not at all like the first."""
    words = [f"word{number}" for number in range(100)]
    row = [listing(" ".join(words[at : at + 40]), at) for at in range(0, 60, 6)]
    for group in near_duplicates(row):
        first = next(one for one in row if one.id == group.first)
        for member in group.others:
            assert likeness(first, next(one for one in row if one.id == member.listing_id)).score >= 0.6
    assert len(near_duplicates(row)) > 1


def test_the_earliest_is_first_whatever_the_order() -> None:
    seen = [
        replace(listing(LONG + f" offer {day}", day), seen_at=datetime(2026, 3, day, tzinfo=UTC)) for day in range(1, 9)
    ]
    chance = random.Random(3)
    for _ in range(5):
        chance.shuffle(seen)
        [group] = near_duplicates(seen)
        assert group.ids == tuple(f"m.example:{day}" for day in range(1, 9))


def test_one_ad_seen_twice_is_no_duplicate() -> None:
    assert near_duplicates([listing(LONG), listing(LONG)]) == []
    assert Lookup([listing(LONG)]).like(listing(LONG)) == []


def test_thousands_of_copies_are_one_group_quickly() -> None:
    copies = [listing(LONG, number) for number in range(3_000)]
    [group] = near_duplicates(copies)
    assert len(group.ids) == 3_000


WORDS = st.lists(st.sampled_from([f"w{number}" for number in range(40)]), min_size=0, max_size=40).map(" ".join)


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    a, b = listing(one, 1), listing(other, 2)
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b).score <= 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_survived(one: str, other: str) -> None:
    near_duplicates([listing(one, 1), listing(other, 2, title=one)])


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_groups_are_what_a_look_at_every_pair_finds(seed: int) -> None:
    """The bands may miss a pair at the edge; what they group is right, and clear copies are never missed."""
    chance = random.Random(seed)
    bases = [[f"b{base}w{chance.randrange(400)}" for _ in range(40)] for base in range(5)]
    listings = []
    for number in range(20):
        words = list(bases[number % 5])
        words[chance.randrange(40)] = "changed"
        listings.append(listing(" ".join(words), number))
    groups = near_duplicates(listings)
    assert sorted(sorted(group.ids) for group in groups) == sorted(
        sorted(f"m.example:{number}" for number in range(base, 20, 5)) for base in range(5)
    )
