"""Sums that are another way to buy the same: so many for one price, what resellers pay, with the cage or without."""

from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.figures import word_before
from lycaon.detect.price_cues import is_for_equipment
from lycaon.detect.price_shapes import looks_dated
from lycaon.detect.wording import FieldWords

_PIECES, _ALTERNATIVE = 12, 32
"""How far, in code points, the number of pieces may stand from what they cost, and one way to buy from the other."""
_CAGED = 28
"""How far behind a sum "with" and the cage may stand: "£140 with the full 4ft set up"."""


def is_bundle(words: FieldWords, start: int, end: int, earlier: int, numbers: NumberWords) -> bool:
    """Whether a sum is for a number of pieces, or said as another way to buy them.

    Args:
        words: the field.
        start: where the sum begins.
        end: where it ends.
        earlier: where the sum before it ends; 0 if it is the first.
        numbers: words between a number and its sum, and before another way to buy.
    """
    text = words.text
    if earlier and any(0 <= cue.start - end <= 1 for cue in words.of("order.split")):  # "$325, $175 if split"
        return True
    if any(0 <= start - cue.end <= 2 for cue in words.of("order.wholesale")):  # "80k/bụi, sỉ 50k"
        return True
    if led := word_before(text, start, numbers.bundle.__contains__):
        return is_for_pieces(words, led[1], start, end)
    if any(
        cue.end <= figure.start <= cue.end + 2 and 0 < start - figure.end <= _PIECES
        for cue in words.of("price.from", "order.least")
        for figure in words.figures
    ):
        return True
    if earlier and _is_for_cage(words, earlier, start):
        return True
    if not earlier or start - earlier > _ALTERNATIVE or words.breaks(earlier, start):
        return False
    if is_for_equipment(words, earlier, start) or _is_with_cage(words, earlier, start, end):
        return True
    if any(0 <= start - cue.end <= 3 for cue in words.of("order.split")):
        return True
    return any(word in numbers.alternative for word in text[earlier:start].casefold().split())


def is_for_pieces(words: FieldWords, led: int, start: int, end: int) -> bool:
    """Whether a number of pieces stands before a sum, and each of them does not cost it: never "4 a 15 l'uno"."""
    if any(0 <= cue.start - end <= 1 for cue in words.of("price.each")):
        return False
    figure = next((figure for figure in reversed(words.figures) if figure.end <= led), None)
    return (
        figure is not None and led - figure.end <= _PIECES and (figure.whole or 0) > 1
        and not looks_dated(words.text, figure) and not words.breaks(figure.end, start)
    )  # fmt: skip


def _is_for_cage(words: FieldWords, earlier: int, start: int) -> bool:
    """Whether the clause of a later sum speaks of a cage, with nothing in it: "45 €, Terrarium mit Technik 120 €"."""
    clause = max(earlier, *(words.text.rfind(sign, 0, start) + 1 for sign in ",.;:!?\n|，。；"))
    cage = next((cue.start for cue in words.of("order.cage") if clause <= cue.start and cue.end <= start), None)
    return cage is not None and not any(clause <= cue.start < cage for cue in words.of("price.beside"))


def _is_with_cage(words: FieldWords, earlier: int, start: int, end: int) -> bool:
    """Whether a sum opens its clause and goes on with the cage: "60 for the snake, 140 with the full set up"."""
    return words.text[earlier:start].rstrip()[-1:] in {",", "/", ";", "，", "-", "–"} and any(
        0 <= cue.start - end <= 1 and not words.breaks(end, cage.start) and "," not in words.text[end : cage.start]
        for cue in words.of("price.beside")
        for cage in words.of("order.cage")
        if end <= cage.start <= end + _CAGED
    )
