"""Figures of others: none enters a report without its source, its day and its words, and none that cannot be.

"USD 3,942,329 million" stood in a press release where USD 3,942,329 was meant, "4 milliards" where millions were.
A figure of value is laid beside the number of specimens that it speaks of: nothing in this trade costs more than
300,000 dollars apiece.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import yaml

from lycaon.errors import DecisionError, FormatError

MOST_PER_SPECIMEN = Decimal(300_000)
"""In dollars or euro; above it a unit is wrong."""
_LONGEST_QUOTE = 25
"""Words: a quotation, not a reprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideFact:
    """A figure that somebody else published."""

    id: str
    figure: str
    """As printed: "USD 3,942,329 million"."""
    says: str
    """What it is a figure of, in our words."""
    source: str = ""
    dated: date | None = None
    url: str = ""
    quote: str = ""
    specimens: int | None = None
    """How many specimens the sum speaks of, where it is a sum."""
    since: date | None = None
    until: date | None = None
    """The period it covers; a figure "since 2015" without an end has no rate."""
    number: float | None = None
    """The figure as a number, where rates are asked of it."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a figure cannot stand as it is; ``code`` is worded at the edge."""

    fact: str
    code: str
    detail: str = ""


_SCALES = {
    "thousand": 3, "mille": 3, "tausend": 3, "duizend": 3,
    "million": 6, "millions": 6, "millionen": 6, "miljoen": 6, "mio": 6, "mln": 6, "m": 6,
    "billion": 9, "billions": 9, "bn": 9, "milliard": 9, "milliards": 9, "milliarden": 9, "mrd": 9, "miljard": 9,
}  # fmt: skip
_SUM = re.compile(
    r"(?P<figure>\d{1,3}(?:[ .,'\u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"\s*(?P<scale>[a-zéû]+)?\.?(?:\s+(?:de|d'|of))?\s*(?P<money>dollars?|euros?|usd|eur|€|\$)?",
    re.IGNORECASE,
)
_LARGE = 1_000_000


def amount(figure: str) -> Decimal | None:
    """Return a sum as printed, with its scale; None where no figure stands.

    >>> amount("USD 3,942,329 million"), amount("près de 4 milliards de dollars")
    (Decimal('3942329000000'), Decimal('4000000000'))
    """
    found = _SUM.search(figure)
    if found is None:
        return None
    power = _SCALES.get((found["scale"] or "").lower(), 0)
    return _plain(found["figure"]) * Decimal(10) ** power


def _plain(digits: str) -> Decimal:
    parts = re.split(r"[ .,'\u00a0\u202f\u2009]", digits)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return Decimal("".join(parts))
    return Decimal(f"{''.join(parts[:-1])}.{parts[-1]}") if len(parts) > 1 else Decimal(digits)


def flags(fact: OutsideFact) -> tuple[Flag, ...]:
    """Return why a figure may not enter a report as it is."""
    found = [Flag(fact.id, f"no_{name}") for name in ("source", "dated", "quote") if not getattr(fact, name)]
    if len(fact.quote.split()) > _LONGEST_QUOTE:
        found.append(Flag(fact.id, "long_quote", str(len(fact.quote.split()))))
    if (each := per_specimen(fact)) is not None and each > MOST_PER_SPECIMEN:
        found.append(Flag(fact.id, "unit", f"{each:,.0f}"))
    elif _grouped_and_scaled(fact.figure):
        found.append(Flag(fact.id, "unit", fact.figure))
    return tuple(found)


def per_specimen(fact: OutsideFact) -> Decimal | None:
    """Return what one specimen would cost if the figure were right."""
    total = amount(fact.figure)
    return total / fact.specimens if total is not None and fact.specimens else None


def _grouped_and_scaled(figure: str) -> bool:
    """Whether a figure is written out and then multiplied: "3,942,329 million" is one or the other."""
    found = _SUM.search(figure)
    return (
        found is not None and _SCALES.get((found["scale"] or "").lower(), 0) >= 6 and _plain(found["figure"]) >= _LARGE
    )


def rate_per_month(fact: OutsideFact) -> float:
    """Return a figure per month of its period.

    Raises:
        DecisionError: the period has no beginning or no end: a rate of it would be invented.
    """
    if fact.since is None or fact.until is None or fact.number is None:
        raise DecisionError(
            f"{fact.id}: {fact.figure!r} covers a period without {'a beginning' if fact.since is None else 'an end'}; "
            "no rate can be computed from it"
        )
    months = (fact.until.year - fact.since.year) * 12 + fact.until.month - fact.since.month + 1
    return fact.number / months


def admitted(facts: Sequence[OutsideFact]) -> tuple[OutsideFact, ...]:
    """Return the facts, all of which may stand in a report.

    Raises:
        DecisionError: one is without source, day or quotation, or cannot be true in its unit.
    """
    if found := [flag for fact in facts for flag in flags(fact)]:
        lines = "; ".join(f"{flag.fact}: {flag.code}{f' ({flag.detail})' if flag.detail else ''}" for flag in found)
        raise DecisionError(
            f"figures of others that may not be printed as they are: {lines}. Give source, day and a quotation of at "
            f"most {_LONGEST_QUOTE} words in facts.yaml; what cannot be true in its unit is left out"
        )
    return tuple(facts)


def read_facts(path: Path) -> tuple[OutsideFact, ...]:
    """Read ``facts.yaml``, a list of facts.

    Raises:
        FormatError: it is no such list.
    """
    try:
        return tuple(msgspec.convert(yaml.safe_load(path.read_text("utf-8")) or [], list[OutsideFact], strict=False))
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise FormatError(f"{path}: {error}") from error
