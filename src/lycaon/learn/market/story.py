"""What is offered on the test market, day by day, and what really happened to it.

Everything follows from the seed. Days count from 0. An offer has ads: one at first, another where it is posted again
or moved to another site; an ad has a life of days and one version of its words a day.
"""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from lycaon.learn.market.characters import Character
from lycaon.learn.market.wording import Wording, words_of

FIRST_DAY: Final = date(2026, 3, 2)


class Happening(StrEnum):
    """What can happen to an ad."""

    NEW = "new"
    EDITED = "edited"
    GONE = "gone"
    REPOSTED = "reposted"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that happened: the ground truth. ``of`` is the earlier ad where one was posted again or moved."""

    day: int
    kind: Happening
    site: str
    ad: str
    of: str = ""
    """``site:ad`` of the earlier ad"""
    what: str = ""
    """of an edit: price, text"""
    readable: bool = True
    """False for ads that only members see, or that robots.txt keeps everybody from"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The words of an ad from a day on."""

    since: int
    title: str
    text: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One ad on one site: its words by day, and its life. ``until`` is the first day on which it is gone, or None."""

    site: str
    ad: str
    seller: str
    place: str
    language: str
    since: int
    until: int | None
    versions: tuple[Version, ...]
    of: str = ""
    moved: bool = False
    login_only: bool = False
    reserved: bool = False

    @property
    def key(self) -> str:
        """``site:ad``, as a listing's id."""
        return f"{self.site}:{self.ad}"

    @property
    def readable(self) -> bool:
        """Whether everybody may read it."""
        return not (self.login_only or self.reserved)

    def is_up(self, day: int) -> bool:
        """Tell whether it stands on the site on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def on(self, day: int) -> Version:
        """Return its words of a day."""
        return [version for version in self.versions if version.since <= day][-1]


@dataclass(frozen=True)
class Story:
    """All ads of all sites, and what happened."""

    seed: int
    days: int
    sites: tuple[Character, ...]
    offers: tuple[Offer, ...]

    @cached_property
    def by_site(self) -> Mapping[str, Mapping[str, Offer]]:
        """The ads of each site by their number, in the order in which they were posted, newest first."""
        found: dict[str, dict[str, Offer]] = {site.name: {} for site in self.sites}
        for offer in sorted(self.offers, key=lambda one: (-one.since, one.ad)):
            found[offer.site][offer.ad] = offer
        return found

    def up(self, site: str, day: int) -> list[Offer]:
        """Return what stands on a site on a day, newest first."""
        return [offer for offer in self.by_site[site].values() if offer.is_up(day)]

    def date_of(self, day: int) -> date:
        """Return the date of a day."""
        return FIRST_DAY + timedelta(days=day)

    def truth(self) -> list[Told]:
        """Return what happened, by day."""
        found = [told for offer in self.offers for told in _told(offer) if told.day < self.days]
        return sorted(found, key=lambda told: (told.day, told.site, told.ad, told.kind))


def _told(offer: Offer) -> Iterator[Told]:
    common = Told(day=offer.since, kind=Happening.NEW, site=offer.site, ad=offer.ad, readable=offer.readable)
    yield common
    if offer.of:
        yield replace(common, kind=Happening.MOVED if offer.moved else Happening.REPOSTED, of=offer.of)
    for before, after in zip(offer.versions, offer.versions[1:], strict=False):
        what = "price" if before.text == after.text else "text"
        yield replace(common, day=after.since, kind=Happening.EDITED, what=what)
    if offer.until is not None:
        yield replace(common, day=offer.until, kind=Happening.GONE)


def tell(sites: Sequence[Character], *, offers: int, days: int, seed: int = 1) -> Story:
    """Return a story of about so many ads.

    Three in five stand there on day 0, the others come day by day. Each day 4 in 100 are edited and 4 in 100 go; of
    those that go a third are posted again on the same site, and a sixth move to another one.
    """
    teller = _Teller(sites, days, random.Random(seed))  # noqa: S311 - a story, not a secret
    while len(teller.offers) < offers:
        teller.tell_one()
    return Story(seed, days, tuple(sites), tuple(teller.offers))


class _Teller:
    def __init__(self, sites: Sequence[Character], days: int, chance: random.Random) -> None:
        self.sites, self.days, self.chance = sites, days, chance
        self.offers: list[Offer] = []
        self._numbers: set[str] = set()
        self._words = {site.language: words_of(site.language) for site in sites}

    def tell_one(self) -> None:
        """Tell one offer and all that becomes of it."""
        chance, site = self.chance, self.chance.choice(self.sites)
        words = self._words[site.language]
        since = 0 if chance.random() < 0.6 else chance.randrange(1, self.days)
        title, text = words.offer(chance)
        version = Version(since=since, title=title, text=text, price=words.price(chance))
        seller = f"{chance.choice(words.names).casefold()}{chance.randrange(10, 9999)}"
        first = Offer(
            site=site.name, ad=self._number(), seller=seller, place=chance.choice(words.places),
            language=site.language, since=since, until=None, versions=(version,),
        )  # fmt: skip
        self._live(site, first, words)

    def _live(self, site: Character, offer: Offer, words: Wording) -> None:
        chance, versions, until = self.chance, list(offer.versions), None
        for day in range(offer.since + 1, self.days):
            fate = chance.random()
            if fate < 0.04:
                until = day
                break
            if fate < 0.08:
                versions.append(self._edited(versions[-1], day, words))
        login_only = self._share(site.login, offer.key)
        reserved = not login_only and self._share(site.reserved, offer.key)
        lived = replace(offer, until=until, versions=tuple(versions), login_only=login_only, reserved=reserved)
        self.offers.append(lived)
        if until is not None:
            self._after(site, lived, until, words)

    def _after(self, site: Character, gone: Offer, until: int, words: Wording) -> None:
        chance, fate = self.chance, self.chance.random()
        day = until + chance.randrange(0, 3)
        if fate >= 0.5 or day >= self.days:
            return
        moved = fate >= 0.34
        others = [other for other in self.sites if other.name != site.name]
        if moved and not others:
            return
        target = chance.choice(others) if moved else site
        last = gone.versions[-1]
        again = self._edited(last, day, words) if chance.random() < 0.5 else replace(last, since=day)
        self._live(target, replace(gone, site=target.name, ad=self._number(), since=day, until=None,
                                   versions=(again,), of=gone.key, moved=moved), words)  # fmt: skip

    def _edited(self, before: Version, day: int, words: Wording) -> Version:
        if self.chance.random() < 0.6:
            lower = max(1, round(before.price * self.chance.uniform(0.7, 0.95)))
            return replace(before, since=day, price=lower if lower != before.price else before.price + 1)
        return replace(before, since=day, text=words.edited(before.text, self.chance))

    def _number(self) -> str:
        while (number := str(self.chance.randrange(10**7, 10**8))) in self._numbers:
            pass
        self._numbers.add(number)
        return number

    @staticmethod
    def _share(share: float, key: str) -> bool:
        return draw("for good", key) < share


def draw(*basis: object) -> float:
    """Return a number from 0 to 1 that follows from the words given: the same always, on every machine."""
    digest = hashlib.blake2b("\x1f".join(map(str, basis)).encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big") / 2**56
