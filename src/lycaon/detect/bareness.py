"""Listings that say a name, a form, a number and nothing else: "2 sulcatas", "pelle di pitone 3m", "Graupapagei Henne".

In a longer text the missing word of care, papers or trade speaks against an offer. Here nobody wrote a sentence in
which it could be missing, and whoever sells a lamp, a shirt or a book writes the word for it: what a bare listing
names is what it offers, unless the name is an everyday word or a brand and nothing but the name is there.
"""

from collections.abc import Iterable, Sequence

from lycaon.detect.extract import Extract
from lycaon.detect.forms import FormWord
from lycaon.detect.naming import NameClass, Naming
from lycaon.detect.surroundings import KIND, TOLD_APART
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Span
from lycaon.values.taxonomy import Ambiguity

_MOST_TOKENS, _MOST_DENSE = 8, 14
"""Tokens of title and text together; characters, where words are written without spaces."""
_DENSE_FROM = "\u0e00"
_PARTICLE = 2
"""Letters of words that say nothing alone: de, di, w, из, kg, m."""
_PARTICLES = frozenset({
    "del", "des", "dei", "della", "dello", "degli", "delle", "dos", "das", "los", "las", "les", "the", "der", "die",
    "von", "van", "het", "een", "una", "une", "uma", "con", "com", "avec", "mit", "met", "und", "and", "por", "pour",
    "для", "или", "dari", "yang", "per",
})  # fmt: skip
_UNITS = frozenset({
    "m", "cm", "mm", "m2", "mq", "qm", "sqm", "mt", "mts", "metri", "metros", "metres", "meter", "ft", "kg", "g",
    "gr", "kilo", "kilos", "lb", "lbs", "oz", "м", "см", "кг", "г", "гр", "كيلو", "كجم", "جرام", "غرام", "متر", "سم",
})  # fmt: skip
_OF_SPECIMENS = TOLD_APART | frozenset({
    "offer", "breeding", "live_care", "papers", "taxidermy", "antique", "genuine", "leather_trade", "plant_trade",
    "timber_trade", "medicine_trade", "reef_trade", "food_trade", "secrecy", "shelf",
})  # fmt: skip
"""Topics that are said of specimens."""
_MADE = frozenset({
    "form:garment", "form:rug", "form:leather_small", "form:leather_large", "form:furniture", "form:carving",
    "form:jewellery", "form:trophy",
})  # fmt: skip
"""What is also made in the shape of an animal, or with its name on it: a tiger carpet, a puma skull ring."""
_NO_SUPPORT = _MADE | TOLD_APART | {"offer", "shelf"}
_BODY = frozenset({
    "form:skull", "form:claw", "form:tooth", "form:skin", "form:bone", "form:foot", "form:feather", "form:carapace",
    "form:taxidermy",
})  # fmt: skip
"""What nothing but an animal has, be its name a brand too."""
_CARVED = frozenset({"form:ivory_carving", "form:carving"})
"""What decorates a room, too: a statuette."""
_RAW = frozenset({"thing:bulk", "thing:raw", "thing:skin", "thing:bone", "thing:tooth", "thing:feather", "thing:live"})
_LONE = 0.4
"""What one word without any other is worth, though it is no everyday word: half of the animals are a brand."""
_DEALT_IN = 0.75
"""What such a word is worth beside a part of a body, or a stuff by weight."""
_DOUBTED = 0.5
"""What two bare words are worth that are also said of other things."""


def may_be_bare(wording: Wording) -> bool:
    """Tell whether a listing is short enough to be bare, by its length alone."""
    length = sum(len(field.tokens) for field in wording.prose)
    return length <= _MOST_TOKENS or (length <= _MOST_DENSE and any(_is_dense(field) for field in wording.prose))


def bareness(
    wording: Wording, namings: Sequence[Naming], words: Iterable[FormWord], extract: Extract
) -> dict[Naming, float]:
    """Return by naming how far a listing is nothing but that name, from 0 to 1; empty where it says more.

    Args:
        wording: the words of the listing.
        namings: all its names.
        words: its sense words.
        extract: what was read out of it beside.
    """
    if not may_be_bare(wording):
        return {}
    said = [word for word in words if word.field != "category" and _is_told(word.label)]
    carved = {word.span for word in said if word.label in _CARVED}
    if any(_is_of_others(word.label) and (word.label != "decor" or word.span not in carved) for word in said):
        return {}
    support = [word.span for word in said if word.label not in _NO_SUPPORT]
    counts = [mention.span for mention in extract.quantity.mentions]
    known = [naming.span for naming in namings] + [word.span for word in said] + counts
    measures = [
        field.span(token.start, token.end)
        for field in wording.prose
        for at, token in enumerate(field.tokens)
        if _is_measure(field, at)
    ]
    known += [mention.span for mention in extract.price.mentions] + measures
    if any(_says_more(field, known) for field in wording.prose):
        return {}
    made = any(word.label in _MADE for word in said)
    parts = [] if made else [word.span for word in said if word.label in _BODY]
    dealt_in = {NameClass.MATERIAL: support + counts + measures}
    kinds = [word.span for word in said if word.label == KIND]
    worth = {naming: _worth(naming, support, counts, kinds, dealt_in.get(naming.kind, parts)) for naming in namings}
    return {naming: value for naming, value in worth.items() if value}


def _is_of_others(label: str) -> bool:
    """Whether a word speaks of goods that are no specimens."""
    return label not in _OF_SPECIMENS and not label.startswith(("form:", "thing:"))


def _is_told(label: str) -> bool:
    """Whether an everyday word for a form is one for a raw stuff; others ("chair") say something of their own."""
    return not label.startswith("thing:") or label in _RAW


def _worth(
    naming: Naming, support: Sequence[Span], counts: Sequence[Span], kinds: Sequence[Span], dealt_in: Sequence[Span]
) -> float:
    if naming.foreign:
        return 0.0
    if naming.ambiguity is Ambiguity.HIGH:
        return _DEALT_IN if _is_beside(naming.span, dealt_in) else 0.0
    if naming.kind is NameClass.PRODUCT or _is_beside(naming.span, support):
        return 1.0
    low = naming.ambiguity is Ambiguity.LOW
    if _is_beside(naming.span, counts):
        # Two lions stand in any garden.
        return 1.0 if low or naming.kind is NameClass.MATERIAL else _DEALT_IN
    if naming.tokens > 1 or _is_beside(naming.span, kinds):
        return 1.0 if low else _DOUBTED
    return _LONE if low else 0.0


def _is_dense(field: FieldWords) -> bool:
    return any(token.folded[:1] >= _DENSE_FROM for token in field.tokens)


def _says_more(field: FieldWords, known: Sequence[Span]) -> bool:
    """Whether any word of a field is none of those that are understood."""
    return any(
        not _is_particle(token.folded)
        and not any(span.field == field.name and span.start < token.end and token.start < span.end for span in known)
        for token in field.tokens
    )


def _is_measure(field: FieldWords, at: int) -> bool:
    """Whether a word is the number of a length or mass, in either order ("3 m", "kg 2"), or its unit."""
    word = field.tokens[at].folded
    beside = {token.folded for token in (*field.tokens[max(0, at - 1) : at], *field.tokens[at + 1 : at + 2])}
    return (word.isdigit() and not _UNITS.isdisjoint(beside)) or (word in _UNITS and any(map(str.isdigit, beside)))


def _is_particle(word: str) -> bool:
    if word[:1] >= _DENSE_FROM or word.isdigit():
        return False
    return len(word) <= _PARTICLE or word in _PARTICLES


def _is_beside(name: Span, support: Iterable[Span]) -> bool:
    """Whether anything speaks of a specimen outside the name itself."""
    return any(span.field != name.field or span.end <= name.start or name.end <= span.start for span in support)
