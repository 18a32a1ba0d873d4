"""Phrases of cues as the data writes them: files, entries and the signs of a phrase.

A phrase is folded and cut into tokens as a listing is. Five signs are understood in it:

- ``stem*``     any token that begins so (three letters or more before the star, two outside ASCII);
- ``(a|b c|)``  alternatives, an empty one allowed;
- ``...``       up to three tokens of anything, or none;
- ``#``         one token of digits;
- ``cb#``       a token of these letters and digits ("CB24").

Under ``own`` stand phrases that are heeded only where the text is in their language, under ``exact`` those
whose marks count. The kinds ``emoji.*`` and ``disguise.*`` are lists for :mod:`lycaon.detect.disguise`, never searched.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError
from lycaon.text import tokens

_PART = re.compile(r"\.\.\.|[^\s.]+(?:\.(?!\.\.)[^\s.]*)*|\.")
_GROUP = re.compile(r"\(([^()]*)\)")


class CueEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"not_": "not"}):
    """Phrases of one kind in one language, with the examples that hold them in place."""

    say: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """Phrases that mean something else in another language: heeded only where the text is in this one."""
    exact: tuple[str, ...] = ()
    """Phrases whose marks count: Vietnamese "còn" (left) is not "con" (the counting word)."""
    matches: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()


class Pattern(msgspec.Struct, frozen=True, array_like=True):
    """One phrase as written in the data."""

    kind: str
    language: str
    phrase: str
    own: bool = False
    exact: bool = False


def cue_patterns(directory: Path) -> list[Pattern]:
    """Return the phrases of ``cues/*.yaml`` below ``directory``, in the order of files and lines."""
    return [
        Pattern(kind, path.stem, phrase, own=phrases is entry.own, exact=phrases is entry.exact)
        for path in sorted((directory / "cues").glob("*.yaml"))
        for kind, entry in read_entries(path).items()
        for phrases in (entry.say, entry.own, entry.exact)
        for phrase in phrases
    ]


def read_entries(path: Path) -> Mapping[str, CueEntry]:
    """Read one file of cues.

    Raises:
        CatalogueError: the file breaks the shape.
    """
    try:
        return msgspec.convert(read_yaml(path, words_only=True), dict[str, CueEntry])
    except (NotYamlError, msgspec.ValidationError) as error:
        shape = "kind: {say: [...], own: [...], exact: [...], matches: [...], not: [...]}"
        raise CatalogueError(f"{path}: {error}; expected {shape}") from error


def token_sequences(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """Yield the token sequences of a phrase: its alternatives multiplied out."""
    pieces = _GROUP.split(pattern.phrase)
    choices = [piece.split("|") if odd % 2 else [piece] for odd, piece in enumerate(pieces)]
    for choice in itertools.product(*choices):
        parts = tuple(_parts("".join(choice)))
        if not parts or parts[0] == "..." or parts[-1] == "...":
            raise CatalogueError(f"cues/{pattern.language}.yaml: {pattern.kind}: {pattern.phrase!r} is no phrase")
        yield parts


def _parts(phrase: str) -> Iterator[str]:
    for part in _PART.findall(phrase):
        if part in {"...", "#"}:
            yield part
            continue
        sign = part[-1] if part[-1] in "*#" else ""
        cut = _cut(part.removesuffix(sign))
        yield from (*cut[:-1], cut[-1] + sign) if cut else ()


@lru_cache(maxsize=1 << 15)
def _cut(part: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokens(part))
