"""Prices as asked, days as written, quantities as typed: what a sheet of observations holds, read once."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from lycaon.catalogue.countries import Countries
from lycaon.catalogue.cues import Cues
from lycaon.catalogue.numbers import NumberWords
from lycaon.catalogue.rates import Rates
from lycaon.collect.records import day as gregorian
from lycaon.detect.price import NO_CURRENCY, PriceReader
from lycaon.detect.wording import WordingReader
from lycaon.survey.codebook import Ad, PriceFlag
from lycaon.values.finding import Money
from lycaon.values.listing import Listing

_NEGATIVE = re.compile(r"^\W*?[-\u2212]\s?[€$£]?\s?\d")


@dataclass(frozen=True, slots=True)
class Asked:
    """A price as asked, in its currency and in euro at the reference rate of a day."""

    amount: Decimal | None
    currency: str
    eur: Decimal | None
    rate_day: date | None
    flag: PriceFlag


_NOTHING = Asked(None, "", None, None, PriceFlag.MISSING)


@dataclass(frozen=True, slots=True)
class Prices:
    """Reads prices as the engine does: symbols by country and language, stand-ins, reference rates."""

    words: WordingReader
    reader: PriceReader

    @classmethod
    def load(cls, directory: Path | None = None) -> "Prices":
        """Load the words for money, the countries and the reference rates of the catalogue."""
        numbers = NumberWords.load(directory)
        return cls(
            WordingReader(Cues.load(directory), numbers),
            PriceReader(numbers, Countries.load(directory), Rates.load(directory)),
        )

    @property
    def rates(self) -> Rates:
        """The reference rates."""
        return self.reader.rates

    def read(self, written: str, *, country: str, on: date, language: str = "") -> Asked:
        """Return what is asked; a missing price is missing, never nought.

        Args:
            written: the price as published, "1.200,50 kr", "150 € à débattre".
            country: of the site's market; it settles ``kr`` and ``$``.
            on: day of the advertisement, whose reference rate is taken. A day without one (a Sunday) takes the last
                before it, and ``rate_day`` says which.
            language: of the site, where known.
        """
        if not written.strip():
            return _NOTHING
        listing = Listing(id="survey:price", price=written, language=language, country=country, posted_at=on)
        money = self.reader.read(self.words.read(listing), places=(country,) if country else ()).price
        if money is None:
            return replace(_NOTHING, flag=PriceFlag.MISSING)
        if _NEGATIVE.search(written):
            return Asked(-money.amount, money.currency, None, None, PriceFlag.NEGATIVE)
        return self.of_money(money, on)

    def of_money(self, money: Money, on: date) -> Asked:
        """Return what a finding says is asked, at the rate of ``on``."""
        if money.placeholder:
            return Asked(money.amount, money.currency, None, None, PriceFlag.PLACEHOLDER)
        if money.currency == NO_CURRENCY:
            return Asked(money.amount, "", None, None, PriceFlag.NO_CURRENCY)
        euro = self.rates.euro(money.amount, money.currency, on)
        if euro is None:
            return Asked(money.amount, money.currency, None, None, PriceFlag.NO_RATE)
        flag = PriceFlag.NEGOTIABLE if money.negotiable else PriceFlag.NONE
        return Asked(money.amount, money.currency, euro[0], euro[1], flag)


def at_fixed_rate(ad: Ad, rates: Rates, day: date) -> Decimal | None:
    """Return the price in euro at the rate of one fixed day, so that years can be laid side by side."""
    if ad.price_eur is None or ad.price_amount is None:
        return None
    euro = rates.euro(ad.price_amount, ad.price_currency, day)
    return euro[0] if euro else None


@dataclass(frozen=True, slots=True)
class Day:
    """A day as read, or why it was not: ``calendar`` names one that is not ours."""

    on: date | None
    calendar: str = "gregorian"


_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_BUDDHIST = 543
"""Years between the Thai count and ours; its months are ours since 1941 (Thai calendar act of 2483)."""


def read_day(written: str) -> Day:
    """Read a day; Thai years are turned into ours, other calendars are named and left to a person.

    >>> read_day("2569-03-01"), read_day("1405/08/30").calendar
    (Day(on=datetime.date(2026, 3, 1), calendar='buddhist'), 'solar_hijri')
    """
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in written)
    found = _YEAR.search(digits)
    year = int(found[1]) if found else 0
    if found and 2500 <= year <= 2600:
        ours = digits[: found.start()] + str(year - _BUDDHIST) + digits[found.end() :]
        return Day(gregorian(ours), "buddhist")
    if 1300 <= year <= 1420:
        return Day(None, "solar_hijri")
    if 1421 <= year <= 1500:
        return Day(None, "islamic_hijri")
    return Day(gregorian(digits))


@dataclass(frozen=True, slots=True)
class Count:
    """A number of specimens: at least, best, at most; ``minimum`` where the upper end is open."""

    least: int
    best: int
    most: int
    minimum: bool = False


_COUNT = re.compile(
    r"\s*(?:ca\.?|~|about|env\.?)?\s*(\d[\d.,' \u00a0\u202f]*)\s*(?:(\+)|(?:-|–|to|bis|à|tot)\s*(\d+))?\s*$"
)


def read_count(written: str) -> Count | None:
    """Return a typed number of specimens; nothing written is one, at least.

    >>> read_count("1000+"), read_count("5-10").best
    (Count(least=1000, best=1000, most=1000, minimum=True), 8)
    """
    if not written.strip():
        return Count(1, 1, 1, minimum=True)
    found = _COUNT.match(written)
    digits = re.sub(r"[.,' \u00a0\u202f]", "", found[1]) if found else ""
    if found is None or not digits or int(digits) == 0:
        return None
    least = int(digits)
    if found[2]:
        return Count(least, least, least, minimum=True)
    most = int(found[3]) if found[3] else least
    return Count(least, (least + most + 1) // 2, most) if most >= least else None
