"""Things of one stuff that a seller joins without numbers: "a belt and a wallet", "letter opener & 2 stretchers".

Each is one, or as many as the number right before it says.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from lycaon.detect.standing import Standing
from lycaon.detect.tally import QuantityKind, QuantityMention
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Span

_MADE = frozenset({
    "leather_small", "leather_large", "garment", "fur_small", "ivory_carving", "ivory_jewellery", "horn_carving",
    "jewellery", "carving",
})  # fmt: skip
MADE = frozenset(f"form:{form}" for form in _MADE)
"""Labels of words for things that are sold together and bought one by one."""
_COUNTED = frozenset({QuantityKind.COUNT, QuantityKind.NUMBER, QuantityKind.GROUP})
_SENTENCE = re.compile(r"[\n\r:!?。：！？|•]|\.(?=\s|$)")
_SIGNS = frozenset(",;，、")
_PARTS = re.compile(
    r"\s?[,;，、]\s?|\s?[+&]\s?|\s(?:and|plus|y|e|et|und|sowie|en|i|oraz|и|та|dan|ve|och)\s|[和加]", re.IGNORECASE
)
"""What parts the items of a list."""
_ARTICLE = re.compile(
    r"\s?(?:an?|one|eine?n?|une?|una?|uno|uma?|een|één|jeden|jedna|jedno|один|одна|одно|satu|sebuah|1)\s", re.IGNORECASE
)
_ONE_OF = re.compile(r"[一1][个個只支把条條件枚串]")
_WORDS = r"(?:[^\W\d_]+['’]?\s+){0,3}"
_JOIN = re.compile(
    rf"\s*(?:[^\W\d_]+\s+){{0,4}}(?:[+&]|\b(?:and|y|e|et|und|sowie|en|i|oraz|и|та|dan|ve|och|a)\b|,?\s*plus\b|[和加、，])\s*"
    rf"(?:\d{{1,2}}\s*[x×]?\s*)?{_WORDS}",
    re.IGNORECASE,
)
"""What may stand between two things: at most four words about the first, a word for "and", three about the second."""
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
    for at, span in enumerate(spans):
        ahead = spans[at + 1] if at + 1 < len(spans) else None
        if chain and not (
            _are_joined(chain[-1], span, wording)
            or (ahead and _only_comma(chain[-1], span, wording) and _are_joined(span, ahead, wording))
        ):
            best, chain = max(best, _sum(chain, mentions)), []
        chain.append(span)
    return max(best, _sum(chain, mentions), *(_listed(words, spans, mentions) for words in wording.prose))


def _listed(words: FieldWords, things: Sequence[Span], mentions: Sequence[QuantityMention]) -> int:
    """Return how many things a sentence lists: "3 brooches, 2 bangles and a pin".

    Each has a number, an article or a word for "and", and behind the first there is a thing of another name; the
    number of all is not one of the items: "a lot of 5: 3 brooches, 2 bangles", "three balls, two white, one red".
    """
    counts = [
        each
        for each in mentions
        if each.span.field == words.name
        and each.kind in _COUNTED
        and each.standing is Standing.THERE
        and not each.sexed
    ]
    named = [thing.start for thing in things if thing.field == words.name]
    if not counts or not named:
        return 0
    best, start = 0, 0
    for end in (*(stop.start() for stop in _SENTENCE.finditer(words.text)), len(words.text)):
        if any(start <= each.span.start < end for each in counts):
            items = [item for item in _items(words.text, start, end, named, counts) if item[0]]
            rest = sum(item[0] for item in items[1:])
            unlike = any(item[1] for item in items[1:]) or (items[1:] and items[0][2])
            if unlike:
                best = max(best, items[0][0] + rest)
        start = end
    return best


def _items(
    text: str, start: int, end: int, things: Sequence[int], counts: Sequence[QuantityMention]
) -> Iterator[tuple[int, bool, bool]]:
    """Yield for every item how many it is, 0 for none, whether it names a thing, and that without a number."""
    marks = [*_PARTS.finditer(text, start, end)]
    begin, joined = start, bool(marks) and marks[0][0].strip() not in _SIGNS
    for mark in (*marks, None):
        stop = mark.start() if mark else end
        own = [each for each in counts if begin <= each.span.start < stop]
        named = any(begin <= thing < stop for thing in things)
        item = text[begin:stop]
        alone = joined or _ARTICLE.match(item) is not None or _ONE_OF.search(item) is not None
        yield int(own[0].quantity.best) if own else int(named and alone), named, named and not own
        if mark:
            begin, joined = mark.end(), mark[0].strip() not in _SIGNS


def _only_comma(one: Span, other: Span, wording: Wording) -> bool:
    """Whether nothing but a comma parts two things: "tas, riem en portemonnee"."""
    return one.field == other.field and wording.field(one.field).text[one.end : other.start].strip() == ","


def _are_joined(one: Span, other: Span, wording: Wording) -> bool:
    if one.field != other.field or other.start <= one.end:
        return False
    text = wording.field(one.field).text
    again = text[one.start : one.end].casefold() == text[other.start : other.end].casefold()
    return not again and _JOIN.fullmatch(text, one.end, other.start) is not None


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
