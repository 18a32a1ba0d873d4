"""Accounts: planted networks are found with their grounds, coincidences of strangers are not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.link.accounts import HANDFUL, LEAST, account_links, bits_of, networks, together
from lycaon.values.account import Account, LinkKind
from lycaon.values.listing import Listing

WORDS = [
    "falcon",
    "tortoise",
    "parrot",
    "gecko",
    "boa",
    "ivory",
    "shell",
    "carved",
    "old",
    "young",
    "tame",
    "male",
    "female",
    "pair",
    "cage",
    "box",
    "garden",
    "meadow",
]


def ad(number: int, seller: str, text: str = "", *, site: str = "m.example", **fields: object) -> Listing:
    dice = random.Random(number)
    own = " ".join(dice.choices(WORDS, k=25))
    return Listing(id=f"{site}:{number}", site=site, seller=seller, text=f"{own}. {text}", country="BE", **fields)  # type: ignore[arg-type]


def market(count: int = 60) -> list[Listing]:
    """Strangers, each with a telephone number of his own."""
    return [ad(1000 + at, f"stranger{at:03}", f"tel 0471 {at // 100:02} {at % 100:02} 17") for at in range(count)]


def named(link: object) -> set[str]:
    return {link.one.handle, link.other.handle}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("first", "second", "kind"), [
    ("bel 0470 12 34 56", "whatsapp +32 470/12.34.56", LinkKind.PHONE),
    ("mail ann@example.org", "Ann@Example.ORG", LinkKind.EMAIL),
    ("BE68 5390 0754 7034", "IBAN BE68539007547034", LinkKind.IBAN),
    ("telegram: @annbirds", "t.me/AnnBirds", LinkKind.MESSENGER),
    ("certificate nr DE-BN 23-10456", "CITES DE BN 23 10456", LinkKind.CERTIFICATE),
    ("ring 24 BE 118 7", "Ringnummer 24BE1187", LinkKind.MARK),
])  # fmt: skip
def test_one_shared_selector_links_two_accounts(first: str, second: str, kind: LinkKind) -> None:
    listings = [*market(), ad(1, "annbirds1", first), ad(2, "birdsann", second, site="other.example")]
    [link] = account_links(listings)
    assert named(link) == {"annbirds1", "birdsann"}
    assert [ground.kind for ground in link.grounds] == [kind]
    assert link.grounds[0].offers == ("m.example:1", "other.example:2")
    assert link.decided_by == ""


def test_a_planted_network_is_found_whole_with_every_ground() -> None:
    planted = [
        ad(1, "exotics_be", "tel 0470 12 34 56"),
        ad(2, "petlover44", "bel 0470123456 of mail x@example.org"),
        ad(3, "reptile.house", "mail x@example.org", site="other.example"),
        ad(4, "grandma_attic", "ring 24 BE 118 7", images=("https://i.example/9.jpg",)),
        ad(5, "exotics_be", "closed ring 24-BE-118-7"),
    ]
    [network] = networks(account_links([*market(), *planted]))
    assert [account.handle for account in network.accounts] == [
        "exotics_be",
        "grandma_attic",
        "petlover44",
        "reptile.house",
    ]
    assert {ground.kind for link in network.links for ground in link.grounds} == {
        LinkKind.PHONE,
        LinkKind.EMAIL,
        LinkKind.MARK,
    }
    assert network.weakest.bits == min(link.bits for link in network.links)


def test_a_switchboard_and_a_stock_photo_link_nobody() -> None:
    shop = [
        ad(at, f"branch{at:03}", "Zentrale 02 345 67 89", images=("https://i.example/stock.jpg",)) for at in range(300)
    ]
    assert account_links(shop, by_words=False) == []


def test_a_like_handle_and_like_words_alone_are_not_enough() -> None:
    same = "Hand reared baby African grey parrot, fourteen weeks old, weaned on pellets and fruit, very tame, with cage"
    listings = [
        Listing(id="a:1", site="a", seller="annbirds", text=same),
        Listing(id="b:1", site="b", seller="AnnBirds", text=same),
    ]
    assert account_links(listings) == []
    [link] = account_links(listings, least=1.0)
    assert {ground.kind for ground in link.grounds} == {LinkKind.HANDLE, LinkKind.WORDS}
    assert link.bits < LEAST


def test_pictures_that_were_found_alike_link() -> None:
    listings = [ad(1, "annbirds1"), ad(2, "birdsann")]
    [link] = account_links(listings, pictures=[("9.jpg", frozenset({"m.example:1", "m.example:2"}))])
    assert link.grounds[0].kind is LinkKind.PICTURE


def test_a_picture_found_by_address_and_by_looks_is_one_ground() -> None:
    listings = [
        ad(1, "annbirds1", images=("https://i.example/9.jpg",)),
        ad(2, "birdsann", images=("https://i.example/9.jpg",)),
    ]
    [link] = account_links(listings, pictures=[("9.jpg", frozenset({"m.example:1", "m.example:2"}))])
    assert len(link.grounds) == 1


def test_one_account_is_never_linked_to_itself_and_no_account_to_nobody() -> None:
    listings = [ad(1, "ann", "tel 0470 12 34 56"), ad(2, "ann", "tel 0470 12 34 56"), ad(3, "", "tel 0470 12 34 56")]
    assert account_links(listings) == []


@given(st.sampled_from(list(LinkKind)), st.integers(2, 5000))
def test_what_more_share_tells_no_more(kind: LinkKind, shared_by: int) -> None:
    assert 0 <= bits_of(kind, shared_by + 1) <= bits_of(kind, shared_by)
    if shared_by <= HANDFUL:
        assert bits_of(kind, shared_by) == bits_of(kind, 2) > 0
    assert bits_of(kind, 5000) == 0


@given(st.lists(st.floats(0.01, 5), min_size=1, max_size=9))
def test_grounds_add_with_caution(bits: list[float]) -> None:
    assert max(bits) - 0.01 <= together(bits) <= min(sum(bits), 2 * max(bits)) + 0.01
    assert together(bits) == together(bits[::-1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=14), st.randoms())
def test_links_are_the_accounts_that_share_and_no_order_matters(
    given: list[tuple[int, int]], dice: random.Random
) -> None:
    listings = [ad(at, f"seller{who}", f"mail box{what}@example.org") for at, (who, what) in enumerate(given)]
    expected = {
        frozenset({f"seller{one}", f"seller{other}"})
        for one, shared in given for other, also in given if one != other and shared == also
    }  # fmt: skip
    links = account_links(listings, by_words=False)
    assert {frozenset(named(link)) for link in links} == expected
    shuffled = listings.copy()
    dice.shuffle(shuffled)
    assert account_links(shuffled, by_words=False) == links
    joined = networks(links)
    assert sorted(link for network in joined for link in map(str, network.links)) == sorted(map(str, links))
    seen: list[Account] = [account for network in joined for account in network.accounts]
    assert len(seen) == len(set(seen))
