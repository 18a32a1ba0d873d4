"""Traces of disguise in a column of texts: what may be hidden in which row, in one pass without Python.

A trace says that it is worth looking, its absence that there is nothing to find. What counts as a letter, a figure or
a sign is asked of the interpreter once, so that both agree whatever Unicode version it ships. The pass is the kernel's;
where that was not built, whoever asks must look for traces in another way (:func:`available`).
"""

import sys
from array import array
from collections.abc import Callable
from enum import IntFlag
from typing import TYPE_CHECKING

from lycaon.errors import SetupError
from lycaon.text.implementations import Texts, columns_of, kernel, over

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PAGE = 128


class Sign(IntFlag):
    """What a code point is; the same numbers as in ``kernel/traces.h``."""

    LETTER = 1
    DIGIT = 2
    SIGN = 4
    """it may stand for a letter: @ $ !"""
    APART = 8
    """it may stand between letters that are written one by one"""
    INSIDE = 16
    """it may stand inside a broken word"""
    HIDDEN = 32
    LATIN = 64
    FOREIGN = 128
    """a letter of a script that has look-alikes of Latin letters"""
    PICTURE = 256
    """it spells a word"""
    VOWEL_SIGN = 512
    """it stands for any vowel, or for the end of a word: @ $ _"""
    DENSE = 1024
    """a letter of a script without blanks that no name mixes with others: it ends a bent word"""


class Trace(IntFlag):
    """What was seen in a text; the same numbers as in ``kernel/traces.h``."""

    ABBREVIATED = 1
    HOMOGLYPH = 2
    SPACED = 4
    SPLIT = 8
    LEET = 16
    ZERO_WIDTH = 32
    EMOJI = 64
    TRIPLED = 128


def available() -> bool:
    """Tell whether the kernel is there to find traces."""
    return kernel is not None


def sign_table(kind_of: Callable[[str], int]) -> bytes:
    """Return the table of all code points, by what ``kind_of`` says of each; takes about a second."""
    numbers: dict[bytes, int] = {}
    order = array("H")
    for page in range((sys.maxunicode + 1) // _PAGE):
        signs = array("H", [kind_of(chr(page * _PAGE + at)) for at in range(_PAGE)])
        order.append(numbers.setdefault(signs.tobytes(), len(numbers)))
    return order.tobytes() + b"".join(numbers)


class Traces:
    """Finds traces by a table of signs; thread-safe."""

    def __init__(self, table: bytes) -> None:
        if kernel is None:
            raise SetupError("the kernel was not built; install a C compiler and install lycaon again")
        self._kernel = kernel.Traces(table)

    def find(self, text: str) -> int:
        """Return what was seen in one text."""
        return self._kernel.find(text)

    def find_batch(self, texts: Texts) -> "tuple[NDArray[np.uint32], NDArray[np.uint32]]":
        """Return the rows with traces, ascending, and what was seen in each; other threads run meanwhile."""
        row, seen, _, _ = columns_of(over(self._kernel.find_batch, texts))
        return row, seen
