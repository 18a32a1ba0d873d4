"""What speaks for and against a naming being a specimen on offer: named features that the decision weighs.

Every feature has a name that a reason can show (``near.breeding.living``, ``name.masked``) and a value of 0 to about 2.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lycaon.catalogue import Catalogue
from lycaon.detect.extract import Extract
from lycaon.detect.forms import FormReader, FormWord
from lycaon.detect.naming import CRUDE_RANKS, Namer, NameClass, Naming
from lycaon.detect.senses import MASK, Senses
from lycaon.detect.wording import Wording
from lycaon.text import fold, tokens
from lycaon.values.finding import OfferKind, Span
from lycaon.values.taxonomy import Ambiguity

BASE = "bias"
_NEAR = 5
"""Tokens between a name and a word that is said of it, and not of something else in the listing."""
_BESIDE = 3
_REPEATED = (0.0, 1.0, 1.5, 1.8, 2.0)
_STUFF = frozenset({NameClass.PRODUCT, NameClass.MATERIAL})
_PROSE = ("title", "text")
_SEEN = (*_PROSE, "category")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All sense words of a listing, once, for all its namings."""

    words: tuple[FormWord, ...]
    masks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Lures:
    """Words that innocent listings are full of, and what stands beside them then (from the look-alikes)."""

    contexts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Lures":
        """Collect the look-alikes of the catalogue by folded term."""
        contexts: dict[str, set[str]] = defaultdict(set)
        for each in catalogue.lookalikes:
            contexts[fold(each.term)].update(fold(word) for word in each.context)
        return cls({term: frozenset(words) for term, words in contexts.items()})


def surroundings(senses: Senses, wording: Wording, languages: frozenset[str]) -> Surroundings:
    """Read the sense words of title, text and category."""
    words: dict[tuple[str, str, int, int], FormWord] = {}
    masks: list[Span] = []
    for field in wording.fields:
        if field.name not in _SEEN:
            continue
        for hit in senses.find_in(field.tokens, languages):
            span = Span(field.name, field.tokens[hit.first].start, field.tokens[hit.last - 1].end)
            if hit.label == MASK:
                masks.append(span)
            else:
                key = (hit.label, field.name, hit.first, hit.last)
                words.setdefault(key, FormWord(hit.label, field.name, hit.first, hit.last, span))
    return Surroundings(tuple(words.values()), tuple(masks))


class FeatureReader:
    """Describes namings; its knowledge comes from the catalogue and the senses."""

    def __init__(self, catalogue: Catalogue, namer: Namer, forms: FormReader) -> None:
        self._catalogue = catalogue
        self._namer = namer
        self._forms = forms
        self._lures = Lures.of(catalogue)

    def read(
        self, naming: Naming, others: Sequence[Naming], around: Surroundings, wording: Wording, extract: Extract
    ) -> dict[str, float]:
        """Return the features of one naming within its listing."""
        style = self.style(naming)
        found: dict[str, float] = {BASE: 1.0}
        self._name(naming, others, around, wording, found)
        self._topics(naming, around, style, found)
        self._forms_beside(naming, around, style, found)
        _listing(extract, style, found)
        return found

    def style(self, naming: Naming) -> str:
        """Return which of the three ways a naming is spoken of: ``living``, ``plant`` or ``stuff``."""
        if naming.kind in _STUFF:
            return "stuff"
        if naming.taxon and self._namer.line(naming.taxon)[-1] == "n-plantae":
            return "plant"
        return "stuff" if naming.kind is NameClass.CODE else "living"

    def _name(
        self, naming: Naming, others: Sequence[Naming], around: Surroundings, wording: Wording, found: dict[str, float]
    ) -> None:
        flags = {
            f"name.{naming.kind}": True,
            "name.domestic": bool(naming.domestic_form) and naming.domestic_form != "unlisted",
            "name.unlisted": naming.domestic_form == "unlisted",
            "name.two_words": naming.tokens >= 2 and not _is_dense(naming),  # noqa: PLR2004
            "name.three_words": naming.tokens >= 3 and not _is_dense(naming),  # noqa: PLR2004
            "name.foreign": naming.foreign,
            "name.ambiguous": naming.ambiguity is Ambiguity.HIGH or naming.words in self._lures.contexts,
            "name.somewhat_ambiguous": naming.ambiguity is Ambiguity.MEDIUM,
            "name.short": _is_short(naming),
            "name.crude": bool(naming.taxon) and self._catalogue.taxon(naming.taxon).rank in CRUDE_RANKS,
            "name.masked": any(_covers(mask, naming.span) for mask in around.masks),
            "name.in_title": naming.span.field == "title",
            "name.disguised": naming.disguised,
            "name.agreed": any(self._agrees(naming, other) for other in others),
            "names.many": len({other.taxon for other in others if other.taxon}) >= 3,  # noqa: PLR2004
        }
        found.update({name: 1.0 for name, holds in flags.items() if holds})
        lured = self._lured(naming, wording)
        if lured:
            found["lookalike"] = _REPEATED[min(lured, 4)]

    def _lured(self, naming: Naming, wording: Wording) -> int:
        """Count the innocent words that usually stand beside such a name."""
        contexts = self._lures.contexts.get(naming.words)
        if not contexts:
            return 0
        said = {token.folded for field in wording.prose for token in field.tokens}
        return sum(1 for word in contexts if all(part.folded in said for part in tokens(word)))

    def _agrees(self, naming: Naming, other: Naming) -> bool:
        """Whether another naming says the same with other words."""
        if other is naming or not naming.taxon or not other.taxon or other.words == naming.words:
            return False
        return self._namer.is_below(naming.taxon, other.taxon) or self._namer.is_below(other.taxon, naming.taxon)

    def _topics(self, naming: Naming, around: Surroundings, style: str, found: dict[str, float]) -> None:
        near: dict[str, set[str]] = defaultdict(set)
        far: dict[str, set[str]] = defaultdict(set)
        for word in around.words:
            if ":" in word.label or _overlaps(word.span, naming.span):
                continue
            place = f"{word.field}{word.first}"
            if word.field == naming.span.field and _gap(word, naming) <= _NEAR:
                near[word.label].add(place)
            else:
                far[word.label].add(place)
        for topic, places in near.items():
            found[f"near.{topic}.{style}"] = _REPEATED[min(len(places), 4)]
        for topic, places in far.items():
            found[f"any.{topic}.{style}"] = _REPEATED[min(len(places), 4)]

    def _forms_beside(self, naming: Naming, around: Surroundings, style: str, found: dict[str, float]) -> None:
        for word in around.words:
            if not word.label.startswith("form:") or word.field == "category" or _overlaps(word.span, naming.span):
                continue
            form = word.label.removeprefix("form:")
            if form == "live":
                found["form.living"] = 1.0
            elif naming.taxon and not self._forms.is_possible(naming.taxon, form):
                found["form.impossible"] = 1.0
            elif word.field == naming.span.field and _gap(word, naming) <= _BESIDE:
                found["form.beside"] = 1.0
                found[f"form.beside.{style}"] = 1.0
            else:
                found["form.near"] = 1.0


def _listing(extract: Extract, style: str, found: dict[str, float]) -> None:
    for candidate in extract.offer_kind.candidates:
        if candidate.value is OfferKind.INFO:
            found["offer.info"] = candidate.probability
    if extract.offer_kind.spans:
        found["offer.said"] = 1.0
    for claim in extract.claims.claims:
        if not claim.negated:
            found[f"claim.{claim.kind}"] = 1.0
            if style == "stuff":
                found[f"claim.{claim.kind}.stuff"] = 1.0
    if any(not paper.denied for paper in extract.documents):
        found["documents"] = 1.0
    if extract.marks:
        found["marks"] = 1.0
    if extract.price.price is not None:
        found["priced"] = 1.0


def _gap(word: FormWord, naming: Naming) -> int:
    return max(word.first - naming.last, naming.first - word.last, 0)


def _overlaps(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _covers(outer: Span, inner: Span) -> bool:
    return outer.field == inner.field and outer.start <= inner.start and inner.end <= outer.end


def _is_dense(naming: Naming) -> bool:
    """Whether the words are written without spaces, one token a character."""
    return ord(naming.words[0]) >= 0x0E00


def _is_short(naming: Naming) -> bool:
    return len(naming.surface) <= (1 if _is_dense(naming) else 3)
