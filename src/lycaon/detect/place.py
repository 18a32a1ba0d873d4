"""Where the offer stands and how far it would be sent.

Evidence (the place as published, telephone prefixes, money, postcodes, the site's domain, towns in the text)
adds up per country; what is left over stays unknown. Law needs parts of some countries: ``BE-VLG``, ``US-TX``.
"""

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lycaon.catalogue.countries import LONGEST_NAME, Countries, Place
from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.phones import phone_digits
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Candidate, Fact, Origin, Shipping, Span

_POSTCODES = (
    ("GB", re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)"), 3.0),
    ("NL", re.compile(r"(?<!\w)[1-9]\d{3}\s?(?!SS|SA|SD)[A-Z]{2}(?!\w)"), 2.0),
    ("PL", re.compile(r"(?<![\w-])\d{2}-\d{3}(?![\w-])"), 2.0),
    ("PT", re.compile(r"(?<![\w-])[1-9]\d{3}-\d{3}(?![\w-])"), 2.0),
    ("CA", re.compile(r"(?<!\w)[ABCEGHJ-NPR-TVXY]\d[A-Z]\s?\d[A-Z]\d(?!\w)"), 2.5),
    ("SE", re.compile(r"(?<!\w)SE?-?\d{3}\s\d{2}(?!\w)"), 0.7),
    ("CZ", re.compile(r"(?<!\w)[1-7]\d{2}\s\d{2}(?!\w)"), 0.7),
    ("BR", re.compile(r"(?<!\w)\d{5}-\d{3}(?!\w)"), 2.0),
    ("JP", re.compile(r"〒\s?\d{3}-\d{4}"), 3.0),
)
_PREFIXED = re.compile(r"(?<!\w)(D|A|CH|F|NL|B|I|PL|L)[-–]\s?\d{4,5}(?!\w)")
_HYPHEN = re.compile("[-–]")
_CARS = {"D": "DE", "A": "AT", "CH": "CH", "F": "FR", "NL": "NL", "B": "BE", "I": "IT", "PL": "PL", "L": "LU"}
_FIVE = re.compile(r"(?<!\w)\d{5}(?!\w)")
_FOUR = re.compile(r"(?<!\w)\d{4}(?!\w)")
_FIVE_DIGITS = frozenset({"DE", "FR", "ES", "IT", "US", "RU", "TR", "UA", "MX", "TH", "ID", "MY"})
_FOUR_DIGITS = frozenset({"BE", "NL", "AT", "CH", "DK", "NO", "HU", "AU", "NZ", "ZA", "LU", "PT"})

_WIDEST_FIRST = tuple(reversed(Shipping))
_MOST = 0.6
_UNKNOWN = 1.0
"""Log weight of "somewhere else"."""
_BESIDE_FIGURE = re.compile(
    r"(?:\d\s?([^\W\d_]{1,10}|[€£₽₴₺₩₫฿₹₱₪₸₾₼](?![\d]))"
    r"|(?<![^\W\d_])([^\W\d_]{0,4}[$]|[^\W\d_]{2,3}"
    r"|[€£₽₴₺₩₫฿₹₱₪₸₾₼])\s?\d)"
)
_FIGURE = re.compile(r"\d+")
_AROUND = 14
"""Code points around a figure that ``_BESIDE_FIGURE`` may look at, and more."""
_GENERIC_DOMAINS = frozenset(
    {"com", "net", "org", "info", "example", "io", "co", "me", "tv", "cc", "shop", "eu", "app"}
)
_LARGE = 100
"""People, in thousands, in a town that is looked for in running text."""


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """Countries (with a part where law needs one), reach of dispatch, and whether the post would carry it."""

    item_country: Fact[str] = Fact()
    seller_country: Fact[str] = Fact()
    ships_to: Fact[Shipping] = Fact()
    postal: Fact[bool] = Fact()

    @property
    def likely(self) -> tuple[str, ...]:
        """Candidate countries, the likeliest first."""
        return tuple(candidate.value for candidate in self.item_country.candidates)


@dataclass(frozen=True, slots=True)
class PlaceReader:
    """Reads places with the countries and number words of the catalogue."""

    countries: Countries
    numbers: NumberWords

    def read(self, wording: Wording) -> PlaceReading:
        """Return where the offer stands and how far it would be sent."""
        weights: defaultdict[str, float] = defaultdict(float)
        spans: list[Span] = []
        for evidence in (self._field(wording), self._prose(wording), self._phones(wording), self._cues(wording)):
            for code, weight, span in evidence:
                weights[code] += weight
                spans.append(span)
        stated = bool(weights)
        named = frozenset(code[:2] for code in weights)
        currencies, shared = self._currencies(wording)
        unstated = self._site(wording), self._owners(currencies), self._speech(wording), self._languages(wording, named)
        for code, weight in itertools.chain.from_iterable(unstated):
            weights[code] += weight
        if len(currencies) == 1:
            self._weigh_money(weights, next(iter(currencies)))
        elif shared:
            self._weigh_sign(weights, shared, wording.languages[:1])
        fact = _fact(_refined(weights), tuple(spans), stated=stated)
        ships_to, postal = _dispatch(wording)
        return PlaceReading(fact, fact, ships_to, postal)

    def _field(self, wording: Wording) -> Iterator[tuple[str, float, Span]]:
        """The place as published: names of countries and towns, postcodes."""
        words = wording.field("place")
        if not words.text:
            return
        span = words.span(0, len(words.text))
        for places, first, last in self._named(words):
            strength = 4.0 if first == 0 or last == len(words.tokens) else 2.8
            yield from ((code, weight, span) for code, weight in _weights(places, strength))
        if re.fullmatch(r"\s*[A-Z]{2}\s*", words.text) and words.text.strip() in self.countries.currencies:
            yield words.text.strip(), 5.0, span
        if words.numeric:
            yield from ((code, weight, span) for code, weight in _postcodes(words.text))

    def _prose(self, wording: Wording) -> Iterator[tuple[str, float, Span]]:
        """Towns and countries behind a word of place ("in Gent", "из Киева"), and postcodes of one country."""
        for words in wording.prose:
            locating = {cue.last for cue in words.of("place.in")}
            for places, first, last in self._named(words, locating) if locating else ():
                if first in locating:
                    span = words.span(words.tokens[first].start, words.tokens[last - 1].end)
                    large = tuple(place for place in places if place.is_country or place.thousands >= _LARGE)
                    yield from ((code, weight, span) for code, weight in _weights(large, 1.8))
            for match in _PREFIXED.finditer(words.text) if words.numeric and _HYPHEN.search(words.text) else ():
                yield _CARS[match[1]], 2.0, words.span(*match.span())

    def _named(
        self, words: FieldWords, wanted: Collection[int] | None = None
    ) -> Iterator[tuple[tuple[Place, ...], int, int]]:
        """Yield the places named in a field, the longest at each token; or all that bears on ``wanted`` tokens."""
        folded = [token.folded for token in words.tokens]
        at = 0
        for begin in self._begins(words, folded, wanted):
            if begin < at:  # within a name
                continue
            at = begin
            for length in range(min(LONGEST_NAME, len(folded) - at), 0, -1):
                places = self._called(words, folded, at, at + length)
                if places:
                    yield places, at, at + length
                    at += length
                    break

    def _begins(self, words: FieldWords, folded: Sequence[str], wanted: Collection[int] | None) -> list[int]:
        """Return the tokens that may begin a name; only those that bear on ``wanted``, if that is given.

        A token bears on what is wanted if a name that begins there may reach into one that is wanted or bears on it.
        """
        first_words = self.countries.first_words
        found: list[int] = []
        for at in range(len(folded) - 1 if wanted is None else min(max(wanted), len(folded) - 1), -1, -1):
            bears = wanted is None or at in wanted or (found and found[-1] < at + LONGEST_NAME)
            if bears and (folded[at] in first_words or _runs_on(words, at)):
                found.append(at)
        return found[::-1]

    def _called(self, words: FieldWords, folded: list[str], first: int, last: int) -> tuple[Place, ...]:
        spaced = " ".join(folded[first:last])
        if found := self.countries.names.get(spaced):
            # Codes of states ("TX", "SP") count only in the place field and in capitals.
            code = len(spaced) <= 2 and spaced.isascii()
            written = words.text[words.tokens[first].start : words.tokens[last - 1].end]
            return found if not code or (words.name == "place" and written.isupper()) else ()
        written = words.text[words.tokens[first].start : words.tokens[last - 1].end]
        unspaced = last - first > 1 and len(written) <= 8 and not written.isascii() and " " not in written
        return self.countries.names.get("".join(folded[first:last]), ()) if unspaced else ()

    def _phones(self, wording: Wording) -> Iterator[tuple[str, float, Span]]:
        for words in wording.prose:
            for start, end in words.phones:
                country = self.countries.ringing(phone_digits(words.text[start:end]))
                if country:
                    yield country, 2.5, words.span(start, end)

    def _cues(self, wording: Wording) -> Iterator[tuple[str, float, Span]]:
        """Inflected names of countries and towns, abbreviations and provinces: ``place.RU``, ``place.BE-VLG``."""
        for words in wording.fields:
            weight = {"place": 3.5, "title": 2.4, "text": 2.4}.get(words.name, 0.0)
            for cue in words.of("place") if weight else ():
                if cue.value not in {"in", "from"}:
                    yield cue.value, weight, words.span(cue.start, cue.end)

    def _site(self, wording: Wording) -> Iterator[tuple[str, float]]:
        listing = wording.listing
        if listing.country:
            yield listing.country.upper()[:2], 2.5
        if not (listing.url or listing.site):
            return
        host = re.sub(r"^\w+://|[/:?#].*$", "", listing.url or listing.site, flags=re.DOTALL).casefold()
        for label in host.split(".")[1:]:
            if label not in _GENERIC_DOMAINS and self.countries.domains.get(label):
                yield self.countries.domains[label], 2.2

    def _currencies(self, wording: Wording) -> tuple[set[str], frozenset[str]]:
        """Return the currencies that are written beyond doubt beside a figure, and all that a bare $ or kr may mean."""
        fields = (wording.field("price"), *wording.prose)
        if not any(words.numeric for words in fields):
            return set(), frozenset()
        written = "\n".join(words.text for words in fields)[:4000].casefold()
        signs = {sign for pair in _beside_figures(written) for sign in pair} & self.numbers.money.keys()
        meant = [self.numbers.money[sign] for sign in signs if sign not in self.numbers.shy]
        sure = {currencies[0] for currencies in meant if len(currencies) == 1}
        shared = [frozenset(currencies) for currencies in meant if len(currencies) > 1]
        return sure, frozenset.intersection(*shared) if shared else frozenset()

    def _owners(self, currencies: set[str]) -> Iterator[tuple[str, float]]:
        """Yield the countries whose own currency is written; the euro and the dollar are too many people's."""
        telling = currencies - {"EUR", "USD"}
        for country, currency in self.countries.currencies.items() if telling else ():
            if currency in telling and _MAIN.get(currency, country) == country:
                yield country, 1.8

    def _speech(self, wording: Wording) -> Iterator[tuple[str, float]]:
        """Yield the countries whose sellers talk so, among all who share their language: ``speech.GB`` ("ono")."""
        said = Counter(cue.value for _, cue in wording.of("speech"))
        yield from ((country, min(_MOST_SPEECH, _OF_SPEECH * times)) for country, times in said.items())

    def _weigh_money(self, weights: dict[str, float], currency: str) -> None:
        """Weigh down countries that use another currency than the one written."""
        for code in weights if currency != "USD" else ():
            if self.countries.currency(code) != currency:
                weights[code] -= 2.0

    def _weigh_sign(self, weights: dict[str, float], shared: Collection[str], languages: Sequence[str]) -> None:
        """Weigh down homes of the language where a shared sign is no money, if it is money in another of them.

        "$" in English is rather Bristol in Tennessee; in Thai it says nothing, for dollars are asked everywhere.
        """
        homes = {home for language in languages for home in self.numbers.home(language)}
        if any(self.countries.currency(home) in shared for home in homes):
            for code in weights:
                if code[:2] in homes and self.countries.currency(code[:2]) not in shared:
                    weights[code] -= 2.0

    def _languages(self, wording: Wording, named: Collection[str]) -> Iterator[tuple[str, float]]:
        """Yield the homes of the language, the likeliest first; alike those in which the place named may lie.

        Of towns of one name people tell which is meant, not that more speakers live elsewhere: York, Norwich.
        """
        region = wording.listing.language.replace("_", "-").rpartition("-")[2]
        if len(region) == 2 and region.isupper() and region in self.countries.currencies:
            yield region, _OF_VARIANT
        for language in wording.languages[:1]:
            homes = self.numbers.home(language)
            for at, home in enumerate(homes):
                yield home, _OF_HOME if len(named) > 1 and home in named else max(0.2, _OF_HOME - 0.9 * at)


_OF_VARIANT, _OF_HOME = 2.2, 2.0
"""Log weights of the country of a variant ("es-CL"), and of the likeliest home of a language."""


_OF_SPEECH, _MOST_SPEECH = 1.2, 2.0
"""Log weights of a word that one country's sellers use, and of any number of them."""
_MAIN = {"GBP": "GB", "CHF": "CH", "DKK": "DK", "NOK": "NO", "AUD": "AU", "NZD": "NZ", "MAD": "MA", "ILS": "IL",
         "ZAR": "ZA", "INR": "IN", "RUB": "RU"}  # fmt: skip
"""Whose currency it is, where small places use it too."""


def _beside_figures(text: str) -> Iterator[tuple[str, str]]:
    """Yield what ``_BESIDE_FIGURE.findall`` finds, looking only around figures: elsewhere there is nothing."""
    low = high = 0
    for figure in _FIGURE.finditer(text):
        begin = max(0, figure.start() - _AROUND)
        if begin > high:
            yield from _BESIDE_FIGURE.findall(text, low, high)
            low = begin
        high = figure.end() + _AROUND
    yield from _BESIDE_FIGURE.findall(text, low, high)


def _runs_on(words: FieldWords, at: int) -> bool:
    """Whether no blank stands between a token and the next: a name may be written in one there."""
    if at + 1 == len(words.tokens):
        return False
    return " " not in words.text[words.tokens[at].end : words.tokens[at + 1].start]


def _weights(places: tuple[Place, ...], strength: float) -> Iterator[tuple[str, float]]:
    """Yield the log weight of each place that bears a name: the more people, the likelier it is meant."""
    total = sum(place.thousands for place in places)
    for place in places[:6]:
        yield place.code, max(0.3, strength + 0.6 * math.log(place.thousands / total))


def _postcodes(text: str) -> Iterator[tuple[str, float]]:
    for country, pattern, weight in _POSTCODES:
        if pattern.search(text):
            yield country, weight
    for match in _PREFIXED.finditer(text):
        yield _CARS[match[1]], 3.0
    for pattern, countries in ((_FIVE, _FIVE_DIGITS), (_FOUR, _FOUR_DIGITS)):
        if pattern.search(text):
            yield from ((country, 0.4) for country in sorted(countries))


def _refined(weights: dict[str, float]) -> dict[str, float]:
    """Give the weight of a country to its parts where a part was named: Gent and .be make one ``BE-VLG``."""
    if all(len(code) == 2 for code in weights):
        return weights
    refined: defaultdict[str, float] = defaultdict(float)
    for code, weight in weights.items():
        parts = [other for other in weights if other.startswith(f"{code}-")] if len(code) == 2 else []
        if not parts:
            refined[code] += weight
        for part in parts:
            refined[part] += weight
    return refined


def _fact(weights: dict[str, float], spans: tuple[Span, ...], *, stated: bool) -> Fact[str]:
    if not weights:
        return Fact()
    shares = _whole({code: math.exp(weight) for code, weight in weights.items()})
    total = sum(shares.values()) + math.exp(_UNKNOWN)
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    candidates = [Candidate(code, round(share / total, 4)) for code, share in ranked[:6] if share / total >= 0.03]
    return Fact(tuple(candidates), Origin.STATED if stated else Origin.DERIVED, spans)


def _whole(shares: dict[str, float]) -> dict[str, float]:
    """Name a country as a whole where no part of it holds most of its share."""
    by_country: dict[str, dict[str, float]] = {}
    for code, share in shares.items():
        by_country.setdefault(code[:2], {})[code] = share
    whole: dict[str, float] = {}
    for country, parts in by_country.items():
        total = sum(parts.values())
        best = max(parts, key=lambda code: parts[code])
        whole[best if parts[best] >= _MOST * total else country] = total
    return whole


def _dispatch(wording: Wording) -> tuple[Fact[Shipping], Fact[bool]]:
    """Read how far it would be sent; the widest reach that is offered counts, a refusal beats a vague yes."""
    spans = tuple(words.span(cue.start, cue.end) for words, cue in wording.of("ships"))
    said = {cue.value for _, cue in wording.of("ships")}
    reach = next((shipping for shipping in _WIDEST_FIRST if shipping.value in said), None)
    if reach is None and "post" in said:
        reach = Shipping.DOMESTIC
    if "none" in said and reach in {None, Shipping.DOMESTIC, Shipping.COLLECTION}:
        reach = Shipping.COLLECTION
    if reach is None:
        return Fact(), Fact()
    if reach is Shipping.COLLECTION:
        return Fact((Candidate(reach, 0.9),), spans=spans), Fact((Candidate(False, 0.85),), spans=spans)
    sure = 0.85 if reach.value in said else 0.6
    posted = 0.9 if "post" in said else 0.7
    return Fact((Candidate(reach, sure),), spans=spans), Fact((Candidate(True, posted),), spans=spans)
