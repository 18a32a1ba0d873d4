"""What a figure looks like: a sum in a sentence, a year, a stand-in, a price whose thousands are left out."""

import re
from collections.abc import Sequence
from decimal import Decimal

from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.figures import UNSPACED, Figure, word_before

_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])")
MOST_KARATS = 24
"""Purity of gold: "18k" is no sum."""
LEAST_ALONE = 10
"""Least figure that is believed to be a price because it stands alone."""
_PLACEHOLDERS = frozenset({0, 1, 123, 1234, 12345, 123456, 1234567, 12345678, 123456789})
_REPEATED = re.compile(r"(1)\1{3,}|(9)\2{4,}|(0)\3*")
_SMALL_MONEY = frozenset({
    "IDR", "VND", "KRW", "RUB", "UAH", "JPY", "COP", "CLP", "KZT", "ARS", "PYG", "UZS", "LAK", "KHR", "MMK", "NGN",
    "TZS", "UGX", "XOF", "XAF", "IQD", "LBP", "PKR", "KES", "MNT", "HUF", "AOA", "CRC",
})  # fmt: skip
"""Currencies in which nearly all prices are thousands, so that the thousand is said and the money is not."""
_THOUSANDS = frozenset({"IDR", "VND"})
"""Currencies in which a sum below a thousand leaves the thousand out."""
_UNIT = 6
"""How far before a unit what makes it no measure of the figure behind it may begin."""
_PRICED_UNIT = re.compile(
    r"(?:[\d/½]|\b(?:al|il|le|la|per|par|je|das|pro|por|el|o|za|за|the|a))[ .]{0,2}\Z", re.IGNORECASE
)
_CLAUSE_ENDS = re.compile(r"(?:,00|[.,]?-{1,2})?\s*(?:\Z|[,.;!?](?!\d)|[\n)，。；！？、،]|\s[-–—+&]\s)")


def is_rounded(text: str, figure: Figure, end: int, homes: Sequence[str]) -> bool:
    """Whether thousands are said in a money of small worth: "25rb", "18tr", "35만" are sums, "18k" is gold."""
    if end == figure.end or not homes or homes[0] not in _SMALL_MONEY:
        return False
    return figure.value > MOST_KARATS or text[figure.end : end].strip().casefold() != "k"


def closes(text: str, end: int) -> bool:
    """Whether a figure that ends there closes its part of the sentence, or words follow it without a space."""
    unspaced = UNSPACED.match(text, end + (text[end : end + 1] == " "))
    return ends_clause(text, end) or unspaced is not None


def in_thousands(value: Decimal, homes: Sequence[str]) -> Decimal:
    """Return what is meant by a bare figure: "600/con" are 600,000 dong, for nothing costs less than a thousand."""
    return value * 1000 if homes and homes[0] in _THOUSANDS and LEAST_ALONE <= value < 1000 else value


def looks_dated(text: str, figure: Figure) -> bool:
    """Whether a figure looks like a year, with nothing behind it that makes it money, or like "30.11."."""
    written = text[figure.start : figure.end]
    return looks_like_day(text, figure) or (
        figure.whole is not None
        and 1900 <= figure.whole <= 2035
        and len(written) == 4
        and (text[figure.end : figure.end + 1] not in {"-", "€", "$"})
    )


def measures(text: str, start: int, numbers: NumberWords) -> bool:
    """Whether a unit stands before a figure, as Italians write it ("gr. 120"), and not "2 cm 120" or "al kg 14"."""
    at = start
    while at and text[at - 1] in " .":
        at -= 1
    if at in {0, start} or not text[at - 1].isalpha():
        return False
    unit = word_before(text, at, numbers.units.__contains__)
    if unit is None or len(unit[0]) == 1 or not (unit[0].isascii() and unit[0].isalpha()):
        return False
    return _PRICED_UNIT.search(text, max(0, unit[1] - _UNIT), unit[1]) is None


def looks_like_day(text: str, figure: Figure) -> bool:
    """Whether a figure is a day and a month: "30.11."."""
    return text[figure.end : figure.end + 1] == "." and _DAY.fullmatch(text, figure.start, figure.end) is not None


def stands_in(value: Decimal) -> bool:
    """Whether a sum only fills a field that wants one: 0, 1, 1234, 99999."""
    whole = int(value) if value == value.to_integral_value() and value < 10**12 else None
    return value < 1 or (whole is not None and (whole in _PLACEHOLDERS or _REPEATED.fullmatch(str(whole)) is not None))


def ends_clause(text: str, end: int) -> bool:
    """Whether a figure that ends there ends its part of the sentence."""
    return _CLAUSE_ENDS.match(text, end) is not None
