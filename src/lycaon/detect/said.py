"""Words and phrases of one meaning in many languages, found in a few words of a listing.

Unlike cues, which are searched in every listing, these are looked for only where something else gives reason to:
before a name, behind a number. Phrases are written as in ``model/asides.yaml``: ``stem*`` is the beginning of a word,
``a .. b`` leaves room for up to two words between.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from lycaon.catalogue.ready import ready
from lycaon.errors import CatalogueError

T = TypeVar("T", bound=msgspec.Struct)

DENSE_FROM = 0x0E00
"""First code point of the scripts that are written without spaces (Thai and what follows)."""
_MOST_KEPT = 256
"""Combinations of languages for which patterns are kept."""


class Said:
    """Phrases of one meaning by language; patterns are compiled for the languages that listings come in."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._by_language = {
            language: [_pattern(phrase.strip().casefold()) for phrase in phrases.split(",")]
            for language, phrases in written.items()
        }
        self._compiled: dict[tuple[str, ...], re.Pattern[str] | None] = {}

    def within(self, text: str, languages: Sequence[str]) -> int:
        """Return where the last of the phrases ends in a casefolded text, or -1; of no language, all are heard."""
        pattern = self._heard(languages)
        return max((found.end() for found in pattern.finditer(text)), default=-1) if pattern else -1

    def first(self, text: str, languages: Sequence[str]) -> tuple[int, int] | None:
        """Return where the first of the phrases starts and ends in a casefolded text, or None."""
        pattern = self._heard(languages)
        found = pattern.search(text) if pattern else None
        return found.span() if found else None

    def _heard(self, languages: Sequence[str]) -> re.Pattern[str] | None:
        codes = tuple(languages)
        if codes not in self._compiled:
            known = [code for code in codes if code in self._by_language] if codes else list(self._by_language)
            patterns = [pattern for code in known for pattern in self._by_language[code]]
            if len(self._compiled) >= _MOST_KEPT:
                self._compiled.clear()
            self._compiled[codes] = re.compile("|".join(patterns)) if patterns else None
        return self._compiled[codes]


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
        return msgspec.convert(yaml.safe_load(path.read_bytes()), shape)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def _pattern(phrase: str) -> str:
    if ord(phrase[0]) >= DENSE_FROM:
        return re.escape(phrase)
    words: list[str] = []
    for word in phrase.split():
        if word == "..":
            words.append(r"(?:\S+\s+){0,2}?")
        else:
            words.append(re.escape(word).replace(r"\*", r"\w*") + r"\s+")
    joined = "".join(words).removesuffix(r"\s+")
    return rf"(?<!\w){joined}(?!\w)"
