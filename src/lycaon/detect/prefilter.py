"""Which rows of a column are worth reading: a few passes over the whole column, no Python for a row that says nothing.

The search for names runs over the column in one pass. Disguised and abbreviated names need Python, so a row is shown
to it only where a pattern fires that must fire before any of them can be there. The patterns forgive too much and are
cheap (one automaton each, about a microsecond a row); joined into one they would be a hundred times slower.
"""

import re
from collections.abc import Callable, Container, Sequence
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lycaon.catalogue.lexicon import Lexicon
from lycaon.detect.disguise import KINDS, ZERO_WIDTH, DisguiseReader
from lycaon.detect.epithets import Epithets
from lycaon.text import tokens

LONGEST = 60_000
"""Code points of a field that are read."""
_LETTER = r"\pL\p{Nl}\p{No}"  # at least what [^\W\d_] is in Python's patterns
_GREEK = r"\p{Greek}\x{374}"
_SIGN = r"@$!|_€£#"
_ABBREVIATED = re.compile(r"\b[A-Z]\. ?[a-z]{4}")
_TRIGGERS = {
    "abbreviated": _ABBREVIATED.pattern,
    # letters of two scripts in one word
    "homoglyph": rf"\p{{Latin}}[{_LETTER}]*[\p{{Cyrillic}}{_GREEK}]|[\p{{Cyrillic}}{_GREEK}][{_LETTER}]*\p{{Latin}}",
    # "i v o r y", "i.v.0.0.r": four single letters or figures with a sign or two between them
    "spaced": rf"(?:^|[^{_LETTER}\p{{Nd}}])[{_LETTER}](?:[ .\-_*·•|/~,+]{{1,2}}[{_LETTER}\p{{Nd}}]){{3}}"
    rf"(?:$|[^{_LETTER}\p{{Nd}}])",
    # "iv.ory"
    "split": rf"[{_LETTER}][.*_~|·•^+][{_LETTER}]",
    # "1v0ry", "p@rr0t": figures and signs among letters, and before or behind them where no measure looks so
    "leet": rf"[{_LETTER}][\p{{Nd}}{_SIGN}]+[{_LETTER}]|\p{{Nd}}[{_LETTER}]{{4}}[{_LETTER}\p{{Nd}}{_SIGN}]"
    rf"|[{_SIGN}]\p{{Nd}}*[{_LETTER}]|[{_LETTER}][\p{{Nd}}{_SIGN}]*(?:[_@$]|[{_SIGN}]\p{{Nd}})"
    rf"|[{_LETTER}]{{4}}[0134](?:[^{_LETTER}\p{{Nd}}]|$)",
    "zero_width": f"[{ZERO_WIDTH}]",
}


class Prefilter:
    """Tells texts that name something from those that name nothing; thread-safe."""

    def __init__(self, lexicon: Lexicon, epithets: Epithets, disguise: DisguiseReader) -> None:
        self._lexicon, self._epithets, self._disguise = lexicon, epithets, disguise

    def names_something(self, text: str) -> bool:
        """Tell whether a text names anything, in plain, abbreviated or disguised words."""
        text = text[:LONGEST]
        return self._lexicon.has_names(text) or self._hides_something(text)

    def rows(self, columns: Sequence[pa.Array]) -> list[int]:
        """Return the rows in which any of the columns names something, or may: sorted, none of them missing."""
        found: set[int] = set()
        doubtful: list[list[int]] = []
        for column in columns:
            plain, perhaps = self._lexicon.rows_with_names(column)
            found.update(plain)
            doubtful.append(perhaps)
        for column, perhaps in zip(columns, doubtful, strict=True):
            found.update(_of_which(column, perhaps, found, lambda _, text: self._lexicon.has_names(text)))
        suspicious = self._suspicious(_joined(columns))
        for column in columns:
            found.update(
                _of_which(column, list(suspicious), found, lambda row, text: self._hides(text, suspicious[row]))
            )
        return sorted(found)

    def _hides_something(self, text: str) -> bool:
        return self._hides(text, ("abbreviated", *KINDS))

    def _hides(self, text: str, kinds: Container[str]) -> bool:
        if "abbreviated" in kinds and _ABBREVIATED.search(text) and self._epithets.find(text, tokens(text)):
            return True
        undone = self._disguise.read(text, kinds)
        return bool(undone.changes) and self._lexicon.has_names(undone.text)

    def _suspicious(self, column: pa.Array) -> dict[int, list[str]]:
        """Return the rows in which something may be hidden, and of which kinds it may be."""
        kinds: dict[int, list[str]] = {row: ["doubled"] for row in _with_tripled_letters(column)}
        for kind, trigger in self._triggers.items():
            fired = _matches(column, trigger).fill_null(False).to_numpy(zero_copy_only=False)
            for row in np.flatnonzero(fired).tolist():
                kinds.setdefault(row, []).append(kind)
        return kinds

    @cached_property
    def _triggers(self) -> dict[str, str]:
        triggers = dict(_TRIGGERS)
        if self._disguise.emoji:
            triggers["emoji"] = f"[{''.join(self._disguise.emoji)}]"
        if self._disguise.reversed_words:
            triggers["reversed"] = f"(?i){'|'.join(word for word in self._disguise.reversed_words if word.isalpha())}"
        return triggers


def _joined(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the columns as one: a pattern is compiled anew for every column, which takes milliseconds."""
    import pyarrow.compute as pc  # noqa: PLC0415  # forty milliseconds that a scan of one listing need not wait for

    wide = [column.cast(pa.large_string()) for column in columns]
    options = pc.JoinOptions(null_handling="replace")
    return pc.call_function("binary_join_element_wise", [*wide, pa.scalar("\n", pa.large_string())], options)


def _matches(column: pa.Array, pattern: str) -> pa.Array:
    import pyarrow.compute as pc  # noqa: PLC0415

    return pc.call_function("match_substring_regex", [column], pc.MatchSubstringOptions(pattern))


def _of_which(column: pa.Array, rows: Sequence[int], known: set[int], test: Callable[[int, str], bool]) -> list[int]:
    """Return those of the rows, but for the known ones, whose text passes the test."""
    asked = [row for row in rows if row not in known]
    texts: list[str | None] = column.take(pa.array(asked, type=pa.int64())).to_pylist()
    return [row for row, text in zip(asked, texts, strict=True) if text and test(row, text[:LONGEST])]


def _with_tripled_letters(column: pa.Array) -> list[int]:
    """Return the rows in which one letter stands three times in a row, or something that looks so.

    A character of ``width`` bytes stands three times where ``2 * width`` bytes equal those one width further on.
    """
    found: list[npt.NDArray[np.int64]] = []
    _, offsets, data = column.buffers()
    if data is None or offsets is None:
        return []
    kind = np.int64 if pa.types.is_large_string(column.type) else np.int32
    ends = np.frombuffer(cast("bytes", offsets), dtype=kind)[column.offset : column.offset + len(column) + 1]
    text = np.frombuffer(cast("bytes", data), dtype=np.uint8)[ends[0] : ends[-1]]
    for width, first, last in ((1, 0x41, 0x7A), (2, 0xC2, 0xDF), (3, 0xE0, 0xEF), (4, 0xF0, 0xF4)):
        equal = text[width:] == text[:-width]
        at = np.flatnonzero(equal & (text[:-width] >= first) & (text[:-width] <= last))
        for further in range(1, 2 * width):
            at = at[at + further < len(equal)]
            at = at[equal[at + further]]
        found.append(np.searchsorted(ends[1:] - ends[0], at, side="right"))
    return np.unique(np.concatenate(found)).tolist()
