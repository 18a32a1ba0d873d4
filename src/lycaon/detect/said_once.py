"""Counts that only repeat their neighbour: "a pair (1.1)", "2 Tiere, Paar"."""

from collections.abc import Sequence

from lycaon.detect.nouns import is_joined
from lycaon.detect.tally import QuantityKind, QuantityMention
from lycaon.detect.wording import FieldWords


def said_once(
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
    listed = listed or is_joined(words, later.span.start)
    if earlier.kind is QuantityKind.GROUP and any(
        0 <= cue.start - later.span.end <= 2 for cue in words.of("life.stage")
    ):
        return False  # "pair + this year's 2 youngsters"
    firm = earlier.kind not in {QuantityKind.LITTER, QuantityKind.LOT}  # "hatchlings, 1 left"
    return same and firm and earlier.kind != later.kind and len(apart) <= 40 and "\n" not in apart and not listed
