"""Sums that are written out: "zweihundert Euro", "dos mil quinientos pesos", 八百块, "pięćset złotych".

Heard only beside money, or a word that leads to a price, and only where no figure says one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.figures import UNSPACED, word_after
from lycaon.detect.wording import FieldWords

_JOINERS = frozenset({"and", "y", "e", "et", "und", "en", "i", "và", "och", "a", "-"})
"""Words between the parts of a number, in any language: they mean nothing elsewhere in one."""
_LEAST = 5
_LONGEST = 40
"""Letters of the longest number that is written in one word."""
_AROUND = frozenset({"label", "each", "total", "per_pair", "negotiable", "fixed"})
_SPACED = re.compile(r"[\s-]{0,2}")
_SIGNS = frozenset(",.;:!?…\n|•-–—()，。；：！？、،")
_SHORTEST = 7
"""Letters of the shortest number of two parts in one word."""
_ALONE = 100
"""Least sum of several words that is believed without a word for a price."""
_FOUR, _TEN, _SCORE, _HUNDRED, _THOUSAND = 4, 10, 20, 100, 1000


def spoken_sums(words: FieldWords, numbers: NumberWords) -> Iterator[tuple[int, int, int, str]]:
    """Yield the sums written out in a field: value, start, end, and the word for money behind it ("" if none)."""
    spelt = [words.text[token.start : token.end].casefold() for token in words.tokens]
    if not words.of("price") and not any(word in numbers.money or word in numbers.sums for word in spelt):
        return
    at = 0
    while at < len(spelt):
        parts, stop = _run(words, spelt, at, numbers.sums)
        start, end = words.tokens[at].start, words.tokens[max(at, stop - 1)].end
        value = _whole(parts, colloquial=UNSPACED.match(words.text, start) is not None) if parts else 0
        at = max(stop, at + 1)
        if value < _LEAST:
            continue
        money = word_after(words.text, end, numbers.money.__contains__)
        if money is None and word_after(words.text, end, numbers.counted.__contains__) is not None:
            continue
        if money is not None or (
            len(parts) > 1 and (_is_led(words, start, end) or (value >= _ALONE and _is_clause(words, start, end)))
        ):
            yield value, start, money[1] if money else end, money[0] if money else ""


def _is_led(words: FieldWords, start: int, end: int) -> bool:
    """Whether a word for a price stands beside a number."""
    return any(
        cue.value in _AROUND and (0 <= start - cue.end <= 1 or 0 <= cue.start - end <= 1) for cue in words.of("price")
    )


def _is_clause(words: FieldWords, start: int, end: int) -> bool:
    """Whether a number is all that a part of a sentence says."""
    before, after = words.text[:start].rstrip(" \t")[-1:], words.text[end:].lstrip(" \t")[:1]
    return (not before or before in _SIGNS) and (not after or after in _SIGNS)


def _run(words: FieldWords, spelt: Sequence[str], at: int, values: Mapping[str, int]) -> tuple[list[int], int]:
    """Return the parts of the number that begins at a token, and the token behind it; joiners count inside only."""
    parts: list[int] = []
    stop = at
    for place in range(at, len(spelt)):
        if place > at and not _SPACED.fullmatch(words.text, words.tokens[place - 1].end, words.tokens[place].start):
            break
        found = _parts(spelt[place], values)
        if found:
            parts += found
            stop = place + 1
        elif not parts or spelt[place] not in _JOINERS:
            break
    return parts, stop


def _parts(word: str, values: Mapping[str, int]) -> list[int]:
    """Return the numbers that make a word, ``[]`` if it is none: zweihundertfünfzig is 2, 100, 50."""
    if word in values:
        return [values[word]]
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    parts: list[int] = []
    while word:
        piece = next((word[:cut] for cut in range(len(word), 2, -1) if word[:cut] in values), "")
        if piece:
            parts.append(values[piece])
        else:
            piece = next((joiner for joiner in ("und", "en", "ën") if parts and word.startswith(joiner)), "")
        if not piece:
            return []
        word = word[len(piece) :]
    return parts


def _whole(parts: Sequence[int], *, colloquial: bool = False) -> int:
    """Return the number that parts make; 0 where two digits follow each other, as in 八九百, eight or nine hundred.

    >>> _whole([2, 1000, 5, 100]), _whole([4, 20, 10]), _whole([100, 5, 10, 1000]), _whole([8, 9, 100])
    (2500, 90, 150000, 0)

    Chinese leaves the last scale out when one talks of prices:

    >>> _whole([1, 1000, 2], colloquial=True)
    1200
    """
    if any(one < _TEN and other < _TEN for one, other in pairwise(parts)):
        return 0
    if colloquial and len(parts) > 1 and parts[-1] < _TEN and parts[-2] >= _HUNDRED:
        return _whole(parts[:-1]) + parts[-1] * parts[-2] // _TEN
    total = held = last = 0
    for part in parts:
        if part >= _THOUSAND:
            total += (held or 1) * part
            held = 0
        elif part == _HUNDRED or (part == _SCORE and held == _FOUR):
            held = (held or 1) * part
        elif part == _TEN and 0 < last < _TEN:  # lima puluh, 五十
            held += (_TEN - 1) * last
        else:
            held += part
        last = part
    return total + held
