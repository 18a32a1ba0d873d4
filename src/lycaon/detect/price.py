"""Prices: what the seller asks, in which currency, for how much of it.

A sum is a figure with money beside it, or with a word that says it is a price. Its role is read from the
words around: for the whole offer, for each piece, for the parcel, before it was reduced. The field that the
site keeps for the price wins over the text, unless it holds a stand-in (1, 123, 99999).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from lycaon.catalogue.countries import Countries
from lycaon.catalogue.cues import CueHit
from lycaon.catalogue.numbers import NumberWords
from lycaon.catalogue.rates import Rates
from lycaon.detect.asked import ASKED, PriceMention, PriceReading, PriceRole, chosen
from lycaon.detect.figures import Figure, leads_on, scaled, word_after, word_before
from lycaon.detect.price_cues import (
    hangs_on,
    is_for_parcel,
    is_partial,
    is_said_otherwise,
    leads,
    near,
    superseded,
)
from lycaon.detect.price_listing import believed
from lycaon.detect.price_shapes import (
    LEAST_ALONE,
    closes,
    ends_clause,
    in_thousands,
    is_rounded,
    looks_dated,
    measures,
    stands_in,
)
from lycaon.detect.price_tags import tags
from lycaon.detect.price_ways import is_bundle
from lycaon.detect.price_words import spoken_sums
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Money

NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency": the sum was asked, in what nobody can tell."""

_RANGE = re.compile(r"\s*(?:-|–|—|~|～|/|to|bis|à|a|tot|do|до|至|到|から|sampai|-?đến)\s*\Z", re.IGNORECASE)
_PER = re.compile(
    r"\s?(?:[/／]|\b(?:le|la|l'|al|il|par|per|pro|das|der|je|the|a|el|por|o|za|за|na|от)\b)\s?", re.IGNORECASE
)
"""What stands between a sum and the measure it is asked for: "40 €/kg", "1,80 € le gramme"."""
_WEIGHED = frozenset({"g", "kg", "oz", "lb", "jin", "tonne"})
_WIDE = Decimal("1.3")
"""Upper end to lower end of a range in a site's own field from which on it tells the prices of several things."""
_ASIDE = frozenset({PriceRole.SHIPPING, PriceRole.OLD, PriceRole.DEPOSIT, PriceRole.STEP})
"""Roles of sums beside which the price itself may stand without money."""
_FASTENED = frozenset({"-", "/", ":", "#", "x"})
"""Signs that make a figure behind them a part of something else."""
_POINTING = frozenset({"ARS", "CLP", "COP", "UYU", "BRL"})
"""Currencies with the sign ``$`` where a point sets off thousands."""
_POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2}|,-{1,2})?")
_ROUND_YEAR = 2000
"""A year that is rather a sum, where a word for a price stands beside it."""
_MOST_ALONE = 5_000_000
"""Most of a figure that is believed to be a price because it stands alone."""
_CLAUSE_BEGINS = re.compile(r"(?:\A|[,.;!?:…)]\s{1,2}|\s[-–—]\s|[\n，。；！？、：،•|]\s?)\Z")
_GLUED = re.compile(r"(?![\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[^\W\d_]\d+[^\W\d_]")
_LEADING = frozenset({"negotiable", "fixed", "total"})
"""Kinds of words that lead to a sum without money: "VB 120"."""


@dataclass(frozen=True, slots=True)
class PriceReader:
    """Reads prices with the number words, countries and rates of the catalogue."""

    numbers: NumberWords
    countries: Countries
    rates: Rates

    def read(self, wording: Wording, *, places: Sequence[str] = ()) -> PriceReading:
        """Return the price of a listing.

        Args:
            wording: the listing's words.
            places: countries where the offer may stand, the likeliest first; they settle ``$`` and ``kr``.
        """
        homes = self._homes(wording, places)
        spoken = PriceReader(self.numbers.spoken(wording.languages), self.countries, self.rates)
        mentions = [
            mention for words in wording.fields for mention in superseded(words, [*spoken._mentions(words, homes)])
        ]
        if not any(mention.role not in _ASIDE and not mention.money.placeholder for mention in mentions):
            alone = [mention for words in wording.prose for mention in spoken._alone(words, homes)]
            mentions += alone if len({mention.money.amount for mention in alone}) == 1 else []
        if not any(mention.role in ASKED and not mention.money.placeholder for mention in mentions):
            mentions += [mention for words in wording.prose for mention in spoken._spoken(words, homes)]
        mentions += spoken._tags(wording, mentions)
        mentions = believed(wording, mentions)
        day = wording.listing.posted_at
        negotiable = any(True for _ in self._all(wording, "price.negotiable"))
        if day is not None or negotiable:
            mentions = [replace(mention, money=self._dated(mention.money, day, negotiable)) for mention in mentions]
        price, unit_price = chosen(mentions)
        on_request = price is None and any(True for _ in self._all(wording, "price.request"))
        return PriceReading(price, unit_price, tuple(mentions), on_request)

    def _tags(self, wording: Wording, mentions: Sequence[PriceMention]) -> list[PriceMention]:
        """Return the figures without money that are prices of other things, for this listing has prices."""
        asked = [mention for mention in mentions if mention.role in ASKED and not mention.money.placeholder]
        if not asked:
            return []
        words, currency = wording.field("text"), asked[0].money.currency
        found: list[PriceMention] = []
        for figure, end in tags(words, asked, self.numbers):
            value, _ = scaled(words.text, figure, self.numbers.scales)
            mention = self._mention(words, value, currency, figure.start, end, sure=False)
            found.append(replace(mention, bare=not mention.summed))
        said = {mention.money.amount for mention in (*asked, *found) if mention.span.field != "price"}
        # A figure of the text is one of several prices only beside another there, or where it repeats the field's.
        listed = len(said) > len(found) or not said.isdisjoint(each.money.amount for each in asked)
        return found if listed else []

    def _all(self, wording: Wording, kind: str) -> Iterator[CueHit]:
        return (cue for words in (*wording.prose, wording.field("price")) for cue in words.of(kind))

    def _homes(self, wording: Wording, places: Sequence[str]) -> tuple[str, ...]:
        """Currencies of the offer's places, then of its languages."""
        by_language = [country for code in wording.languages for country in self.numbers.home(code)]
        listed = [place[:2] for place in places] + by_language
        return tuple(dict.fromkeys(c for place in listed if (c := self.countries.currency(place))))

    def _mentions(self, words: FieldWords, homes: Sequence[str]) -> Iterator[PriceMention]:
        if not words.figures or words.name not in {"title", "text", "price"}:
            return
        used = last = 0
        for at, figure in enumerate(words.figures):
            if figure.start < used:
                continue
            found = self._money(words, figure, last, homes)
            # A sum beats a telephone number only where money stands beside it; "$212 (9 bids)" asks once.
            rings = any(start <= figure.start < end for start, end in words.phones)
            if found is None and not rings and not (words.name == "price" and used):
                found = self._unmarked(words, figure, homes)
            if found is None:
                continue
            value, currency, start, end, sure = found
            ranged = words.name == "price" and self._begins_range(words, at, end)
            if not sure and ranged and self._names_money(words, at + 1):
                continue  # the upper end names the money, and takes this one with it
            high, low_start = value, start
            value, start = self._range(words, at, value, start, used)
            earlier, used, last = used, end, end
            mention = self._mention(words, value, currency, start, end, sure=sure)
            if is_bundle(words, start, end, earlier, self.numbers):
                mention = replace(mention, bundle=True)
            if ranged:
                high, used = words.figures[at + 1].value, words.figures[at + 1].end
            several = words.name == "price" and (ranged or start != low_start) and high > value * _WIDE
            asked = several and mention.role in ASKED
            yield replace(mention, role=PriceRole.FROM) if asked else mention

    def _money(
        self, words: FieldWords, figure: Figure, last: int, homes: Sequence[str]
    ) -> tuple[Decimal, str, int, int, bool] | None:
        text = words.text
        value, end = scaled(text, figure, self.numbers.scales)
        before = word_before(text, figure.start, self.numbers.money_before.__contains__)
        if end == figure.end and _GLUED.match(text, max(0, figure.start - 1)):
            return None  # a word in disguise: "p4ngolin"
        if before is not None and is_said_otherwise(words, before[1], before[1] + len(before[0])):
            before = None  # "p&p 4.50"
        if before is not None and before[1] >= last and self._is_money(before[0], homes):
            after = word_after(text, end, self.numbers.money.__contains__)
            if after and after[0] not in self.numbers.units:
                end = after[1]
                if len(self.numbers.money[after[0]]) == 1:
                    before = after[0], before[1]  # "$ 9.500 mxn"
            return value, self._currency(before[0], homes, text[figure.start : figure.end]), before[1], end, True
        after = word_after(text, end, self.numbers.money.__contains__)
        if after is None and end != figure.end:  # "3 m €": the scale word was none
            value, end = figure.value, figure.end
            after = word_after(text, end, self.numbers.money.__contains__)
        if after is None or not self._is_money(after[0], homes) or leads_on(text, figure.end, after):
            return None
        if after[0] in self.numbers.shy and is_said_otherwise(words, after[1] - len(after[0]), after[1]):
            return None  # "25 cad", each in Italian
        return value, self._currency(after[0], homes, text[figure.start : figure.end]), figure.start, after[1], True

    def _is_money(self, word: str, homes: Sequence[str]) -> bool:
        """Whether a word that may mean something else (pounds, R, fr) is money here."""
        return word not in self.numbers.shy or any(currency in homes for currency in self.numbers.money[word])

    def _currency(self, word: str, homes: Sequence[str], written: str) -> str:
        """Return the currency that a sign or word means where the offer stands.

        Where nobody pays with ``$`` it is the dollar of the United States, in the euro's countries whose language
        is spoken elsewhere too excepted; thousands set off by a point are written in the south of America.
        """
        meant = self.numbers.money[word]
        if word == "$" and homes and homes[0] not in meant and homes[0] != "EUR":
            return meant[0]
        if word == "$" and _POINTED.fullmatch(written):
            meant = tuple(currency for currency in meant if currency in _POINTING) or meant
        return next((home for home in homes if home in meant), meant[0])

    def _unmarked(
        self, words: FieldWords, figure: Figure, homes: Sequence[str]
    ) -> tuple[Decimal, str, int, int, bool] | None:
        """Read a figure without money: only in the price field, or beside a word for a price."""
        text = words.text
        value, end = scaled(text, figure, self.numbers.scales)
        in_field = words.name == "price"
        counted = self._measured(words, figure.start, end) or self._counted(text, end)
        if not in_field and (
            counted or not (self._labelled(words, figure, end) or is_rounded(text, figure, end, homes))
        ):
            return None
        value = in_thousands(value, homes) if end == figure.end else value
        return value, homes[0] if homes else NO_CURRENCY, figure.start, end, False

    def _alone(self, words: FieldWords, homes: Sequence[str]) -> Iterator[PriceMention]:
        """Yield figures that are all that a part of a sentence says ("..., 120, pick-up"), or "VB 120", "打包1200"."""
        for figure in words.figures:
            value, end = scaled(words.text, figure, self.numbers.scales)
            rings = any(start <= figure.start < until for start, until in words.phones)
            if rings or value < LEAST_ALONE or value > _MOST_ALONE:
                continue
            if self._measured(words, figure.start, end) or self._counted(words.text, end):
                continue
            if figure.whole != _ROUND_YEAR and looks_dated(words.text, figure):
                continue
            begins = _CLAUSE_BEGINS.search(words.text, max(0, figure.start - 3), figure.start) is not None
            led = any(cue.value in _LEADING and 0 <= figure.start - cue.end <= 2 for cue in words.of("price"))
            led_on = any(0 <= cue.start - end <= 1 for cue in words.of("price"))
            if (led and closes(words.text, end)) or (begins and (led_on or ends_clause(words.text, end))):
                value = in_thousands(value, homes) if end == figure.end else value
                yield self._mention(words, value, homes[0] if homes else NO_CURRENCY, figure.start, end, sure=False)

    def _measured(self, words: FieldWords, start: int, end: int) -> bool:
        """Whether a unit stands behind a figure, and not a longer word for a price ("70 l'una" is no litre)."""
        if measures(words.text, start, self.numbers):
            return True
        unit = word_after(words.text, end, self.numbers.units.__contains__)
        return unit is not None and not any(
            cue.start - end <= 1 and end <= cue.start and cue.end > unit[1]
            for cue in words.of("price.each", "price.total")
        )

    def _spoken(self, words: FieldWords, homes: Sequence[str]) -> Iterator[PriceMention]:
        """Yield the sums that are written out."""
        for value, start, end, money in spoken_sums(words, self.numbers):
            if not money or self._is_money(money, homes):
                currency = self._currency(money, homes, "") if money else homes[0] if homes else NO_CURRENCY
                yield self._mention(words, Decimal(value), currency, start, end, sure=bool(money))

    def _counted(self, text: str, end: int) -> bool:
        counted = word_after(text, end, self.numbers.counts.__contains__)
        return counted is not None or text[end : end + 1] in {"%", ":"}

    def _labelled(self, words: FieldWords, figure: Figure, end: int) -> bool:
        scaled_up = end > figure.end
        dated = figure.whole != _ROUND_YEAR and looks_dated(words.text, figure)
        if dated or (figure.value < 10 and not scaled_up):
            return False
        if self._is_rate(words.text, end):
            return True
        for cue in words.of("price"):
            if cue.value in {"label", "start"} and 0 <= figure.start - cue.end <= 6:
                return not words.breaks(cue.end, figure.start)
            if cue.value in {"each", "per_pair"} and 0 <= figure.start - cue.end <= 1 and closes(words.text, end):
                return True
            if cue.value in {"negotiable", "fixed"} and 0 <= cue.start - end <= 3:
                return not words.breaks(end, cue.start)
            if cue.value in {"each", "per_pair"} and 0 <= cue.start - end <= 1 and figure.value > 4:
                return words.text[figure.start - 1 : figure.start] not in _FASTENED  # "6 blauw 40 p/s"
            if cue.value == "total" and 0 <= cue.start - end <= 2:  # "100 le tout", but "13 打包1800"
                follows = words.text[cue.end : cue.end + 2].strip()[:1]
                return words.text[end : cue.start].isspace() and not follows.isdecimal()
        return words.text[figure.end - 1] in "-–—="

    def _is_rate(self, text: str, end: int) -> bool:
        """Whether a weight that is paid for stands behind a figure: "350 le kg", "90/g", "120 за кг"."""
        per = _PER.match(text, end)
        unit = word_after(text, per.end(), self.numbers.units.__contains__, room=0) if per else None
        return unit is not None and self.numbers.units[unit[0]] in _WEIGHED

    def _names_money(self, words: FieldWords, at: int) -> bool:
        return word_after(words.text, words.figures[at].end, self.numbers.money.__contains__) is not None

    def _begins_range(self, words: FieldWords, at: int, end: int) -> bool:
        """Whether a figure without money is the lower end of a range that names it: "300/500 €"."""
        if at + 1 >= len(words.figures):
            return False
        high = words.figures[at + 1]
        between = words.text[end : high.start]
        ranged = len(between) <= 8 and _RANGE.match(between.strip(" €$£")) is not None
        low = words.figures[at].value
        if word_after(words.text, high.end, self.numbers.units.__contains__) is not None:
            return False  # 168元/250g
        return ranged and low < high.value <= low * (100 if words.name == "price" else 20)

    def _range(self, words: FieldWords, at: int, value: Decimal, start: int, used: int) -> tuple[Decimal, int]:
        """Return the lower end of "100-150 €"; a range is asked from its lower end on."""
        if at == 0:
            return value, start
        low = words.figures[at - 1]
        between = words.text[low.end : start] if low.start >= used else "x"
        if len(between) <= 8 and _RANGE.match(between) and 0 < low.value < value and low.value * 20 > value:
            return low.value, low.start
        return value, start

    def _mention(
        self, words: FieldWords, value: Decimal, currency: str, start: int, end: int, *, sure: bool
    ) -> PriceMention:
        role, per, summed = self._role(words, start, end)
        money = Money(amount=value, currency=currency, as_written=words.text[start:end], placeholder=stands_in(value))
        partial = summed and is_partial(words, start, self.numbers)
        return PriceMention(money, role, words.span(start, end), per, sure, summed, partial=partial)

    def _role(self, words: FieldWords, start: int, end: int) -> tuple[PriceRole, str, bool]:
        explained = near(words, start, end)
        if any(cue.value == "shipping" and is_for_parcel(words, cue, start, end) for cue in explained):
            return PriceRole.SHIPPING, "", False
        kinds = {cue.value: cue for cue in explained}
        for kind, role in (
            ("deposit", PriceRole.DEPOSIT), ("step", PriceRole.STEP), ("old", PriceRole.OLD),
            ("estimate", PriceRole.ESTIMATE),
        ):  # fmt: skip
            if any(cue.value == kind and (cue.end <= start or hangs_on(words, cue, end)) for cue in explained):
                return role, "", False
        if "buyout" in kinds and kinds["buyout"].end <= start:
            return PriceRole.BUYOUT, "", False
        if "start" in kinds and "from" not in kinds:
            return PriceRole.START, "", False
        behind = [cue.start for cue in explained if cue.value == "total" and cue.start >= end]
        if behind and behind[0] - end <= 1 and not words.text[end : behind[0]].strip():  # "... ou 100 € le tout"
            return PriceRole.WHOLE, "", True
        per = self._per(words, kinds, end)
        if "from" in kinds and leads(kinds["from"], start, end):
            return PriceRole.FROM, per, False
        if per and per not in {"specimen", "pair"}:
            return PriceRole.RATE, per, False
        apart = behind and words.text[end : behind[0]].lstrip()[:1] in {",", "，"}  # "320，一共还有五只"
        return PriceRole.EACH if per else PriceRole.WHOLE, per, "total" in kinds and not apart and per != "specimen"

    def _per(self, words: FieldWords, kinds: dict[str, CueHit], end: int) -> str:
        if slash := _PER.match(words.text, end):
            counted = word_after(words.text, slash.end(), self.numbers.counts.__contains__)
            unit = word_after(words.text, slash.end(), self.numbers.units.__contains__)
            if counted and slash[0].strip() in "/／":
                return "specimen"
            if unit:
                return self.numbers.units[unit[0]]
        if "per_pair" in kinds:
            return "pair"
        return "specimen" if "each" in kinds else ""

    def _dated(self, money: Money, day: date | None, negotiable: bool) -> Money:
        euro = self.rates.euro(money.amount, money.currency, day) if day else None
        tiny = euro is not None and euro[0] < Decimal("0.05")
        return replace(
            money,
            negotiable=negotiable,
            placeholder=money.placeholder or tiny,
            euro=euro[0] if euro else None,
            rate_day=euro[1] if euro else None,
        )
