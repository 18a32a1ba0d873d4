"""Rings, chips and labels: marks that tie a specimen to its papers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lycaon.detect.claims import is_denied
from lycaon.detect.documents import number_after, unchecked
from lycaon.detect.figures import ascii_digits
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Mark

_CHIP = re.compile(r"(?<![\w+])\d{3}[ .-]?(?:\d[ .-]?){11}\d(?!\w)")
_CAVIAR = re.compile(
    r"(?<![\w/])[A-Z]{3}\s?/\s?[WCDFR]\s?/\s?[A-Z]{2}\s?/\s?[12]\d{3}\s?/\s?[A-Z0-9-]+(?:\s?/\s?[A-Z0-9-]+){0,3}"
)
_MANUFACTURERS = range(900, 1000)


@dataclass(frozen=True, slots=True)
class MarkReader:
    """Reads marks. ``check(kind, number)`` says ``well_formed``, ``unknown_format`` or ""."""

    check: Callable[[str, str], str] = unchecked

    def read(self, wording: Wording) -> tuple[Mark, ...]:
        """Return the marks that title and text name; those that are denied ("unberingt") are left out."""
        found: dict[tuple[str, str], Mark] = {}
        for words in wording.prose:
            for mark in (*self._labels(words), *self._chips(words), *self._named(words)):
                found.setdefault((mark.kind, mark.number), mark)
        numbered = {kind for kind, number in found if number}
        return tuple(mark for (kind, number), mark in found.items() if number or kind not in numbered)

    def _named(self, words: FieldWords) -> Iterator[Mark]:
        for cue in words.of("mark"):
            if cue.value == "none" or is_denied(words, cue):
                continue
            number, end = number_after(words, cue, digits=3)
            if cue.value == "microchip":
                number = ""  # a chip's number has fifteen digits and is found wherever it stands
            yield self._mark(cue.value, number, words, cue.start, end if number else cue.end)

    def _chips(self, words: FieldWords) -> Iterator[Mark]:
        named = any(cue.value == "microchip" for cue in words.of("mark"))
        for match in _chips(words):
            number = ascii_digits("".join(sign for sign in match[0] if sign.isdecimal()))
            if named or (int(number[:3]) in _MANUFACTURERS and match[0].isdecimal()):
                yield self._mark("microchip", number, words, match.start(), match.end())

    def _labels(self, words: FieldWords) -> Iterator[Mark]:
        for match in _labels(words):
            yield self._mark("caviar_label", match[0].replace(" ", ""), words, match.start(), match.end())

    def _mark(self, kind: str, number: str, words: FieldWords, start: int, end: int) -> Mark:
        syntax = self.check(kind, number) if number else ""
        return Mark(kind=kind, number=number, syntax=syntax, span=words.span(start, end))


def has_mark_number(words: FieldWords) -> bool:
    """Whether the number of a chip or a caviar label stands somewhere, whatever the words say."""
    return any(True for find in (_chips, _labels) for _ in find(words))


def _chips(words: FieldWords) -> Iterator[re.Match[str]]:
    return words.from_digits(_CHIP)


def _labels(words: FieldWords) -> Iterator[re.Match[str]]:
    return _CAVIAR.finditer(words.text) if words.numeric and "/" in words.text else iter(())
