"""Which rows of a column are worth reading: a few passes over the whole column, no Python for a row that says nothing.

The search for names runs over the column in one pass. Disguised and abbreviated names need Python, so a row is shown
to it only where a pattern fires that must fire before any of them can be there. The patterns forgive too much and are
cheap (one automaton each, about a microsecond a row); joined into one they would be a hundred times slower.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lycaon.catalogue.lexicon import Lexicon
from lycaon.detect.disguise import ZERO_WIDTH, DisguiseReader
from lycaon.detect.epithets import Epithets
from lycaon.text import Texts, tokens

LONGEST = 60_000
"""Code points of a field that are read."""
_LETTER = r"\pL\p{Nl}\p{No}"  # at least what [^\W\d_] is in Python's patterns
_GREEK = r"\p{Greek}\x{374}"
_SIGN = r"@$!|_"
_ABBREVIATED = re.compile(r"\b[A-Z]\. ?[a-z]{4}")
_TRIGGERS = (
    _ABBREVIATED.pattern,
    # letters of two scripts in one word
    rf"\p{{Latin}}[{_LETTER}]*[\p{{Cyrillic}}{_GREEK}]|[\p{{Cyrillic}}{_GREEK}][{_LETTER}]*\p{{Latin}}",
    # "i v o r y": four single letters with a sign or two between them
    rf"(?:^|[^{_LETTER}\p{{Nd}}])[{_LETTER}](?:[ .\-_*·•|/~,+]{{1,2}}[{_LETTER}]){{3}}(?:$|[^{_LETTER}\p{{Nd}}])",
    # "iv.ory"
    rf"[{_LETTER}][.*_~|·•^+][{_LETTER}]",
    # "1v0ry", "p@rr0t": figures and signs among letters, and before or behind them where no measure looks so
    rf"[{_LETTER}][\p{{Nd}}{_SIGN}]+[{_LETTER}]|\p{{Nd}}[{_LETTER}]{{4}}[{_LETTER}\p{{Nd}}{_SIGN}]"
    rf"|[{_SIGN}]\p{{Nd}}*[{_LETTER}]|[{_LETTER}][\p{{Nd}}{_SIGN}]*(?:[\p{{Nd}}{_SIGN}][_@$]|[{_SIGN}]\p{{Nd}})",
)


class Prefilter:
    """Tells texts that name something from those that name nothing; thread-safe."""

    def __init__(self, lexicon: Lexicon, epithets: Epithets, disguise: DisguiseReader) -> None:
        self._lexicon, self._epithets, self._disguise = lexicon, epithets, disguise

    def names_something(self, text: str) -> bool:
        """Tell whether a text names anything, in plain, abbreviated or disguised words."""
        text = text[:LONGEST]
        return self._lexicon.has_names(text) or self._hides_something(text)

    def rows(self, columns: Sequence[Texts]) -> list[int]:
        """Return the rows in which any of the columns names something, or may: sorted, none of them missing."""
        found: set[int] = set()
        doubtful: list[list[int]] = []
        for column in columns:
            plain, perhaps = self._lexicon.rows_with_names(column)
            found.update(plain)
            doubtful.append(perhaps)
        for column, perhaps in zip(columns, doubtful, strict=True):
            found.update(_of_which(column, perhaps, found, self._lexicon.has_names))
        for column in columns:
            found.update(_of_which(column, self._suspicious(column), found, self._hides_something))
        return sorted(found)

    def _hides_something(self, text: str) -> bool:
        if _ABBREVIATED.search(text) and self._epithets.find(text, tokens(text)):
            return True
        undone = self._disguise.read(text)
        return bool(undone.changes) and self._lexicon.has_names(undone.text)

    def _suspicious(self, column: Texts) -> list[int]:
        fired = _with_tripled_letters(column)
        for trigger in self._triggers:
            found = pc.match_substring_regex(column, trigger)
            fired |= found.fill_null(False).to_numpy(zero_copy_only=False)
        return np.flatnonzero(fired).tolist()

    @cached_property
    def _triggers(self) -> tuple[str, ...]:
        signs = "".join(self._disguise.emoji)
        reversed_words = "|".join(word for word in self._disguise.reversed_words if word.isalpha())
        return (*_TRIGGERS, f"[{ZERO_WIDTH}{signs}]", *([f"(?i){reversed_words}"] if reversed_words else []))


def _of_which(column: Texts, rows: Sequence[int], known: set[int], test: Callable[[str], bool]) -> list[int]:
    """Return those of the rows, but for the known ones, whose text passes the test."""
    asked = [row for row in rows if row not in known]
    texts: list[str | None] = column.take(pa.array(asked, type=pa.int64())).to_pylist()
    return [row for row, text in zip(asked, texts, strict=True) if text and test(text[:LONGEST])]


def _with_tripled_letters(column: Texts) -> npt.NDArray[np.bool_]:
    """Tell the rows in which one letter stands three times in a row, or something that looks so.

    A character of ``width`` bytes stands three times where ``2 * width`` bytes equal those one width further on.
    """
    fired = np.zeros(len(column), dtype=bool)
    _, offsets, data = column.buffers()
    if data is None or offsets is None:
        return fired
    kind = np.int64 if pa.types.is_large_string(column.type) else np.int32
    ends = np.frombuffer(offsets, dtype=kind)[column.offset : column.offset + len(column) + 1]
    text = np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
    for width, first, last in ((1, 0x41, 0x7A), (2, 0xC2, 0xDF), (3, 0xE0, 0xEF), (4, 0xF0, 0xF4)):
        equal = text[width:] == text[:-width]
        at = np.flatnonzero(equal & (text[:-width] >= first) & (text[:-width] <= last))
        for further in range(1, 2 * width):
            at = at[at + further < len(equal)]
            at = at[equal[at + further]]
        fired[np.searchsorted(ends[1:] - ends[0], at, side="right")] = True
    return fired
