"""Raw messages, advertisements, unique offers: what is one thing, posted again or in another place.

The order of keys: the platform's own id of the thing; the same words, price and account; a group of near-duplicates
found elsewhere (pictures, shingles) or by a person. The same thing on the same site within thirty days is one
advertisement posted again; on another site it is another advertisement of one unique offer.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lycaon.survey.codebook import REPOST_DAYS, Ad, Link, Message


@dataclass(frozen=True, slots=True)
class Linked:
    """An advertisement, the unique offer that it belongs to, and why."""

    ad: str
    offer: str
    """Id of the first advertisement of the offer."""
    link: Link
    key: str
    """What showed it: item_id, words, near, or nothing."""


def link(ads: Sequence[Ad]) -> tuple[Linked, ...]:
    """Return for each advertisement its unique offer, in the order of ``ads``.

    >>> one = Ad(id="a:1", site="a", seen_on=date(2026, 3, 1), seller="k", text_key="w")
    >>> two = Ad(id="b:7", site="b", seen_on=date(2026, 3, 2), seller="k", text_key="w")
    >>> [found.link.value for found in link([one, two])]
    ['none', 'crosspost']
    """
    groups = _Joined([ad.id for ad in ads])
    keys: dict[str, str] = {}
    for name, of in (("item_id", _by_item), ("words", _by_words), ("near", _by_near)):
        for sharing in _sharing(ads, of):
            for ad in sharing[1:]:
                if groups.join(sharing[0].id, ad.id):
                    keys.setdefault(ad.id, name)
    members: dict[str, list[Ad]] = defaultdict(list)
    for ad in ads:
        members[groups.root(ad.id)].append(ad)
    found = {one.ad: one for each in members.values() for one in _within(each, keys)}
    return tuple(found[ad.id] for ad in ads)


def _by_item(ad: Ad) -> str:
    return f"{ad.site}\x1f{ad.item_id}" if ad.item_id else ""


def _by_words(ad: Ad) -> str:
    return f"{ad.text_key}\x1f{ad.price_amount}\x1f{ad.seller}" if ad.text_key and ad.seller else ""


def _by_near(ad: Ad) -> str:
    return ad.near


def _sharing(ads: Sequence[Ad], of: Callable[[Ad], str]) -> Iterable[list[Ad]]:
    found: dict[str, list[Ad]] = defaultdict(list)
    for ad in ads:
        if key := of(ad):
            found[key].append(ad)
    return (members for members in found.values() if len(members) > 1)


def _within(members: list[Ad], keys: dict[str, str]) -> Iterable[Linked]:
    ordered = sorted(members, key=lambda ad: (_day(ad), ad.id))
    offer = ordered[0].id
    yield Linked(offer, offer, Link.NONE, "")
    last = {ordered[0].site: _day(ordered[0])}
    for ad in ordered[1:]:
        before = last.get(ad.site)
        last[ad.site] = _day(ad)
        if before is None:
            kind = Link.CROSSPOST
        elif (_day(ad) - before).days <= REPOST_DAYS:
            kind = Link.REPOST
        else:
            # After a month the same words may be the next litter: one advertisement more, and perhaps the same animal.
            kind = Link.SAME_SPECIMEN
        yield Linked(ad.id, offer if kind is not Link.SAME_SPECIMEN else ad.id, kind, keys.get(ad.id, "") or "joined")


def _day(ad: Ad) -> date:
    return ad.posted_on or ad.seen_on


class _Joined:
    """Groups that grow together."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {each: each for each in ids}

    def root(self, each: str) -> str:
        while self._parent[each] != each:
            self._parent[each] = self._parent[self._parent[each]]
            each = self._parent[each]
        return each

    def join(self, one: str, other: str) -> bool:
        a, b = self.root(one), self.root(other)
        self._parent[b] = a
        return a != b


@dataclass(frozen=True, slots=True)
class Counted:
    """Messages by what they are: only ``active`` less ``reposts`` are advertisements of the figures."""

    raw: int
    active: int
    wanted: int
    past: int
    other: int
    scams: int
    reposts: int
    unique: int

    @property
    def duplicates(self) -> int:
        """Advertisements that repeat another one."""
        return self.active - self.unique


def advertisements(ads: Sequence[Ad], linked: Sequence[Linked]) -> tuple[Ad, ...]:
    """Return what enters the figures: active messages that are no scam and no re-post."""
    again = {one.ad for one in linked if one.link is Link.REPOST}
    return tuple(ad for ad in ads if ad.message is Message.ACTIVE and ad.scam == "none" and ad.id not in again)


def counted(ads: Sequence[Ad], linked: Sequence[Linked]) -> Counted:
    """Return messages, advertisements and unique offers."""
    active = [ad for ad in ads if ad.message is Message.ACTIVE and ad.scam == "none"]
    ids = {ad.id for ad in active}
    offers = {one.offer for one in linked if one.ad in ids}
    of_kind = {kind: sum(ad.message is kind for ad in ads) for kind in Message}
    return Counted(
        raw=len(ads),
        active=len(active),
        wanted=of_kind[Message.WANTED],
        past=of_kind[Message.PAST],
        other=of_kind[Message.OTHER],
        scams=sum(ad.scam != "none" for ad in ads),
        reposts=sum(one.link is Link.REPOST and one.ad in ids for one in linked),
        unique=len(offers),
    )


def seen_before(ads: Sequence[Ad], earlier: Sequence[Ad]) -> dict[str, str]:
    """Return which advertisements of this wave stood in an earlier one: their id to the earlier id."""
    known: dict[str, str] = {}
    for ad in earlier:
        for key in (ad.id, _by_item(ad), _by_words(ad)):
            if key:
                known.setdefault(key, ad.id)
    found = (
        (ad.id, next((known[k] for k in (ad.id, _by_item(ad), _by_words(ad)) if k and k in known), "")) for ad in ads
    )
    return {ad: before for ad, before in found if before}
