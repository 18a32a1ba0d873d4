"""Which words around a sum explain it: "VB", "each", "+ postage" and "was" speak of the sum they stand beside."""

import re
from itertools import pairwise

from msgspec.structs import replace

from lycaon.catalogue.cues import CueHit
from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.asked import PriceMention, PriceRole
from lycaon.detect.price_shapes import looks_dated
from lycaon.detect.wording import FieldWords

_PLUS = re.compile(r"(?:\+|\bplus\b|\bzzgl\b\.?|\bexcl\b\.?|\bhors\b)\s*\Z", re.IGNORECASE)
_BEFORE, _AFTER = 32, 22
"""How far, in code points, a word may stand from the sum it explains."""
_SHORT = 4
"""Letters of words that name nothing: articles, "with", "c'est"."""
_APART = 14
"""Code points between a sum and the lower one that took its place."""
_DASH = re.compile(r"\s?[-–—]\s?")
_LOWERED = frozenset({PriceRole.WHOLE, PriceRole.START})
_ARROW = re.compile(r"\s*(?:→|⇒|➡\ufe0f?|➜|=>|[-–—]{1,2}>|>{1,3}|↓|⬇\ufe0f?|~~\s*)\s*")


def near(words: FieldWords, start: int, end: int) -> list[CueHit]:
    """Return the price cues that explain a sum: no other figure and no end of a sentence lies between."""
    found: list[CueHit] = []
    for cue in words.of("price"):
        if cue.end <= start and start - cue.end <= _BEFORE and not _leans_back(words, cue):
            low, high = cue.end + (words.text[cue.end : cue.end + 1] == "."), start  # "est. £80"
        elif cue.start >= end - 2 and cue.end > end and cue.start - end <= _AFTER:
            low, high = end, max(end, cue.start)  # the money may belong to both: "2,000円から"
        else:
            continue
        if not words.breaks(low, high) and not _is_torn(words, cue) and not _is_apart(words, low, high):
            found.append(cue)
    return found


def _is_apart(words: FieldWords, low: int, high: int) -> bool:
    """Whether another figure stands between a word and a sum, and is not just a year: "bought in 2019 for 900"."""
    between = [figure for figure in words.figures if low <= figure.start < high]
    return bool(between) and (
        "," in words.text[low:high] or not all(looks_dated(words.text, figure) for figure in between)
    )


def _is_torn(words: FieldWords, cue: CueHit) -> bool:
    """Whether a sentence ends inside a word of several: "I'd want 300 for. All are chipped"."""
    return cue.last - cue.first > 1 and any(sign in words.text[cue.start : cue.end] for sign in (". ", "\n", "! "))


def _leans_back(words: FieldWords, cue: CueHit) -> bool:
    """Whether a word belongs to the sum before it: "80 € each, 200 € for all three"."""
    backward = cue.value in {"each", "per_pair", "total", "negotiable", "fixed"}
    return backward and any(0 <= cue.start - figure.end <= 8 and not words.breaks(figure.end, cue.start)
                            and not words.text[figure.end : cue.start].strip(" €$£./")
                            .replace("eur", "").replace("euros", "") for figure in words.figures)  # fmt: skip


def superseded(words: FieldWords, mentions: list[PriceMention]) -> list[PriceMention]:
    """Return the sums of a field, those that were lowered marked as old: "58万円→52万円", "200 € jetzt 150", "~~£90~~".

    A larger sum right before a smaller one, with nothing between but an arrow or a word that leads to a price. The
    upper end of a range is no price either: "est. £400-£600".
    """
    for at, (first, second) in enumerate(pairwise(mentions)):
        between = words.text[first.span.end : second.span.start]
        if first.money.amount < second.money.amount and words.name != "price" and _DASH.fullmatch(between):
            mentions[at + 1] = replace(second, role=PriceRole.ESTIMATE)
        struck = words.text[max(0, first.span.start - 2) : first.span.start] == "~~" == between[:2]
        if not struck and (len(between) > _APART or first.money.amount <= second.money.amount):
            continue
        if first.role in _LOWERED and (struck or _ARROW.fullmatch(between) or _is_label(words, first, second)):
            mentions[at] = replace(first, role=PriceRole.OLD)
    return mentions


def _is_label(words: FieldWords, first: PriceMention, second: PriceMention) -> bool:
    """Whether all that stands between two sums is a word that leads to a price."""
    low, high = first.span.end, second.span.start
    return any(
        low <= cue.start and cue.end <= high
        and not words.text[low : cue.start].strip(" ,") and not words.text[cue.end : high].strip()
        for cue in words.of("price.label")
    )  # fmt: skip


def is_partial(words: FieldWords, start: int, numbers: NumberWords) -> bool:
    """Whether something is named between a sum for several and what stands before it in its clause."""
    earlier = max((figure.end for figure in words.figures if figure.end <= start), default=0)
    clause = max(earlier, *(words.text.rfind(sign, 0, start) + 1 for sign in ",.;:!?\n|•，。；："))
    cues = [(cue.start, cue.end) for cue in words.cues if cue.end > clause and cue.start < start]
    return any(
        clause <= token.start < start and len(token.folded) > 1 and token.folded.isalpha()
        and token.folded not in numbers.alternative and token.folded not in numbers.money
        and not any(low <= token.start < high for low, high in cues)
        for token in words.tokens
    )  # fmt: skip


def is_for_equipment(words: FieldWords, earlier: int, start: int) -> bool:
    """Whether all that stands between two sums is a cage or tank: "150 € the pair, with cage 200", "龟600，箱子200"."""
    cues = [cue for cue in words.cues if earlier <= cue.start and cue.end <= start]
    caged = any(cue.kind == "order.cage" or (cue.kind == "price.beside" and cue.last - cue.first > 1) for cue in cues)
    return caged and not any(
        earlier <= token.start and token.end <= start and token.end - token.start > _SHORT
        and not any(cue.start <= token.start < cue.end for cue in cues)
        for token in words.tokens
    )  # fmt: skip


def hangs_on(words: FieldWords, cue: CueHit, end: int) -> bool:
    """Whether a word stands right behind a sum that ends there, and no other sum right behind the word."""
    return 0 <= cue.start - end <= 1 and not any(0 <= figure.start - cue.end <= 4 for figure in words.figures)


def leads(cue: CueHit, start: int, end: int) -> bool:
    """Whether a word stands right before a sum ("ab 4 €") or right behind its figure ("50元起")."""
    return 0 <= start - cue.end <= 4 or -2 <= cue.start - end <= 0


def is_for_parcel(words: FieldWords, cue: CueHit, start: int, end: int) -> bool:
    """Whether a sum is the price of the parcel: "Versand 8 €", "+ 8 € Versand", never "250 € + Versand"."""
    if cue.end <= start:
        return start - cue.end <= 14 and "," not in words.text[cue.end : start]
    return cue.start - end <= 6 and _PLUS.search(words.text[max(0, start - 12) : start]) is not None


def is_said_otherwise(words: FieldWords, start: int, end: int) -> bool:
    """Whether a word that may be money is part of another word for prices."""
    return any(cue.start <= start and end <= cue.end for cue in words.of("price.each", "price.shipping"))
