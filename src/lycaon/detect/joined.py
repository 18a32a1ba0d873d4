"""Things of one stuff that a seller joins without numbers: "a belt and a wallet", "letter opener & 2 stretchers".

Each is one, or as many as the number right before it says.
"""

import re
from collections.abc import Iterable, Sequence

from lycaon.detect.tally import QuantityKind, QuantityMention
from lycaon.detect.wording import Wording
from lycaon.values.finding import Span

_MADE = frozenset({
    "leather_small", "leather_large", "garment", "fur_small", "ivory_carving", "ivory_jewellery", "horn_carving",
    "jewellery", "carving",
})  # fmt: skip
MADE = frozenset(f"form:{form}" for form in _MADE)
"""Labels of words for things that are sold together and bought one by one."""
_WORDS = r"(?:[^\W\d_]+['’]?\s+){0,3}"
_JOIN = re.compile(
    rf"\s*(?:[^\W\d_]+\s+){{0,4}}(?:[+&]|\b(?:and|y|e|et|und|sowie|en|i|oraz|и|та|dan|ve|och|a)\b|,?\s*plus\b|[和加、，])\s*"
    rf"(?:\d{{1,2}}\s*[x×]?\s*)?{_WORDS}",
    re.IGNORECASE,
)
"""What may stand between two things: at most four words about the first, a word for "and", three about the second."""
_ONE = r"an?|one|eine?n?|une?|una?|uno|uma?|een|één|jeden|jedna|один|одна|одно|satu|sebuah"
_ARTICLE = re.compile(rf"\b(?:{_ONE})\s", re.IGNORECASE)
_ITEM = re.compile(
    rf"\s*(?:[^\W\d_]+\s+){{0,3}}[,;]\s*(?:(?:and|und|et|y|e|en|i|и|dan)\s+)?"
    rf"(?:(?P<number>\d{{1,2}}\s*[x×]?|[^\W\d_]+)|(?:{_ONE}))\s+{_WORDS}"
    rf"|(?P<dense>[^\W\d_]{{0,4}}\d{{0,2}}[只個个把支条條件枚串][,，、]\s*)",
    re.IGNORECASE,
)
"""What parts the items of a list that is counted: "3 brooches, 2 bangles and a chain", "梳子3把，发簪2支"."""
_BEFORE = 24
"""Code points before a thing in which its number stands."""


def joined_count(
    form: str | None, things: Iterable[Span], mentions: Sequence[QuantityMention], wording: Wording
) -> int:
    """Return how many made things the longest chain of joined ones has; 0 where none are joined.

    Args:
        form: the form that the offer has; only what is made is joined.
        things: where words for made things stand.
        mentions: the counts of the listing.
        wording: the listing's words.
    """
    if form not in _MADE:
        return 0
    spans = sorted(set(things), key=lambda span: (span.field != "title", span.start, span.end))
    best, chain = 0, list[Span]()
    for span in spans:
        if chain and not (_are_joined(chain[-1], span, wording) or _are_listed(chain[-1], span, mentions, wording)):
            best, chain = max(best, _sum(chain, mentions)), []
        chain.append(span)
    return max(best, _sum(chain, mentions))


def _are_joined(one: Span, other: Span, wording: Wording) -> bool:
    if one.field != other.field or other.start <= one.end:
        return False
    text = wording.field(one.field).text
    again = text[one.start : one.end].casefold() == text[other.start : other.end].casefold()
    return not again and _JOIN.fullmatch(text, one.end, other.start) is not None


def _are_listed(one: Span, other: Span, mentions: Sequence[QuantityMention], wording: Wording) -> bool:
    """Whether the second thing is an item of its own behind a comma: with an article, or with a number that counts."""
    if one.field != other.field or other.start <= one.end:
        return False
    text = wording.field(one.field).text
    found = _ITEM.fullmatch(text, one.end, other.start)
    if found is None or text[one.start : one.end].casefold() == text[other.start : other.end].casefold():
        return False
    if found["dense"]:
        return True
    behind = text.index(",", one.end) if "," in found[0] else one.end
    counted = any(m.span.field == one.field and behind <= m.span.start < other.start for m in mentions)
    return counted or _ARTICLE.search(text, behind, other.start) is not None


def _sum(chain: Sequence[Span], mentions: Sequence[QuantityMention]) -> int:
    if len(chain) < 2:
        return 0
    total, last = 0, 0
    for thing in chain:
        counts = [
            mention
            for mention in mentions
            if mention.kind in {QuantityKind.COUNT, QuantityKind.NUMBER}
            and mention.span.field == thing.field
            and max(last, thing.start - _BEFORE) <= mention.span.start < thing.start
        ]
        total += int(counts[-1].quantity.best) if counts else 1
        last = thing.end
    return total
