"""Bare figures that are the prices of other things: "pair 150 €, single hen 80", "2 boas 150 samen, regius 350".

Such a figure names no money and no word for a price stands beside it; that other sums of the listing are prices
tells what it is. It is never the price of the offer, but it says that the offer has several, and that it counts
nothing.
"""

import re
from collections.abc import Iterator, Sequence

from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.asked import PriceMention
from lycaon.detect.figures import Figure, scaled, word_after, word_before
from lycaon.detect.price_shapes import MOST_KARATS, looks_like_day, measures
from lycaon.detect.price_ways import is_for_pieces
from lycaon.detect.wording import FieldWords

_LEAST = 3
_FAR = 60
"""How many times dearer or cheaper than a sure price another thing of the listing may be."""
_LEADS = re.compile(
    r"[^\W\d_]{2,}[)\"'”»]{0,2}\.?(?:\s(?:a|à|á|o|e|@))?(?:\s{1,2}|\s?[-–—:=]\s?)\Z|[\u3040-\u30ff\u3400-\u9fff]\s?\Z"
)
"""A word and a blank, dash or colon: what is priced stands before its price."""
_HEADS = re.compile(
    r"(?:[.,]?-{1,2})?\s(?:le|la|les|l'|das|die|der|il|lo|gli|el|los|las|the)\s?[^\W\d_]{3,}\s*(?:\Z|[,.;\n)])",
    re.IGNORECASE,
)
"""An article and a name that end their clause behind a price: "90 le trio, 20 le juvénile"."""
_OPENS = re.compile(r"(?:[,;:.(\n]|[^\W\d_])\s?\Z")
_ENDS = re.compile(r"(?:[.,]?-{1,2})?\s*(?:\Z|[,.;!?](?!\d)|[\n)，。；！？、،•|]|\s[-–—+&]\s)")
_ROOM, _YEARS = 28, 40
"""How far a name is looked for; numbers up to which a figure behind a claim is a year ("CB 24")."""
_ELSEWISE = frozenset({
    "price.shipping", "price.deposit", "price.old", "price.from", "price.start", "price.estimate", "life.equipment",
    "order.split", "price.step",
})  # fmt: skip
"""What is not another thing for sale, or only another way to buy the same."""


def tags(words: FieldWords, asked: Sequence[PriceMention], numbers: NumberWords) -> Iterator[tuple[Figure, int]]:
    """Yield the bare prices of a field, each with where it ends.

    Args:
        words: title or text.
        asked: sums of the listing that are prices beyond doubt.
        numbers: units and words of count, which make a figure something else.
    """
    amounts = [mention.money.amount for mention in asked]
    taken = [(mention.span.start, mention.span.end) for mention in asked if mention.span.field == words.name]
    taken += words.phones
    for figure in words.figures:
        value, end = scaled(words.text, figure, numbers.scales)
        if value < _LEAST or not any(value <= _FAR * amount and amount <= _FAR * value for amount in amounts):
            continue
        if any(start <= figure.start < until for start, until in taken) or _is_year(figure):
            continue
        if looks_like_day(words.text, figure):
            continue
        if end != figure.end and figure.value <= MOST_KARATS:
            continue
        counted = word_after(words.text, end, numbers.counted.__contains__)
        if counted is not None and not _HEADS.match(words.text, end):
            continue
        if _stands_as_tag(words, figure, end, numbers):
            yield figure, end


def _stands_as_tag(words: FieldWords, figure: Figure, end: int, numbers: NumberWords) -> bool:
    """Whether a figure ends what is said of a thing, as a price does, and no word says what else it is."""
    text = words.text
    if measures(text, figure.start, numbers):
        return False
    if _HEADS.match(text, end) and _OPENS.search(text, max(0, figure.start - 2), figure.start):
        return not _is_explained(words, figure, end, numbers)
    if not _LEADS.search(text, max(0, figure.start - _ROOM), figure.start):
        return False
    ended = _ENDS.match(text, end) is not None
    each = any(0 <= cue.start - end <= 1 for cue in words.of("price.each", "price.per_pair"))
    return (ended or each) and not _is_explained(words, figure, end, numbers)


def _is_explained(words: FieldWords, figure: Figure, end: int, numbers: NumberWords) -> bool:
    """Whether words say that a figure is something else, or another way to buy the same: "5 for 50", "from 3 on 40"."""
    text, start = words.text, figure.start
    led = word_before(text, start, numbers.bundle.__contains__)
    if led is not None and (len(led[0]) > 1 or is_for_pieces(words, led[1], start, end)):
        return True
    if any(0 <= cue.start - end <= 1 for cue in words.of("order.split")):
        return True
    clause = max(text.rfind(sign, 0, start) + 1 for sign in ".,;:!?\n|")
    for cue in words.cues:
        if cue.start >= end:
            break
        if cue.end > start:  # "les 12" holds its number
            return True
        if cue.end > clause and cue.kind in _ELSEWISE:
            return True
        if start - cue.end <= 2 and cue.family not in {"price", "life", "group"}:
            return cue.family != "claim" or figure.value <= _YEARS
    return False


def _is_year(figure: Figure) -> bool:
    return figure.whole is not None and 1700 <= figure.whole <= 2035 and figure.end - figure.start == 4
