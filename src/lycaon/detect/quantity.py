"""How many specimens are offered, or how much of them: counts, pairs, sex counts, grams, litters.

Each way of saying it becomes a mention with its span, so that a list of several species gives each its own.
A word of a litter without a figure counts one, the most unknown: a survey must not invent animals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from lycaon.catalogue.cues import CueHit
from lycaon.catalogue.numbers import MEASURES, UNITS, NumberWords
from lycaon.detect.figures import UNSPACED, Figure, leads_on, word_after, word_before
from lycaon.detect.nouns import CLAUSE_END, beside, closes, is_behind, opens_or_follows
from lycaon.detect.sexcount import sex_counts
from lycaon.detect.spoken import composed
from lycaon.detect.tally import QuantityKind, QuantityMention, QuantityReading, counted
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Span

UNKNOWN_MOST = Decimal(1000)
"""The most that a litter or a lot without a figure may be: open for every purpose of ours."""
_LARGEST = 20_000
"""A larger count on a marketplace is an article number."""


_SIDE = re.compile(r"\s?[x×х*]\s?(?:\.|\d[\d.,]*(?![\d.,]|\s?[€$£]))", re.IGNORECASE)
_SIDE_BEFORE = re.compile(r"[\d\"”][\s]?[x×х*]\s?\Z", re.IGNORECASE)
"""Sides of a thing: 45x45x60, 5" x 1.5"."""
_COMMA_COUNT = re.compile(
    r"(?<![\w.,/€$£-])([0-9]{1,2}),([0-9]{1,2})(?:,([0-9]{1,2}))?"
    r"(?![\w/%€$£]|[.,-][0-9]|\s?[€$£%])"
)

_MANY = 100
"""The largest count that a bare "I have 40" is believed to tell."""
_SHOE_SIZES = range(35, 48)
_WORN_REACH = 30
"""Code points between "pair" and the shoes."""
_RANGES = frozenset({"-", "–", "~", "bis", "to", "à", "a", "tot", "до", "do", "até", "hasta", "sampai"})
_JOINS = re.compile(r"\s(?:[&+]|[^\W\d_]{1,3})\s(?:[^\W\d_]{1,4}\s)?")
"""What joins one sex to the other: "male & 2 females", "2 hens and a cock"."""
_OF = re.compile(r"\b(?:von|of|sur|su|из|z|ze|van|av)\s+(?:(?:the|den|de)\s)?\Z", re.IGNORECASE)
_OF_REACH = 50
"""What leads from those that are left to all that there were, and code points between the two."""
_GROWN = re.compile(
    r"adult|volw|ausgew|altv|взросл|половоз|dorosł|matri|egg|ei|œuf|oeuf|huevo|ovo|uov|jaj|яй|成", re.IGNORECASE
)
"""Words of life of what is no young animal: grown ones, and eggs."""
_SUM = re.compile(r"\s?[€$£]?\s?\d")
"""What stands behind the word of a bundle: "4 for 50", not "for sale"."""


@dataclass(frozen=True, slots=True)
class QuantityReader:
    """Reads quantities with the number words of the catalogue."""

    numbers: NumberWords

    def read(self, wording: Wording, *, names: Sequence[Span] = (), taken: Sequence[Span] = ()) -> QuantityReading:
        """Return the quantities of title and text, and a pair for which the price is asked.

        Args:
            wording: the listing's words.
            names: where specimens are named; a bare figure counts only beside one of these.
            taken: words that already mean something else (prices, dates, marks).
        """
        spoken = QuantityReader(self.numbers.spoken(wording.languages))
        return QuantityReading(
            tuple(mention for words in wording.prose for mention in spoken._field(words, names, taken))
            + tuple(mention for mention in spoken._groups(wording.field("price")))
        )

    def counts_at(self, text: str, end: int) -> bool:
        """Whether a counting word stands behind a figure that ends at ``end``: "baby 10 ekor"."""
        return word_after(text, end, self.numbers.counts.__contains__) is not None

    def _field(self, words: FieldWords, names: Sequence[Span], taken: Sequence[Span]) -> list[QuantityMention]:
        busy = [(span.start, span.end) for span in taken if span.field == words.name]
        busy += words.phones
        nouns = self._nouns(words, names)
        found: list[QuantityMention] = []
        for mention in (
            *self._sex_counts(words),
            *self._comma_counts(words, nouns),
            *self._groups(words),
            *self._amounts(words),
            *self._counts(words, nouns),
            *self._number_words(words, nouns),
            *self._tiers(words),
            *self._litters(words),
        ):
            start, end = mention.span.start, mention.span.end
            if not any(low < end and start < high for low, high in busy):
                busy.append((start, end))
                found.append(mention)
        ordered = _said_once(words, sorted(found, key=lambda mention: mention.span.start), nouns)
        sexes = words.of("life.sex", "life.stage")
        marked = [
            replace(
                mention,
                sentence=words.sentence(mention.span.start),
                sexed=any(
                    0 <= sex.start - mention.span.end <= 2 or 0 <= sex.end - mention.span.end <= 2 for sex in sexes
                ),
                young=any(
                    0 <= stage.start - mention.span.end <= 2 and not _GROWN.match(words.text, stage.start)
                    for stage in words.of("life.stage")
                ),
            )
            for mention in ordered
        ]
        return sorted((*marked, *self._mates(words, marked)), key=lambda mention: mention.span.start)

    def _mates(self, words: FieldWords, counts: Sequence[QuantityMention]) -> Iterator[QuantityMention]:
        """One of the other sex that is joined to a count without a number: "mâle & 2 femelles", "3 hens and a cock"."""
        sexes, counted_words = words.of("life.sex"), words.of("life.sex", "life.stage")
        for count in counts:
            told = next((one for one in counted_words if 0 <= one.start - count.span.end <= 2), None)
            if not count.sexed or told is None or count.kind is QuantityKind.GROUP:
                continue
            for sex in sexes:
                between = (
                    words.text[told.end : sex.start] if sex.start > told.end else words.text[sex.end : count.span.start]
                )
                counted_too = any(each.span.start <= sex.start <= each.span.end + 2 for each in counts)
                if not counted_too and _JOINS.fullmatch(between) and between.split()[0] not in self.numbers.alternative:
                    span = words.span(sex.start, sex.end)
                    yield QuantityMention(counted(1), QuantityKind.NUMBER, span, sexed=True, sentence=count.sentence)

    def _nouns(self, words: FieldWords, names: Sequence[Span]) -> list[tuple[int, int]]:
        """Words that are counted: names of specimens, and words of life (juveniles, males, eggs)."""
        named = [(span.start, span.end) for span in names if span.field == words.name]
        return sorted(named + [(cue.start, cue.end) for cue in words.of("life.stage", "life.sex", "quantity.noun")])

    def _sex_counts(self, words: FieldWords) -> Iterator[QuantityMention]:
        if not words.numeric or "." not in words.text:
            return
        for count in sex_counts(words.text, field=words.name, units=self.numbers.measures):
            label = word_before(words.text, count.span.start, self.numbers.money_before.__contains__)
            priced = any(0 <= count.span.start - cue.end <= 4 for cue in words.of("price.label"))
            # 12.50 has two decimals: money, unless three places say otherwise.
            written = words.text[count.span.start : count.span.end]
            decimal = written.count(".") == 1 and (count.specimens > 20 or _beside_sides(words.text, count.span))
            if label is None and not priced and not decimal:
                yield QuantityMention(counted(count.specimens), QuantityKind.SEX_COUNT, count.span)

    def _comma_counts(self, words: FieldWords, nouns: Sequence[tuple[int, int]]) -> Iterator[QuantityMention]:
        """Sex counts with commas, as German lists have them: "0,0,6 Phelsuma"; of two parts only beside a name."""
        for match in _COMMA_COUNT.finditer(words.text) if words.numeric and "," in words.text else ():
            specimens = sum(int(part) for part in match.groups(default="0"))
            if not specimens or word_after(words.text, match.end(), self.numbers.units.__contains__):
                continue
            named = beside(words, match.end(), nouns) or closes(words, match.start(), nouns)
            if match[3] or named:
                yield QuantityMention(counted(specimens), QuantityKind.SEX_COUNT, words.span(*match.span()))

    def _groups(self, words: FieldWords) -> Iterator[QuantityMention]:
        """Pairs, trios, dozens; "3 pairs" and "two trios" are multiplied."""
        for cue in words.of("group"):
            size = 1 if cue.value == "2" and _is_worn(words, cue) else int(cue.value)
            times, start = self._times(words, cue)
            yield QuantityMention(counted(size * times), QuantityKind.GROUP, words.span(start, cue.end))

    def _times(self, words: FieldWords, cue: CueHit) -> tuple[int, int]:
        for figure in words.figures:
            if 0 <= cue.start - figure.end <= 2 and figure.whole and figure.whole <= 50:
                return figure.whole, figure.start
        for word in words.of("number"):
            if 0 <= cue.start - word.end <= 2 and int(word.value) > 1:
                return int(word.value), word.start
        return 1, cue.start

    def _amounts(self, words: FieldWords) -> Iterator[QuantityMention]:
        """Weights and volumes of what is sold; a weight of a living animal is the caller's to set aside."""
        for figure in words.figures:
            found = word_after(words.text, figure.end, self.numbers.units.__contains__)
            unit = self.numbers.units[found[0]] if found else ""
            if found is None or unit not in UNITS or _is_rate(words.text, figure.start):
                continue
            name, factor = UNITS[unit]
            value = (figure.value if figure.other is None or unit in {"g", "mg", "ml"} else figure.other) * factor
            if value > 0:
                amount = counted(value, unit=name)
                yield QuantityMention(amount, QuantityKind.AMOUNT, words.span(figure.start, found[1]))

    def _counts(self, words: FieldWords, nouns: Sequence[tuple[int, int]]) -> Iterator[QuantityMention]:
        for at, figure in enumerate(words.figures):
            number = figure.whole
            if number is None or not 0 < number <= _LARGEST or _looks_like_year(figure):
                continue
            if not self._is_count(words, figure):
                continue
            start, end = figure.start, figure.end
            after = word_after(words.text, end, self.numbers.counts.__contains__)
            if after is not None:
                kind, end = QuantityKind.COUNT, after[1]
            elif _is_glued(words.text, end):
                continue
            elif _times_before(words, figure) or _lot_before(words, figure) or _had(words, figure, nouns):
                kind = QuantityKind.COUNT
            elif beside(words, end, nouns) or (number <= _MANY and opens_or_follows(words, start, end, nouns)):
                kind = QuantityKind.NUMBER
            else:
                continue
            most = number
            if at and (low := _range_low(words, words.figures[at - 1], figure, self.numbers.alternative)):
                start, number, most = low.start, low.whole or number, number
            yield QuantityMention(counted(number, most), kind, words.span(start, end), after[0] if after else "")

    def _is_count(self, words: FieldWords, figure: Figure) -> bool:
        """Whether nothing beside the figure says that it measures, dates or prices."""
        text = words.text
        end = figure.end + (text[figure.end : figure.end + 1] == "-")  # 8-jährig
        after = word_after(text, end, lambda word: word in self.numbers.units or word in self.numbers.money)
        if after is not None and after[0] not in self.numbers.counts and not leads_on(text, end, after):
            unit = self.numbers.units.get(after[0])
            return unit is not None and unit not in MEASURES and unit not in UNITS
        if self._is_asked(words, figure) or self._is_tier(words, figure) or self._is_purpose(words, figure):
            return False
        if _is_label(words, figure) or _is_part(words, figure.end) or _is_of(words, figure):
            return False
        if _SIDE.match(text, figure.end) or _SIDE_BEFORE.search(text, max(0, figure.start - 4), figure.start):
            return False
        before, behind = text[max(0, figure.start - 1) : figure.start], text[figure.end : figure.end + 2]
        glued = before.isalpha() and before not in "xX×" and not UNSPACED.match(before)
        ranged = before == "-" and text[max(0, figure.start - 2) : figure.start - 1].isdecimal()
        apart = ranged or before not in {"#", "/", ":", ".", "°", "-", "*"}
        return not glued and apart and behind[:1] not in {"%", "/", ":", "°"}

    def _is_asked(self, words: FieldWords, figure: Figure) -> bool:
        """Whether money leads to the figure, and not away from the one before: "€ 10", but "45 € 10 Phelsuma"."""
        money = word_before(words.text, figure.start, self.numbers.money_before.__contains__)
        return money is not None and not any(
            0 <= money[1] - earlier.end <= 1 for earlier in words.figures if earlier.end <= money[1]
        )

    def _is_purpose(self, words: FieldWords, figure: Figure) -> bool:
        """Whether the figure says what a thing is good for: "enough for 2 watch straps"."""
        leads = word_before(words.text, figure.start, self.numbers.bundle.__contains__)
        return leads is not None and len(leads[0]) > 2

    def _number_words(self, words: FieldWords, nouns: Sequence[tuple[int, int]]) -> Iterator[QuantityMention]:
        for number, start, end in composed(words):
            # "one" and "ein" are articles far more often than counts; one is what we assume anyway.
            if number < 2 and not any(0 <= noun.start - end <= 1 for noun in words.of("life.sex")):
                continue
            if _is_part(words, end):
                continue
            after = word_after(words.text, end, lambda word: word in self.numbers.counts)
            measured = word_after(words.text, end, self.numbers.units.__contains__)
            named = beside(words, end, nouns)
            if after is not None and after[0] in self.numbers.money and not named:
                continue  # 五块 is money
            found = counted(number)
            if after is not None or (named and measured is None):
                last = after[1] if after else end
                yield QuantityMention(found, QuantityKind.NUMBER, words.span(start, last), after[0] if after else "")
            elif (
                number > 1
                and measured is None
                and (is_behind(words, start, end, nouns) or opens_or_follows(words, start, end, nouns))
            ):
                yield QuantityMention(found, QuantityKind.NUMBER, words.span(start, end))

    def _tiers(self, words: FieldWords) -> Iterator[QuantityMention]:
        for figure in words.figures:
            if self._is_tier(words, figure):
                there = counted(figure.whole or 0, UNKNOWN_MOST)
                yield QuantityMention(there, QuantityKind.LITTER, words.span(figure.start, figure.end))

    def _is_tier(self, words: FieldWords, figure: Figure) -> bool:
        """Whether so many cost a sum ("4 for 50"): there are that many at least."""
        if not 1 < (figure.whole or 0) <= _MANY or _lot_before(words, figure):
            return False
        end = figure.end + words.text.startswith("+", figure.end)
        leads = word_after(words.text, end, self.numbers.bundle.__contains__)
        return leads is not None and _SUM.match(words.text, leads[1]) is not None

    def _litters(self, words: FieldWords) -> Iterator[QuantityMention]:
        for cue in words.of("quantity.litter"):
            yield QuantityMention(counted(1, UNKNOWN_MOST), QuantityKind.LITTER, words.span(cue.start, cue.end))
        for cue in words.of("quantity.lot"):
            yield QuantityMention(counted(1, UNKNOWN_MOST), QuantityKind.LOT, words.span(cue.start, cue.end))


def _said_once(
    words: FieldWords, mentions: list[QuantityMention], nouns: Sequence[tuple[int, int]]
) -> list[QuantityMention]:
    """Drop what repeats its neighbour: "a pair (1.1)", "2 Tiere, Paar", "lot de 3 (1.2)"."""
    kept: list[QuantityMention] = []
    for mention in mentions:
        if kept and _repeats(words, kept[-1], mention, nouns):
            continue
        kept.append(mention)
    return kept


def _repeats(
    words: FieldWords, earlier: QuantityMention, later: QuantityMention, nouns: Sequence[tuple[int, int]]
) -> bool:
    apart = words.text[earlier.span.end : later.span.start]
    same = earlier.quantity.best == later.quantity.best and earlier.quantity.unit == later.quantity.unit
    # "2x G. rosea, P. regalis pair" says two of each.
    listed = sum(earlier.span.end <= start < later.span.start for start, _ in nouns) > 1 and "," in apart
    return same and earlier.kind != later.kind and len(apart) <= 40 and "\n" not in apart and not listed


def _beside_sides(text: str, span: Span) -> bool:
    """Whether a decimal is a side of a thing: 5.2 x 1.4."""
    after = _SIDE.match(text, span.end) is not None
    return after or _SIDE_BEFORE.search(text, max(0, span.start - 4), span.start) is not None


def _is_glued(text: str, end: int) -> bool:
    """Whether letters follow a figure without a space: a disguised word, "3lf3nb31n"."""
    follows = text[end : end + 1]
    return follows.isalpha() and UNSPACED.match(follows) is None


def _times_before(words: FieldWords, figure: Figure) -> bool:
    """Whether the figure stands behind a times sign ("x3") or is followed by one ("3x")."""
    text = words.text
    before, further = text[max(0, figure.start - 2) : figure.start], text[max(0, figure.start - 4) : figure.start - 1]
    return before.strip() in {"x", "X", "×"} and not further.strip()[-1:].isdigit()


def _lot_before(words: FieldWords, figure: Figure) -> bool:
    """Whether a word for a lot leads to the figure: "lot of 40", "Gruppe von 5", "lote de 3"."""
    return any(0 <= figure.start - cue.end <= 4 for cue in words.of("quantity.of"))


def _had(words: FieldWords, figure: Figure, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether the figure says how many there are: "tengo 9", "ne ho 14", "sono 3", and no other thing follows it."""
    if not (figure.whole or 0) <= _MANY or not any(
        0 <= figure.start - cue.end <= 1 for cue in words.of("quantity.has")
    ):
        return False
    return CLAUSE_END.match(words.text, figure.end) is not None or beside(words, figure.end, nouns)


def _is_label(words: FieldWords, figure: Figure) -> bool:
    """Whether a word before the figure makes it a size or a number in a list: "size 10", "Lot 212", "圈口56"."""
    if figure.whole in _SHOE_SIZES and words.of("measure.worn"):
        return True
    # "lot 14 whalebones" are fourteen, "Lot 212: tooth" is the two hundred and twelfth.
    counts = words.text[figure.end : figure.end + 2].strip()[:1].isalpha()
    return any(
        0 <= figure.start - cue.end <= 3 and not words.text[cue.end : figure.start].strip(" .:#№°º")
        for cue in words.of("measure.label", *(() if counts else ("measure.item",)))
    )


def _is_of(words: FieldWords, figure: Figure) -> bool:
    """Whether the figure is all there were: "noch 4 von 9", "3 left of 11"."""
    lead = _OF.search(words.text, max(0, figure.start - 12), figure.start)
    return (
        lead is not None
        and not _lot_before(words, figure)
        and any(
            0 < lead.start() - few.end <= _OF_REACH
            and few.whole
            and figure.whole
            and few.whole < figure.whole
            and not words.breaks(few.end, lead.start())
            for few in words.figures
        )
    )


def _is_part(words: FieldWords, end: int) -> bool:
    """Whether a number that ends there counts the parts of one thing: 40 beads, 88 keys, trois rangs."""
    return any(0 <= cue.start - end <= 1 for cue in words.of("measure.part"))


def _is_worn(words: FieldWords, pair: CueHit) -> bool:
    """Whether a pair is one thing that is worn: shoes, gloves, cufflinks."""
    return any(
        -_WORN_REACH <= cue.start - pair.end <= _WORN_REACH and not words.breaks(*sorted((cue.start, pair.end)))
        for cue in words.of("measure.worn")
    )


def _range_low(words: FieldWords, low: Figure, high: Figure, alternative: frozenset[str]) -> Figure | None:
    between = words.text[low.end : high.start].strip().casefold()
    if between not in _RANGES and between not in alternative:
        return None
    return low if low.whole and high.whole and low.whole < high.whole <= low.whole * 4 else None


def _looks_like_year(figure: Figure) -> bool:
    return len(figure.digits) == 4 and figure.digits[:2] in {"18", "19", "20"}


def _is_rate(text: str, start: int) -> bool:
    return text[max(0, start - 1) : start] in {"/", "±"}
