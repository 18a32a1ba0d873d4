"""Folding for those who cannot fold: the same tokens by what pip has to offer.

The matchers that we compare ourselves with find substrings. To find whole tokens they are given texts in which
every token stands between spaces; vowels and tones of Thai and its like, which we keep with their letter, are
set apart too, and a hit that ends before one is thrown away afterwards.
"""

from collections.abc import Sequence

import numpy as np

from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import LAST, Kind
from lycaon.text.twin import raw_tokens

ROW = "\x01"
"""what stands between two texts when they are folded in one piece"""
_JOINT = "\uffff"


class _Table(dict[int, str]):
    """For ``str.translate``: filled as letters are met."""

    def __missing__(self, code_point: int) -> str:
        self[code_point] = found = _written_apart(code_point)
        return found


_TABLE = _Table()


def _written_apart(code_point: int) -> str:
    kind, folded = FOLDS[chr(code_point)]
    if kind in (Kind.MARK, Kind.IGNORE):
        return ""
    if kind is Kind.SEPARATOR:
        return " "
    return folded if kind is Kind.WORD else f" {' '.join(folded)} "


def by_translate(text: str) -> str:
    """Fold one text with ``str.translate``, the quickest way that Python itself has."""
    return f" {' '.join(text.translate(_TABLE).split())} "


class ByNumpy:
    """Fold many texts in one piece, with tables as numpy arrays: the quickest way that we know of without C."""

    def __init__(self) -> None:
        pieces = [_written_apart(code_point) for code_point in range(LAST + 1)]
        pieces[ord(_JOINT)] = f" {ROW} "
        distinct = {piece: at for at, piece in enumerate(dict.fromkeys(pieces))}
        lengths = np.array([len(piece) for piece in distinct])
        places = np.cumsum(lengths) - lengths
        which = np.array([distinct[piece] for piece in pieces])
        self._letters = np.frombuffer("".join(distinct).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        self._length = lengths[which].astype(np.uint8)
        self._place = places[which].astype(np.int64)

    def __call__(self, texts: Sequence[str]) -> str:
        """Return the folded texts, parted by :data:`ROW`."""
        joined = f"{_JOINT}{_JOINT.join(texts)}{_JOINT}".encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(joined, dtype="<u4")
        lengths = self._length[codes]
        before = np.cumsum(lengths, dtype=np.int64) - lengths
        letters = self._letters[np.repeat(self._place[codes] - before, lengths) + np.arange(int(lengths.sum()))]
        is_space = letters == 32
        is_doubled = np.zeros_like(is_space)
        is_doubled[1:] = is_space[1:] & is_space[:-1]
        return letters[~is_doubled].tobytes().decode("utf-32-le")


def key_apart(key: str) -> str:
    """Write the key of a phrase in the same way."""
    return f" {' '.join(_apart(token) for token in key.split(' '))} "


def places_apart(text: str) -> dict[int, int]:
    """Return where each token of ours begins in the text written apart, by its start in the text itself."""
    places: dict[int, int] = {}
    at = 0
    for start, _, letters in raw_tokens(text):
        places[start] = at
        at += len(_apart(letters)) + 1
    return places


def is_cut(haystack: str, end: int) -> bool:
    """Tell whether a hit that ends at ``end`` (after its space) leaves a vowel or tone behind."""
    return end < len(haystack) and FOLDS[haystack[end]][0] is Kind.EXTEND


def _apart(letters: str) -> str:
    return letters if FOLDS[letters[0]][0] is Kind.WORD else " ".join(letters)
