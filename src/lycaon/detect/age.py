"""How old: when a thing was made or acquired, when an animal was hatched or born, of which generation.

Claims become intervals of days. "Antique" and "grandmother's" are vague: they say old, never when.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from lycaon.catalogue.cues import CueHit
from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.figures import Figure, ascii_digits, word_after
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Candidate, Fact, Period, Span

_EARLIEST, _LATEST = 1500, 2035
_YEAR = r"(?:1[5-9]\d\d|20[0-3]\d)"
_DATE = re.compile(
    rf"[\s:(*'’´.,~=-]{{0,4}}(?:(?:vom|on|the|le|am|en|in|im|dne|w|v|в|el|del|il|op|van|year|jahr|den)\s)?\s?"
    rf"(?:(?P<day>\d{{1,2}})[./-](?P<month>\d{{1,2}})[./-](?P<year>{_YEAR}|\d\d)(?!\d)"
    rf"|(?P<y2>{_YEAR})[./年-]\s?(?P<m2>\d{{1,2}})(?!\d)"
    rf"|(?P<m3>\d{{1,2}})\s?[./-]\s?(?P<y3>{_YEAR}|\d\d)(?![\d.,]\d|\d)"
    rf"|(?P<y4>{_YEAR})(?![\d.,]\d|\d)"
    rf"|(?P<y5>[12]\d)(?!\s?[^\W\d_]{{0,3}}?\s?[€$£%]|[\d.,:]\d|\d|\s?(?:cm|mm|kg|g|eur|euro|x)\b))",
    re.IGNORECASE,
)
_DECADE = re.compile(
    r"(?<!\d)(?P<year>(?:1[5-9]\d|20[0-2])0|[1-9]0)\s?"
    r"(?:s|['’]s|er|ern|['’]er|-?ые|-?[хе]|-?і|-?ih|-?tal(?:et|s)?|['’]?ler|['’]?lar|-?as|-tych|-te|-?es|年代|년대)(?![^\W\d_])"
)
_RANGE = re.compile(rf"(?<![\d.,/])(?P<low>{_YEAR})\s?(?:-|–|/|bis|to|до|à|a|~)\s?(?P<high>{_YEAR}|\d\d)(?![\d€$£])")
_ROMAN = {
    "xii": 12, "xiii": 13, "xiv": 14, "xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21,
}  # fmt: skip
_CENTURY_BEFORE = re.compile(
    r"(?<![^\W_])(\d{1,2}|[IVXХivxх]{2,5})[\s.°º]{0,3}(?:-?[^\W\d_]{1,4}[.\s-]{1,2}|[^\W\d_]{1,3}\s?)?\Z"
)
_CENTURY_AFTER = re.compile(r"[\s.]{0,3}(?:ke-?|thứ|o|al)?\s?(\d{1,2}|[IVXХivxх]{2,5})(?![^\W_])")


class AgeKind(StrEnum):
    """What the period is of."""

    MADE = "made"
    BORN = "born"


class AgeMention(msgspec.Struct, frozen=True):
    """One claim about age."""

    kind: AgeKind
    period: Period
    span: Span


@dataclass(frozen=True, slots=True)
class AgeReading:
    """All claims about age, in the order in which they stand; the generation of a bred animal (F1 is 1)."""

    mentions: tuple[AgeMention, ...] = ()
    generation: Fact[int] = Fact()

    @property
    def made(self) -> Fact[Period]:
        """When the thing was made or acquired: the narrowest dated claim, else "vague"."""
        return _fact([mention for mention in self.mentions if mention.kind is AgeKind.MADE])

    @property
    def born(self) -> Fact[Period]:
        """When the animal was born or hatched."""
        return _fact([mention for mention in self.mentions if mention.kind is AgeKind.BORN])


@dataclass(frozen=True, slots=True)
class AgeReader:
    """Reads claims about age with the number words of the catalogue."""

    numbers: NumberWords

    def read(self, wording: Wording) -> AgeReading:
        """Return the claims of title and text about age."""
        spoken, posted = AgeReader(self.numbers.spoken(wording.languages)), wording.listing.posted_at
        mentions = [mention for words in wording.prose for mention in spoken._field(words, posted)]
        return AgeReading(tuple(mentions), _generation(wording))

    def _field(self, words: FieldWords, posted: date | None) -> list[AgeMention]:
        found: list[AgeMention] = []
        busy = [*words.phones]
        for mention in (
            *_born(words), *_eras(words), *_ranges(words), *_decades(words), *_centuries(words),
            *_bounded(words), *self._lived(words, posted), *self._years(words), *_vague(words),
        ):  # fmt: skip
            start, end = mention.span.start, mention.span.end
            if not any(low < end and start < high for low, high in busy):
                busy.append((start, end))
                found.append(mention)
        return sorted(found, key=lambda mention: mention.span.start)

    def _lived(self, words: FieldWords, posted: date | None) -> Iterator[AgeMention]:
        """Ages counted back from the day of the offer: "3 months old", "über 100 Jahre alt"."""
        for figure in words.figures if posted else ():
            found = word_after(words.text, figure.end, self.numbers.units.__contains__)
            unit = self.numbers.units[found[0]] if found else ""
            days = {"year": 365.25, "month": 30.44, "week": 7.0, "day": 1.0}.get(unit)
            if found is None or days is None or posted is None or not 0 < figure.value < 1000:
                continue
            old = any(0 <= cue.start - found[1] <= 4 or 0 <= figure.start - cue.end <= 6 for cue in words.of("age.old"))
            if not old:
                continue
            span = words.span(figure.start, found[1])
            latest = posted - timedelta(days=days * float(figure.value))
            if unit == "year" and figure.value >= 50:
                yield AgeMention(AgeKind.MADE, Period(None, latest), span)
            else:
                yield AgeMention(AgeKind.BORN, Period(latest - timedelta(days=days), latest), span)

    def _years(self, words: FieldWords) -> Iterator[AgeMention]:
        """Years that stand alone; recent ones only beside a word of making, old ones always."""
        for figure in words.figures:
            year = _year(figure)
            if year is None or self._measures(words, figure):
                continue
            before = words.text[max(0, figure.start - 1) : figure.start]
            if before in {"#", "-", "/", ".", "€", "$", "£", "_"}:
                continue
            said = any(0 <= figure.start - cue.end <= 10 for cue in words.of("age.made"))
            if said or 1800 <= year <= 1999:
                yield AgeMention(AgeKind.MADE, _whole_years(year, year), words.span(figure.start, figure.end))

    def _measures(self, words: FieldWords, figure: Figure) -> bool:
        """Whether the four digits are a sum, a count or a measure; "1978 г." is a year, not grams."""
        after = word_after(words.text, figure.end, self.numbers.counted.__contains__)
        if after is None or self.numbers.units.get(after[0]) == "year":
            return False
        return after[0] != "г"


def _born(words: FieldWords) -> Iterator[AgeMention]:
    """Dates behind a word of birth ("NZ 08/23", "CB24", "né le 12/05/2024")."""
    for cue in words.of("age.born", "claim.captive_bred", "origin.C", "origin.F"):
        at = cue.end
        tail = re.search(r"\d{2,4}\Z", words.text[cue.start : cue.end])
        start = cue.end - len(tail[0]) if tail else at
        match = _DATE.match(words.text, start)
        period = _date_period(match) if match else None
        if match is None or period is None:
            match, period = _month_and_year(words, cue)
        if match is not None and period is not None:
            # "uit 1985" is said of coats; animals of last century are not on offer.
            kind = AgeKind.BORN if period.latest and period.latest.year >= 2000 else AgeKind.MADE
            yield AgeMention(kind, period, words.span(cue.start, max(cue.end, match.end())))


def _month_and_year(words: FieldWords, cue: CueHit) -> tuple[re.Match[str] | None, Period | None]:
    for month in words.of("month"):
        if 0 <= month.start - cue.end <= 8:
            year = re.compile(rf"[\s,.]{{0,3}}({_YEAR})").match(words.text, month.end)
            if year:
                return year, _month(int(year[1]), int(month.value))
    return None, None


def _date_period(match: re.Match[str]) -> Period | None:
    part = {name: int(ascii_digits(value)) for name, value in match.groupdict().items() if value}
    year = part.get("year") or part.get("y2") or part.get("y3") or part.get("y4") or part.get("y5") or 0
    year += 2000 if year < 100 else 0
    month = part.get("month") or part.get("m2") or part.get("m3")
    if not 1800 <= year <= _LATEST:
        return None
    if month is None:
        return _whole_years(year, year)
    if "day" in part and 1 <= month <= 12:
        try:
            day = date(year, month, part["day"])
        except ValueError:
            return _month(year, month)
        return Period(day, day)
    return _month(year, month) if 1 <= month <= 12 else _whole_years(year, year)


def _eras(words: FieldWords) -> Iterator[AgeMention]:
    for cue in words.of("era"):
        low, _, high = cue.value.partition("-")
        period = _whole_years(int(low) if low else None, int(high) if high else None)
        yield AgeMention(AgeKind.MADE, period, words.span(cue.start, cue.end))


def _ranges(words: FieldWords) -> Iterator[AgeMention]:
    for match in words.from_digits(_RANGE):
        low, high = int(match["low"]), int(match["high"])
        high += low // 100 * 100 if high < 100 else 0
        if low < high <= min(low + 120, 2000):
            yield AgeMention(AgeKind.MADE, _whole_years(low, high), words.span(*match.span()))


def _decades(words: FieldWords) -> Iterator[AgeMention]:
    for match in words.from_digits(_DECADE):
        plain = len(match["year"]) == 4 or int(match["year"]) >= 20
        if plain or any(-1 <= cue.start - match.end() <= 3 for cue in words.of("decade")):
            yield _decade(words, int(match["year"]), *match.span())
    for cue in words.of("decade"):
        for figure in words.figures:
            if (0 <= figure.start - cue.end <= 3 or 0 <= cue.start - figure.end <= 6) and (
                figure.whole in range(10, 100, 10) or _year(figure, step=10)
            ):
                start, end = min(cue.start, figure.start), max(cue.end, figure.end)
                yield _decade(words, figure.whole or 0, start, end)


def _decade(words: FieldWords, year: int, start: int, end: int) -> AgeMention:
    first = year + 1900 if year < 100 else year
    return AgeMention(AgeKind.MADE, _whole_years(first, first + 9), words.span(start, end))


def _centuries(words: FieldWords) -> Iterator[AgeMention]:
    for cue in words.of("century"):
        low = max(0, cue.start - 14)
        before = _CENTURY_BEFORE.search(words.text[low : cue.start])
        after = _CENTURY_AFTER.match(words.text, cue.end)
        for match, start, end in ((before, low + before.start() if before else 0, cue.end),
                                  (after, cue.start, after.end() if after else 0)):  # fmt: skip
            number = _century_number(match[1]) if match else None
            if number is not None:
                yield AgeMention(AgeKind.MADE, _whole_years(number * 100 - 99, number * 100), words.span(start, end))
                break


def _century_number(written: str) -> int | None:
    folded = written.casefold().replace("х", "x")
    number = int(ascii_digits(written)) if written.isdecimal() else _ROMAN.get(folded)
    return number if number is not None and 12 <= number <= 21 else None


def _bounded(words: FieldWords) -> Iterator[AgeMention]:
    """Years behind "before", "after" and "about"."""
    for cue in words.of("age.before", "age.after", "age.circa"):
        for figure in words.figures:
            year = _year(figure)
            # "c. 1900": the full stop of an abbreviation ends no sentence.
            if year is None or not 0 <= figure.start - cue.end <= 12 or words.breaks(cue.end + 1, figure.start):
                continue
            margin = 10 if year % 10 == 0 else 5
            period = {
                "before": _whole_years(None, year - 1),
                "after": _whole_years(year, None),
                "circa": _whole_years(year - margin, year + margin),
            }[cue.value]
            yield AgeMention(AgeKind.MADE, period, words.span(cue.start, figure.end))


def _vague(words: FieldWords) -> Iterator[AgeMention]:
    for cue in words.of("claim.old"):
        yield AgeMention(AgeKind.MADE, Period(None, None, vague=True), words.span(cue.start, cue.end))


def _generation(wording: Wording) -> Fact[int]:
    found = [(int(cue.value), words.span(cue.start, cue.end)) for words, cue in wording.of("generation")]
    if not found:
        return Fact()
    least = min(number for number, _ in found)
    return Fact((Candidate(least, 0.9),), spans=tuple(span for _, span in found))


def _fact(mentions: list[AgeMention]) -> Fact[Period]:
    if not mentions:
        return Fact()
    chosen = min(mentions, key=lambda mention: _width(mention.period))
    return Fact((Candidate(chosen.period, 0.5 if chosen.period.vague else 0.9),), spans=(chosen.span,))


def _width(period: Period) -> int:
    if period.vague:
        return 10**7
    low, high = period.earliest or date(1, 1, 1), period.latest or date(2100, 1, 1)
    return (high - low).days


def _year(figure: Figure, *, step: int = 1) -> int | None:
    year = figure.whole
    right = year is not None and figure.end - figure.start == 4 and _EARLIEST <= year <= _LATEST and year % step == 0
    return year if right else None


def _whole_years(low: int | None, high: int | None) -> Period:
    return Period(date(low, 1, 1) if low else None, date(high, 12, 31) if high else None)


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(first, following - timedelta(days=1))
