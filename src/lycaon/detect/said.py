"""Words and phrases of one meaning in many languages, found in a few words of a listing.

Unlike cues, which are searched in every listing, these are looked for only where something else gives reason to:
before a name, behind a number. Phrases are written as in ``model/asides.yaml``: ``stem*`` is the beginning of a word,
``a .. b`` leaves room for up to two words between.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from lycaon.catalogue.ready import ready
from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError

T = TypeVar("T", bound=msgspec.Struct)

DENSE_FROM = 0x0E00
"""First code point of the scripts that are written without spaces (Thai and what follows)."""
_MOST_KEPT = 256
"""Combinations of languages whose phrases are kept together."""


class Said:
    """Phrases of one meaning by language.

    A phrase is searched for only where the longest piece of it that is written out stands in the text, and its
    pattern is compiled the first time that happens: most never stand anywhere near.
    """

    def __init__(self, written: Mapping[str, str]) -> None:
        self._by_language = written
        self._heard: dict[tuple[str, ...], _Heard] = {}

    def within(self, text: str, languages: Sequence[str]) -> int:
        """Return where the last of the phrases ends in a casefolded text, or -1; of no language, all are heard."""
        patterns = self._near(text, languages)
        if not patterns:
            return -1
        last = -1
        while found := _leftmost(patterns, text, max(0, last)):
            last = found.end()
        return last

    def stands(self, text: str, languages: Sequence[str]) -> bool:
        """Whether any of the phrases stands in a casefolded text."""
        return any(pattern.search(text) for pattern in self._near(text, languages))

    def first(self, text: str, languages: Sequence[str]) -> tuple[int, int] | None:
        """Return where the first of the phrases starts and ends in a casefolded text, or None."""
        patterns = self._near(text, languages)
        found = _leftmost(patterns, text, 0) if patterns else None
        return found.span() if found else None

    def _near(self, text: str, languages: Sequence[str]) -> Sequence[re.Pattern[str]]:
        """The patterns of phrases that may stand in a text, in their order."""
        if not text:
            return ()
        codes = tuple(languages)
        heard = self._heard.get(codes)
        if heard is None:
            if len(self._heard) >= _MOST_KEPT:
                self._heard.clear()
            heard = self._heard[codes] = self._phrases(codes)
        pieces, phrases = heard
        for piece in pieces:  # in nineteen of twenty texts stands none: they end here, with nothing made
            if piece in text:
                return [_pattern(phrase) for piece, phrase in zip(pieces, phrases, strict=True) if piece in text]
        return ()

    def _phrases(self, codes: Sequence[str]) -> "_Heard":
        """The phrases of some languages, and the longest piece of each that is written out."""
        heard = [code for code in codes if code in self._by_language] if codes else list(self._by_language)
        phrases = [phrase.strip().casefold() for code in heard for phrase in self._by_language[code].split(",")]
        return tuple(map(_longest_piece, phrases)), tuple(phrases)


_Heard = tuple[tuple[str, ...], tuple[str, ...]]
"""The longest pieces that are written out, and the phrases that they are of."""


def _leftmost(patterns: Sequence[re.Pattern[str]], text: str, start: int) -> re.Match[str] | None:
    """Return what stands first in a text from ``start`` on; of what starts in one place, what is written first."""
    best: re.Match[str] | None = None
    for pattern in patterns:
        found = pattern.search(text, start)
        if found and (best is None or found.start() < best.start()):
            best = found
    return best


def read_said(shape: type[T], path: Path) -> list[Said]:
    """Read a file of such words: one meaning a field of ``shape``, in the order of its fields.

    Raises:
        CatalogueError: the file breaks its shape.
    """
    try:
        words = ready(shape, lambda: _read(shape, path), sources=[path], by=(__name__, shape.__module__))
    except OSError as error:
        raise CatalogueError(f"{path}: {error}") from error
    return [Said(written) for written in msgspec.structs.astuple(words)]


def _read(shape: type[T], path: Path) -> T:
    try:
        words = msgspec.convert(read_yaml(path), shape)
    except (NotYamlError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    written: tuple[Mapping[str, str], ...] = msgspec.structs.astuple(words)
    for phrases in (phrases for meaning in written for phrases in meaning.values()):
        if not all(re.search(r"\w", phrase) for phrase in phrases.split(",")):
            raise CatalogueError(f"{path}: an empty phrase in {phrases!r}; a comma too many?")
    return words


def _longest_piece(phrase: str) -> str:
    if ord(phrase[0]) >= DENSE_FROM:
        return phrase
    return max((piece for word in phrase.split() if word != ".." for piece in word.split("*")), key=len)


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    if ord(phrase[0]) >= DENSE_FROM:
        return re.compile(re.escape(phrase))
    words: list[str] = []
    for word in phrase.split():
        if word == "..":
            words.append(r"(?:\S+\s+){0,2}?")
        else:
            words.append(re.escape(word).replace(r"\*", r"\w*") + r"\s+")
    joined = "".join(words).removesuffix(r"\s+")
    return re.compile(rf"(?<!\w){joined}(?!\w)")
