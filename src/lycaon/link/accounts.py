"""Which accounts appear operated together, on what grounds, and how much each ground tells.

Two accounts that share a telephone number, a photo or the number of a ring *appear operated together*. Nothing here
says that they are one person: a family shares a telephone, a club a form, friends a photo. Every link shows its
grounds, and stays a suggestion until a person decides.

**Bits.** A ground of strength ``s`` (as investigators weigh them: 0.9-1.0 for a telephone, 0.7-0.9 for a photo, 0.9
for a certificate or ring, 0.3-0.5 for like words) leaves ``1 - s`` for coincidence; that is ``-log2(1 - s)`` bits.
Bits are working assumptions, not measured rates.

**Damping.** What more than a handful of accounts share says little of any two of them: the switchboard of a shop, a
stock photo, the form of a club. Each doubling beyond that handful takes one bit away, until nothing is left.

**Caution.** Grounds of one pair are not independent: who copies an ad copies the number and the photo. So the
weightiest ground counts whole, the next half, the third a quarter.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from lycaon.link.duplicates import near_duplicates
from lycaon.link.selectors import selectors
from lycaon.text import fold
from lycaon.values.account import Account, AccountLink, LinkGround, LinkKind
from lycaon.values.listing import Listing

STRENGTH: Final[Mapping[LinkKind, float]] = {
    LinkKind.PHONE: 0.95,
    LinkKind.EMAIL: 0.95,
    LinkKind.IBAN: 0.97,
    LinkKind.MESSENGER: 0.93,
    LinkKind.CERTIFICATE: 0.9,
    LinkKind.MARK: 0.9,
    LinkKind.PICTURE: 0.8,
    LinkKind.HANDLE: 0.5,
    LinkKind.WORDS: 0.4,
}
"""How often two accounts that agree in this are operated together, before damping."""
HANDFUL: Final = 8
"""Accounts that one hand may well run; what more of them share is damped."""
LEAST: Final = 2.0
"""Least bits of a link that is shown: like words and a like handle together do not reach it."""
_SHORTEST_HANDLE: Final = 6
"""A shorter handle ("anna", "bird1") is chosen by many."""

Pictures = Iterable[tuple[str, frozenset[str]]]
"""A name of each picture that was found more than once, and the ids of the listings that show it."""


@dataclass(frozen=True, slots=True)
class Network:
    """Accounts that appear operated together: everyone is linked to another one, not each to each."""

    accounts: tuple[Account, ...]
    links: tuple[AccountLink, ...]
    """The weightiest first."""

    @property
    def weakest(self) -> AccountLink:
        """The link that holds the network together least; look at it first."""
        return self.links[-1]


def account_of(listing: Listing) -> Account | None:
    """The account that published a listing, or None where none is named.

    >>> str(account_of(Listing(id="x:1", site="x.example", seller=" AnnBirds ")))
    'AnnBirds on x.example'
    """
    handle = listing.seller.strip()
    return Account(listing.site, handle) if handle else None


def account_links(
    listings: Sequence[Listing], *, pictures: Pictures = (), least: float = LEAST, by_words: bool = True
) -> list[AccountLink]:
    """Return the pairs of accounts that appear operated together, the weightiest first.

    Args:
        listings: in any order: the links do not depend on it. Those without a seller's handle link nothing.
        pictures: pictures found more than once, see :func:`lycaon.link.images.alike`.
        least: least bits of a link.
        by_words: whether nearly the same words count; that is the slowest part.
    """
    of = {each.id: account for each in listings if (account := account_of(each)) is not None}
    named = [each for each in listings if each.id in of]
    grounds: dict[tuple[Account, Account], list[LinkGround]] = defaultdict(list)
    for kind, value, holders in _shared(named, of, pictures, by_words=by_words):
        bits = bits_of(kind, len(holders))
        if bits <= 0:
            continue  # a switchboard of hundreds would make a hundred thousand pairs
        for one, other in combinations(sorted(holders), 2):
            ground = LinkGround(
                kind=kind, value=value, bits=bits, shared_by=len(holders),
                offers=tuple(sorted(holders[one] | holders[other])),
            )  # fmt: skip
            if not _is_told(ground, grounds[one, other]):
                grounds[one, other].append(ground)
    links = (_link(one, other, found) for (one, other), found in grounds.items())
    return sorted((link for link in links if link.bits >= least), key=lambda link: (-link.bits, link.one, link.other))


def networks(links: Iterable[AccountLink]) -> list[Network]:
    """Join links to networks, the largest first; each keeps every link with its grounds."""
    leader: dict[Account, Account] = {}

    def found(account: Account) -> Account:
        while leader.setdefault(account, account) != account:
            leader[account] = account = leader[leader[account]]
        return account

    kept = sorted(links, key=lambda link: (-link.bits, link.one, link.other))
    for link in kept:
        one, other = found(link.one), found(link.other)
        leader[max(one, other)] = min(one, other)
    inside: dict[Account, list[AccountLink]] = defaultdict(list)
    for link in kept:
        inside[found(link.one)].append(link)
    joined = [
        Network(tuple(sorted({account for link in some for account in (link.one, link.other)})), tuple(some))
        for some in inside.values()
    ]
    return sorted(joined, key=lambda network: (-len(network.accounts), network.accounts))


def bits_of(kind: LinkKind, shared_by: int) -> float:
    """What it tells of two accounts that they share something which so many accounts share; 0 for nothing.

    >>> bits_of(LinkKind.PHONE, 2), bits_of(LinkKind.PHONE, 300)
    (4.32, 0.0)
    """
    whole = -math.log2(1.0 - STRENGTH[kind])
    return round(max(0.0, whole - math.log2(max(1.0, (shared_by - 1) / HANDFUL))), 2)


def together(bits: Iterable[float]) -> float:
    """Add grounds with caution: the weightiest counts whole, the next half, the third a quarter.

    >>> together([2.0, 4.0])
    5.0
    """
    return round(sum(each / 2**place for place, each in enumerate(sorted(bits, reverse=True))), 2)


def _is_told(ground: LinkGround, others: Iterable[LinkGround]) -> bool:
    """Whether it is a picture that was found before, by its address or by its looks."""
    return ground.kind is LinkKind.PICTURE and any(
        other.kind is LinkKind.PICTURE and other.offers == ground.offers for other in others
    )


def _link(one: Account, other: Account, grounds: list[LinkGround]) -> AccountLink:
    ordered = sorted(grounds, key=lambda ground: (-ground.bits, ground.kind, ground.value))
    return AccountLink(one=one, other=other, bits=together(ground.bits for ground in ordered), grounds=tuple(ordered))


_Holders = dict[Account, set[str]]
"""Accounts, and the ids of their listings in which something stands."""


def _shared(
    listings: Sequence[Listing], of: Mapping[str, Account], pictures: Pictures, *, by_words: bool
) -> Iterator[tuple[LinkKind, str, _Holders]]:
    """Everything that two or more accounts share."""
    held: dict[tuple[LinkKind, str], _Holders] = defaultdict(lambda: defaultdict(set))
    for listing in listings:
        for key in _held_by(listing, of[listing.id]):
            held[key][of[listing.id]].add(listing.id)
    groups = [(LinkKind.PICTURE, name, ids) for name, ids in pictures]
    if by_words:
        groups += [(LinkKind.WORDS, f"of {each.first}", frozenset(each.ids)) for each in near_duplicates(listings)]
    for kind, value, ids in groups:
        for each in ids & of.keys():
            held[kind, value][of[each]].add(each)
    for (kind, value), holders in held.items():
        if len(holders) > 1:
            yield kind, value, holders


def _held_by(listing: Listing, account: Account) -> Iterator[tuple[LinkKind, str]]:
    """What one listing shows that another account's may show too."""
    for selector in selectors(listing):
        yield selector.kind, selector.value
    for address in listing.images:
        yield LinkKind.PICTURE, address
    handle = fold(account.handle)
    if len(handle) >= _SHORTEST_HANDLE:
        yield LinkKind.HANDLE, handle
