"""Which rows of a column are worth reading: a few passes over the whole column, no Python for a row that says nothing.

The search for names runs over the column in one pass. Disguised and abbreviated names need Python, so a row is shown
to it only where a pattern fires that must fire before any of them can be there. The patterns forgive too much and are
cheap (one automaton each, about a microsecond a row); joined into one they would be a hundred times slower.
"""

import re
from collections.abc import Callable, Container, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast
from unicodedata import unidata_version

from lycaon.catalogue.lexicon import Lexicon
from lycaon.catalogue.ready import ready
from lycaon.detect.disguise import KINDS, ZERO_WIDTH, DisguiseReader, Undone
from lycaon.detect.epithets import Epithets
from lycaon.detect.look_alikes import script_of
from lycaon.detect.separators import APART, BLOTS, INSIDE, pattern_of
from lycaon.text import Hit, tokens
from lycaon.text.traces import Sign, Trace, Traces, sign_table
from lycaon.text.traces import available as traces_available

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

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
    # "i v o r y", "i.v.0.0.r", "b o a": three single letters or figures with a sign or two between them
    "spaced": rf"(?:^|[^{_LETTER}\p{{Nd}}])[{_LETTER}](?:{pattern_of(APART)}{{1,2}}[{_LETTER}\p{{Nd}}]){{2}}"
    rf"(?:$|[^{_LETTER}\p{{Nd}}])",
    # "iv.ory", "pan**lin"
    "split": rf"[{_LETTER}]{pattern_of(INSIDE)}\**[{_LETTER}]",
    # "1v0ry", "p@rr0t": figures and signs among letters, and before or behind them where no measure looks so
    "leet": rf"[{_LETTER}][\p{{Nd}}{_SIGN}]+[{_LETTER}]|\p{{Nd}}[{_LETTER}]{{4}}[{_LETTER}\p{{Nd}}{_SIGN}]"
    rf"|[{_SIGN}]\p{{Nd}}*[{_LETTER}]|[{_LETTER}][\p{{Nd}}{_SIGN}]*(?:[_@$]|[{_SIGN}]\p{{Nd}})"
    rf"|[{_LETTER}]{{4}}[0134](?:[^{_LETTER}\p{{Nd}}]|$)",
    "zero_width": f"[{ZERO_WIDTH}]",
}


_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
KINDS_BY_TRACE = ("homoglyph", "spaced", "split", "leet", "zero_width", "emoji", "doubled")
"""Kinds of disguise in the order of :class:`Trace`, but for the first, abbreviated names."""


class Prefilter:
    """Tells texts that name something from those that name nothing; thread-safe."""

    def __init__(self, lexicon: Lexicon, epithets: Epithets, disguise: DisguiseReader) -> None:
        self._lexicon, self._epithets, self._disguise = lexicon, epithets, disguise

    def names_something(self, text: str) -> bool:
        """Tell whether a text names anything, in plain, abbreviated or disguised words."""
        text = text[:LONGEST]
        return self._lexicon.has_names(text) or self._hides(text, self._kinds_in(text))

    def undone(self, text: str) -> Undone:
        """Return a text with its disguises undone; nobody looks for those that left no trace."""
        return self._disguise.read(text, self._kinds_in(text))

    def rows(self, columns: "Sequence[pa.Array]") -> list[int]:
        """Return the rows in which any of the columns names something, or may: sorted, none of them missing."""
        found: set[int] = set()
        doubtful: list[dict[int, list[Hit]]] = []
        for column in columns:
            plain, perhaps = self._lexicon.rows_with_names(column)
            found.update(plain)
            doubtful.append(perhaps)
        for column, perhaps in zip(columns, doubtful, strict=True):
            found.update(_of_which(column, list(perhaps), found, lambda row, text: self._stands(text, perhaps[row])))  # noqa: B023
        for column, suspicious in zip(columns, self._suspicious(columns), strict=True):
            found.update(
                _of_which(column, list(suspicious), found, lambda row, text: self._hides(text, suspicious[row]))  # noqa: B023
            )
        return sorted(found)

    def _stands(self, text: str, hits: Sequence[Hit]) -> bool:
        """Tell whether a text, cut where reading ends, still holds one of the names that were found in all of it."""
        return self._lexicon.stands(text, [hit for hit in hits if hit.end <= len(text)])

    def _kinds_in(self, text: str) -> Sequence[str]:
        """Return the kinds of disguise that may be in one text."""
        if self._traces is None:
            return _ALL_KINDS
        kinds = _KINDS_OF[self._traces.find(text)]
        return [*kinds, "reversed"] if self._disguise.reversed_index.find(text) else kinds

    def _hides(self, text: str, kinds: Container[str]) -> bool:
        if "abbreviated" in kinds and _ABBREVIATED.search(text) and self._epithets.find(text, tokens(text)):
            return True
        undone = self._disguise.read(text, kinds)
        return bool(undone.changes) and self._lexicon.has_names(undone.text)

    def _suspicious(self, columns: "Sequence[pa.Array]") -> list[dict[int, list[str]]]:
        """Return for each column the rows in which something may be hidden, and of which kinds it may be."""
        if self._traces is None:
            return [self._by_patterns(_joined(columns))] * len(columns)
        return [self._by_traces(column, self._traces) for column in columns]

    def _by_traces(self, column: "pa.Array", traces: Traces) -> dict[int, list[str]]:
        rows, seen = traces.find_batch(column)
        kinds = {row: _KINDS_OF[each] for row, each in zip(rows.tolist(), seen.tolist(), strict=True)}
        return kinds | {row: [*kinds.get(row, ()), "reversed"] for row in self._with_reversed_words(column)}

    def _with_reversed_words(self, column: "pa.Array") -> list[int]:
        return sorted(set(self._disguise.reversed_index.find_batch(column).row.tolist()))

    def _by_patterns(self, column: "pa.Array") -> dict[int, list[str]]:
        """The same without the kernel: a pass for each kind."""
        kinds: dict[int, list[str]] = {row: ["doubled"] for row in _with_tripled_letters(column)}
        for row in self._with_reversed_words(column):
            kinds.setdefault(row, []).append("reversed")
        for kind, trigger in self._triggers.items():
            fired = _matches(column, trigger).fill_null(False).to_numpy(zero_copy_only=False)
            for row in fired.nonzero()[0].tolist():
                kinds.setdefault(row, []).append(kind)
        return kinds

    @cached_property
    def _traces(self) -> Traces | None:
        """What finds all but reversed words in one pass, where the kernel was built."""
        if not traces_available():
            return None
        emoji, mixes = frozenset(self._disguise.emoji), self._disguise.mixes
        mixed = () if mixes is None else sorted(self._lexicon.mixed)
        table = ready(
            bytes,
            lambda: sign_table(partial(sign_of, emoji, mixes)),
            sources=(),
            by=(
                __name__,
                "lycaon.text.traces",
                "lycaon.detect.disguise",
                "lycaon.detect.look_alikes",
                "lycaon.detect.separators",
            ),
            also=f"{unidata_version} {''.join(sorted(emoji))} {mixes is None} {''.join(mixed)}",
        )
        return Traces(table)

    @cached_property
    def _triggers(self) -> dict[str, str]:
        triggers = dict(_TRIGGERS)
        if self._disguise.emoji:
            triggers["emoji"] = f"[{''.join(self._disguise.emoji)}]"
        return triggers


_KINDS_OF = [
    [
        kind
        for trace, kind in zip(Trace, ("abbreviated", *KINDS_BY_TRACE), strict=True)
        # Between letters with marks, "s.ừ", the pass sees a broken word where it cannot count single letters.
        if seen & trace or (kind == "spaced" and seen & Trace.SPLIT)
    ]
    for seen in range(256)
]
"""The kinds of disguise to look for, by what was seen."""
_ALL_KINDS = ("abbreviated", *KINDS)


def sign_of(emoji: frozenset[str], mixes: Callable[[str], bool] | None, sign: str) -> int:
    """Return what a code point is in the patterns of this page and of :mod:`lycaon.detect.disguise`."""
    is_letter = sign.isalnum() and not sign.isdecimal() and sign not in BLOTS
    kinds = [
        (is_letter, Sign.LETTER),
        (is_letter and mixes is not None and not mixes(sign), Sign.DENSE),
        (sign.isdecimal(), Sign.DIGIT),
        (sign in _SIGN, Sign.SIGN),
        (sign in APART, Sign.APART),
        (sign in INSIDE, Sign.INSIDE),
        (_ZERO_WIDTH.match(sign) is not None, Sign.HIDDEN),
        (script_of(sign) == "LATIN" and sign.isalpha(), Sign.LATIN),
        (script_of(sign) in {"CYRILLIC", "GREEK"}, Sign.FOREIGN),
        (sign in emoji, Sign.PICTURE),
        (sign in "@$_", Sign.VOWEL_SIGN),
    ]
    return sum(kind for holds, kind in kinds if holds)


def _joined(columns: "Sequence[pa.Array]") -> "pa.Array":
    """Return the columns as one: a pattern is compiled anew for every column, which takes milliseconds."""
    import pyarrow as pa  # noqa: PLC0415  # a fifth of a second that a scan of one listing need not wait for
    import pyarrow.compute as pc  # noqa: PLC0415

    wide = [column.cast(pa.large_string()) for column in columns]
    options = pc.JoinOptions(null_handling="replace")
    return pc.call_function("binary_join_element_wise", [*wide, pa.scalar("\n", pa.large_string())], options)


def _matches(column: "pa.Array", pattern: str) -> "pa.Array":
    import pyarrow.compute as pc  # noqa: PLC0415

    return pc.call_function("match_substring_regex", [column], pc.MatchSubstringOptions(pattern))


def _of_which(column: "pa.Array", rows: Sequence[int], known: set[int], test: Callable[[int, str], bool]) -> list[int]:
    """Return those of the rows, but for the known ones, whose text passes the test."""
    import pyarrow as pa  # noqa: PLC0415

    asked = [row for row in rows if row not in known]
    texts: list[str | None] = column.take(pa.array(asked, type=pa.int64())).to_pylist()
    return [row for row, text in zip(asked, texts, strict=True) if text and test(row, text[:LONGEST])]


def _with_tripled_letters(column: "pa.Array") -> list[int]:
    """Return the rows in which one letter stands three times in a row, or something that looks so.

    A character of ``width`` bytes stands three times where ``2 * width`` bytes equal those one width further on.
    """
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

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
