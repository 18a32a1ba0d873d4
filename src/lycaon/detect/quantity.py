"""How many specimens are offered, or how much of them: counts, pairs, sex counts, grams, litters.

Each way of saying it becomes a mention with its span, so that a list of several species gives each its own.
A litter without a figure counts one, young ones ("hatchlings") two, the most unknown: a survey must not invent animals.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from msgspec.structs import replace

from lycaon.catalogue.cues import CueHit
from lycaon.catalogue.numbers import MEASURES, UNITS, NumberWords
from lycaon.detect.figures import UNSPACED, Figure, leads_on, word_after, word_before
from lycaon.detect.mates import couple, is_of_sex, mates, parents, sole
from lycaon.detect.not_counts import (
    SIDE,
    beside_sides,
    follows_unit,
    has_decimals,
    is_decimal,
    is_glued,
    is_label,
    is_of,
    is_part,
    is_rate,
    is_side,
    is_worn,
    looks_like_year,
    lot_before,
    pays_or_recurs,
    range_low,
    ranges_to,
    times_before,
)
from lycaon.detect.nouns import CLAUSE_END, beside, closes, is_behind, is_joined, opens_or_follows
from lycaon.detect.plural import is_many
from lycaon.detect.said_once import said_once
from lycaon.detect.sexcount import sex_counts
from lycaon.detect.spoken import composed
from lycaon.detect.standing import NOT_COUNTED, SETTLED, Standing, Standings
from lycaon.detect.subsets import is_one_of_pair, sold_of_more
from lycaon.detect.tally import QuantityKind, QuantityMention, QuantityReading, counted
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Span

UNKNOWN_MOST = Decimal(1000)
"""The most that a litter or a lot without a figure may be: open for every purpose of ours."""
_LARGEST = 20_000
"""A larger count on a marketplace is an article number."""

_COMMA_COUNT = re.compile(
    r"(?<![\w.,/€$£-])([0-9]{1,2}),([0-9]{1,2})(?:,([0-9]{1,2}))?"
    r"(?![\w/%€$£]|[.,-][0-9]|\s?[€$£%])"
)

_MANY = 100
"""The largest count that a bare "I have 40" is believed to tell."""
_HAVING = re.compile(r"\b(?:with|mit|met|avec|con|com|z|ze|со|с|із|dengan|med|cu|s)\s\Z", re.IGNORECASE)
"""What leads to parts of a thing: "a tooth with 9 elephants"."""
_NEXT_BUT_OF = re.compile(r"\s?(?:(?:of|de|d['’]|di)\s?)?([^\W\d_]+)")
_TIMES = frozenset({"x", "keer", "maal", "mal", "times", "fois", "veces", "vezes", "volte", "razy", "раз", "kali"})
_CHAIN = 24
"""Code points between a count and what is joined to it: "6 knives and 6 forks"."""
_LEAST_SUM = 20
"""Sums below it are as often counts."""
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
    standings: Standings = field(default_factory=Standings.load)
    languages: tuple[str, ...] = ()
    """Of the listing that is read."""

    def read(self, wording: Wording, *, names: Sequence[Span] = (), taken: Sequence[Span] = ()) -> QuantityReading:
        """Return the quantities of title and text, and a pair for which the price is asked.

        Args:
            wording: the listing's words.
            names: where specimens are named; a bare figure counts only beside one of these.
            taken: words that already mean something else (prices, dates, marks).
        """
        spoken = QuantityReader(self.numbers.spoken(wording.languages), self.standings, wording.languages)
        asked = {figure.value for figure in wording.field("price").figures}
        found = [mention for words in wording.prose for mention in spoken._field(words, names, taken)]
        found += spoken._unnumbered(wording, found)
        return QuantityReading(
            tuple(mention for mention in found if not _is_price(mention, asked))
            + tuple(mention for mention in spoken._groups(wording.field("price")))
        )

    def _unnumbered(self, wording: Wording, found: Sequence[QuantityMention]) -> list[QuantityMention]:
        """Return what no number tells: the one of several that is for sale; where nothing is counted, a couple."""
        several = [each for each in found if each.quantity.best > 1 and each.quantity.unit == "specimen"]
        if not several:
            return [each for words in wording.prose for each in couple(words, self.standings, self.languages)]
        return [each for words in wording.prose for each in sole(words, several, self.standings, self.languages)]

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
            *self._litters(words, nouns, names),
        ):
            start, end = mention.span.start, mention.span.end
            if not any(low < end and start < high for low, high in busy):
                busy.append((start, end))
                found.append(mention)
        ordered = said_once(words, sorted(found, key=lambda mention: mention.span.start), nouns)
        sexes = words.of("life.sex", "life.stage")
        marked = [
            replace(
                mention,
                sentence=words.sentence(mention.span.start),
                sexed=any(is_of_sex(words, mention, sex) for sex in sexes),
                young=any(
                    0 <= stage.start - mention.span.end <= 2 and not _GROWN.match(words.text, stage.start)
                    for stage in words.of("life.stage")
                ),
                joined=is_joined(words, mention.span.start),
                having=_HAVING.search(words.text, max(0, mention.span.start - 8), mention.span.start) is not None
                or self.standings.shows(words, mention.span.end, self.languages),
            )
            for mention in ordered
        ]
        marked = sold_of_more(words, marked, self.standings, self.languages)
        marked += mates(words, marked, self.numbers.alternative)
        marked += parents(words, marked, self.standings, self.languages)
        return sorted(marked, key=lambda mention: mention.span.start)

    def _sells(self, words: FieldWords, figure: Figure) -> bool:
        """Whether a word for selling leads to the figure, and no other thing follows it: "vendo 6,"."""
        closed = CLAUSE_END.match(words.text, figure.end) is not None
        return closed and self.standings.sells_before(words, figure.start, self.languages)

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
            decimal = written.count(".") == 1 and (count.specimens > 20 or beside_sides(words.text, count.span))
            if label is None and not priced and not decimal:
                yield QuantityMention(counted(count.specimens), QuantityKind.SEX_COUNT, count.span)

    def _comma_counts(self, words: FieldWords, nouns: Sequence[tuple[int, int]]) -> Iterator[QuantityMention]:
        """Sex counts with commas, as German lists have them: "0,0,6 Phelsuma"; of two parts only beside a name."""
        for match in _COMMA_COUNT.finditer(words.text) if words.numeric and "," in words.text else ():
            specimens = sum(int(part) for part in match.groups(default="0"))
            if not specimens or (match[3] is None and is_decimal(match[2], specimens)):
                continue
            if word_after(words.text, match.end(), self.numbers.units.__contains__):
                continue
            named = beside(words, match.end(), nouns) or closes(words, match.start(), nouns)
            if match[3] or named:
                yield QuantityMention(counted(specimens), QuantityKind.SEX_COUNT, words.span(*match.span()))

    def _groups(self, words: FieldWords) -> Iterator[QuantityMention]:
        """Pairs, trios, dozens; "3 pairs" and "two trios" are multiplied."""
        for cue in words.of("group"):
            if self._is_a_few(words, cue):
                continue
            size = 1 if cue.value == "2" and is_worn(words, cue) else int(cue.value)
            times, start = self._times(words, cue)
            if times == 1 and is_one_of_pair(words, start):
                continue
            standing = self.standings.of(words, size * times, start, cue.end, self.languages)
            # A pair that is gone or stays was hardly counted among the others: "25 Jungtiere. Eltern (1 Paar) bleiben".
            if standing not in NOT_COUNTED and not (standing is Standing.GONE and times == 1):
                span = words.span(start, cue.end)
                group = counted(size * times)
                yield QuantityMention(group, QuantityKind.GROUP, span, standing=standing, multiplied=times > 1)

    def _is_a_few(self, words: FieldWords, cue: CueHit) -> bool:
        """Whether a word for a pair says how often or how long: "paar keer", "un par de años", "คู่ละ"."""
        follows = _NEXT_BUT_OF.match(words.text, cue.end)
        word = follows[1].casefold() if follows else ""
        return self.numbers.units.get(word) in MEASURES or word in _TIMES or words.text.startswith("ละ", cue.end)

    def _times(self, words: FieldWords, cue: CueHit) -> tuple[int, int]:
        for figure in words.figures:
            sexed = words.text[max(0, figure.start - 1) : figure.start] in {"♀", "♂"}  # "♂1♀2 トリオ"
            apart = words.text[figure.end : cue.start].strip().casefold()
            near = 0 <= cue.start - figure.end <= 2 and apart in {"", "x", "×", "-"}
            if near and figure.whole and figure.whole <= 50 and not sexed:
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
            if found is None or unit not in UNITS or is_rate(words.text, figure.start):
                continue
            name, factor = UNITS[unit]
            value = (figure.value if figure.other is None or unit in {"g", "mg", "ml"} else figure.other) * factor
            if value > 0:
                amount = counted(value, unit=name)
                yield QuantityMention(amount, QuantityKind.AMOUNT, words.span(figure.start, found[1]))

    def _counts(self, words: FieldWords, nouns: Sequence[tuple[int, int]]) -> Iterator[QuantityMention]:
        last = -_CHAIN
        for at, figure in enumerate(words.figures):
            number = figure.whole
            if number is None or not 0 < number <= _LARGEST or looks_like_year(figure):
                continue
            if not self._is_count(words, figure) or self._ranges_to_measure(words, at):
                continue
            start, end = figure.start, figure.end
            standing = self.standings.of(words, number, start, end, self.languages)
            if standing in NOT_COUNTED:
                continue
            after = self._counting_word(words, end)
            settled = standing in SETTLED and number <= _MANY
            if after is not None:
                kind, end = QuantityKind.COUNT, after[1]
            elif is_glued(words.text, end) and not settled:
                continue
            elif (
                settled
                or (0 < start - last <= _CHAIN and is_joined(words, start) and number <= _MANY)
                or times_before(words, figure)
                or lot_before(words, figure.start)
                or _had(words, figure, nouns)
                or (number <= _MANY and self._sells(words, figure))
            ):
                kind = QuantityKind.COUNT
            elif beside(words, end, nouns) or (number <= _MANY and opens_or_follows(words, start, end, nouns)):
                kind = QuantityKind.NUMBER
            else:
                continue
            most = number
            if at and (low := range_low(words, words.figures[at - 1], figure, self.numbers.alternative)):
                start, number, most = low.start, low.whole or number, number
            span, last = words.span(start, end), end
            yield QuantityMention(counted(number, most), kind, span, after[0] if after else "", standing=standing)

    def _counting_word(self, words: FieldWords, end: int) -> tuple[str, int] | None:
        """Return the counting word behind a number, unless it only begins a longer word for a measure: 个月."""
        after = word_after(words.text, end, self.numbers.counts.__contains__)
        unit = word_after(words.text, end, self.numbers.units.__contains__) if after else None
        measures = unit is not None and self.numbers.units[unit[0]] in MEASURES and after is not None
        return None if measures and unit is not None and after is not None and unit[1] > after[1] else after

    def _ranges_to_measure(self, words: FieldWords, at: int) -> bool:
        """Whether the figure is the lower end of a size: "perles 6 à 8 mm"."""
        high = words.figures[at + 1] if at + 1 < len(words.figures) else None
        if high is None or not ranges_to(words, words.figures[at], high):
            return False
        unit = word_after(words.text, high.end, self.numbers.units.__contains__)
        return unit is not None and unit[0] not in self.numbers.counts

    def _is_count(self, words: FieldWords, figure: Figure) -> bool:
        """Whether nothing beside the figure says that it measures, dates or prices."""
        text = words.text
        end = figure.end + (text[figure.end : figure.end + 1] == "-")  # 8-jährig
        after = word_after(text, end, lambda word: word in self.numbers.units or word in self.numbers.money)
        if after is not None and after[0] not in self.numbers.counts and not leads_on(text, end, after):
            unit = self.numbers.units.get(after[0])
            if unit == "ordinal" and self.standings.is_set(words, figure.end, self.languages):
                return True  # "3er Satz"
            return unit is not None and unit not in MEASURES and unit not in UNITS
        if self._is_asked(words, figure) or self._is_tier(words, figure) or self._is_purpose(words, figure):
            return False
        if follows_unit(text, figure.start):
            return False
        if is_label(words, figure) or is_part(words, figure.end) or is_of(words, figure.start, figure.whole):
            return False
        if has_decimals(figure) or pays_or_recurs(text, figure):
            return False
        if SIDE.match(text, figure.end) or is_side(text, figure.start):
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
            standing = self.standings.of(words, number, start, end, self.languages)
            told = standing in SETTLED
            # "one" and "ein" are articles far more often than counts; one is what we assume anyway.
            if number < 2 and any(0 <= group.start - end <= 1 for group in words.of("group")):
                continue  # "only one pair left"
            if number < 2 and not told and not any(0 <= noun.start - end <= 1 for noun in words.of("life.sex")):
                continue
            if standing in NOT_COUNTED or is_part(words, end) or is_of(words, start, number):
                continue
            after = self._counting_word(words, end)
            measured = word_after(words.text, end, self.numbers.units.__contains__)
            named = beside(words, end, nouns)
            if after is not None and after[0] in self.numbers.money and not named:
                continue  # 五块 is money
            found = counted(number)
            if after is not None or (named and measured is None):
                span = words.span(start, after[1] if after else end)
                counts = after[0] if after else ""
                yield QuantityMention(found, QuantityKind.NUMBER, span, counts, standing=standing)
            elif measured is None and (
                told
                or _lot_of(words, start)
                or (number > 1 and (is_behind(words, start, end, nouns) or opens_or_follows(words, start, end, nouns)))
            ):
                yield QuantityMention(found, QuantityKind.NUMBER, words.span(start, end), standing=standing)

    def _tiers(self, words: FieldWords) -> Iterator[QuantityMention]:
        for at, figure in enumerate(words.figures):
            if self._is_tier(words, figure) and not self._ranges_to_measure(words, at):
                there = counted(figure.whole or 0, UNKNOWN_MOST)
                yield QuantityMention(there, QuantityKind.LITTER, words.span(figure.start, figure.end))

    def _is_tier(self, words: FieldWords, figure: Figure) -> bool:
        """Whether so many cost a sum ("4 for 50"): there are that many at least."""
        if not 1 < (figure.whole or 0) <= _MANY or lot_before(words, figure.start):
            return False
        end = figure.end + words.text.startswith("+", figure.end)
        leads = word_after(words.text, end, self.numbers.bundle.__contains__)
        return leads is not None and _SUM.match(words.text, leads[1]) is not None

    def _litters(
        self, words: FieldWords, nouns: Sequence[tuple[int, int]], names: Sequence[Span]
    ) -> Iterator[QuantityMention]:
        for cue in words.of("quantity.litter", "life.stage", "life.sex"):
            many = is_many(words, cue, nouns, names, self.standings, self.languages)
            if many or cue.value == "litter":
                litter = counted(2 if many else 1, UNKNOWN_MOST)
                yield QuantityMention(litter, QuantityKind.LITTER, words.span(cue.start, cue.end))
        for cue in words.of("quantity.lot"):
            yield QuantityMention(counted(1, UNKNOWN_MOST), QuantityKind.LOT, words.span(cue.start, cue.end))


def _lot_of(words: FieldWords, start: int) -> bool:
    """Whether a phrase for a lot leads to a number word: "group of three", not "450 for all three"."""
    return any(0 <= start - cue.end <= 1 and cue.end - cue.start > 3 for cue in words.of("quantity.of"))


def _is_price(mention: QuantityMention, asked: set[Decimal]) -> bool:
    """Whether a bare number repeats the sum that the site's own field shows: "2500, swap for a canary"."""
    bare = mention.kind is QuantityKind.NUMBER and not mention.counts
    return bare and mention.quantity.best >= _LEAST_SUM and mention.quantity.best in asked


def _had(words: FieldWords, figure: Figure, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether the figure says how many there are: "tengo 9", "ne ho 14", "sono 3", and no other thing follows it."""
    if not (figure.whole or 0) <= _MANY or not any(
        0 <= figure.start - cue.end <= 1 for cue in words.of("quantity.has")
    ):
        return False
    return CLAUSE_END.match(words.text, figure.end) is not None or beside(words, figure.end, nouns)
