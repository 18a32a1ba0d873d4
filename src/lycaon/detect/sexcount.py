"""Breeders' sex counts: ``1.2.3`` is one male, two females, three unsexed.

Six specimens, then. The same shape is also a date, a price, a size and a version
number, so this reader is shy: a count is kept only where nothing beside it says
otherwise. Source: the males.females.unsexed convention of reptile dealers' lists.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lycaon.values.finding import Span
from lycaon.values.listing import TextField

_COUNT = re.compile(
    r"(?<![\w.,:/€$£-])"  # not the tail of a price, a phone number or a version
    r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{1,2}))?"
    r"(?![\w:/%€$£\"”″]|[.,-][0-9]|'')"
)
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+|[€$£%])")


@dataclass(frozen=True, slots=True)
class SexCount:
    """Specimens by sex, as breeders write them."""

    males: int
    females: int
    unsexed: int
    span: Span

    @property
    def specimens(self) -> int:
        """All of them."""
        return self.males + self.females + self.unsexed


def sex_counts(text: str, *, field: TextField, units: Collection[str]) -> Iterator[SexCount]:
    """Yield the sex counts of ``text``, from left to right.

    Args:
        text: one field of a listing as published, not folded.
        field: the name of that field, copied into every span.
        units: casefolded words that make a number a measure ("kg", "eur"). They come
            from the catalogue, so that a language is added as data.

    Yields:
        Counts of specimens; at least one specimen each. Never raises: odd text is normal.

    >>> [count.specimens for count in sex_counts("1.2 boas", field="title", units=frozenset())]
    [3]
    """
    for match in _COUNT.finditer(text):
        males, females, unsexed = (int(group or 0) for group in match.groups())
        if _reads_as_date(match) or _is_measure(text, match.end(), units):
            continue
        if males + females + unsexed > 0:
            yield SexCount(males, females, unsexed, Span(field, match.start(), match.end()))


def _reads_as_date(match: re.Match[str]) -> bool:
    # 12.11.25 is far more often a day than 48 animals. Of the two mistakes we
    # prefer the smaller count: it never makes a seller look like a dealer.
    day, month, year = match.groups()
    return year is not None and len(year) == 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_measure(text: str, end: int, units: Collection[str]) -> bool:
    word = _NEXT_WORD.match(text, end)
    return word is not None and (word[1].casefold() in units or word[1] in "€$£%")
