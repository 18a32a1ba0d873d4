"""Papers that the seller speaks of: their kind, their number, or that there are none."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lycaon.catalogue.cues import CueHit
from lycaon.detect.claims import is_denied
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import DocumentClaim

_LABEL = (
    r"[.:]?(?:\s*(?:nr|no|n°|nº|№|num|number|nummer|numéro|numero|número|č|sz|reg|id|#|:|-|/|\(|is|ist)\.?:?)"
    r"{0,3}\s*"
)
_NUMBER = re.compile(_LABEL + r"([A-Z]{0,4}[A-Z0-9]*+(?:[ ./\-–][A-Z0-9]++){0,6})", re.IGNORECASE)
_PERMIT = re.compile(r"(?<![\w/-])\d{2}[A-Z]{2}\d{6}(?:/[A-Z0-9]{2})?(?![\w/-])")
"""The form recommended by CITES Res. Conf. 12.3: year, country, serial number, own use."""


def unchecked(_kind: str, _number: str) -> str:
    """Return "": no syntax is known. The default until the law's table of number formats is given."""
    return ""


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads papers. ``check(kind, number)`` says ``well_formed``, ``unknown_format`` or ""."""

    check: Callable[[str, str], str] = unchecked

    def read(self, wording: Wording) -> tuple[DocumentClaim, ...]:
        """Return the papers that title and text speak of, each kind and number once."""
        found: dict[tuple[str, str, bool], DocumentClaim] = {}
        for words in wording.prose:
            for claim in (*self._named(words), *self._bare(words)):
                found.setdefault((claim.kind, claim.number, claim.denied), claim)
        numbered = {claim.number for claim in found.values() if claim.number and claim.kind != "cites_permit"}
        return tuple(
            claim for claim in found.values()
            if not (claim.kind == "cites_permit" and claim.number in numbered)
        )  # fmt: skip

    def _named(self, words: FieldWords) -> Iterator[DocumentClaim]:
        for cue in words.of("document"):
            if cue.value == "none":
                continue
            denied = is_denied(words, cue)
            number, end = ("", cue.end) if denied else number_after(words, cue)
            syntax = self.check(cue.value, number) if number else ""
            span = words.span(cue.start, end)
            yield DocumentClaim(kind=cue.value, number=number, syntax=syntax, denied=denied, span=span)

    def _bare(self, words: FieldWords) -> Iterator[DocumentClaim]:
        """Numbers that look like a CITES permit wherever they stand."""
        for match in _permits(words):
            syntax = self.check("cites_permit", match[0])
            yield DocumentClaim(
                kind="cites_permit", number=match[0], syntax=syntax, span=words.span(match.start(), match.end())
            )


def has_permit(words: FieldWords) -> bool:
    """Whether the number of a CITES permit stands somewhere, whatever the words say."""
    return any(True for _ in _permits(words))


def _permits(words: FieldWords) -> Iterator[re.Match[str]]:
    return words.from_digits(_PERMIT)


def number_after(words: FieldWords, cue: CueHit, *, digits: int = 4) -> tuple[str, int]:
    """Return the number that follows a cue and where it ends; ("", end of the cue) where none does.

    A number has ``digits`` digits or more and stands in the cue's line; years alone are none.
    """
    _, line_end = words.line(cue.end)
    match = _NUMBER.match(words.text, cue.end, min(line_end, cue.end + 60))
    if match is None or not match[1]:
        return "", cue.end
    number = _trimmed(match[1])
    counted = sum(sign.isdecimal() for sign in number)
    if counted < digits or re.fullmatch(r"(?:19|20)\d\d", number):
        return "", cue.end
    return number, match.start(1) + len(number)


def _trimmed(written: str) -> str:
    """Cut the words that follow a number: "DE-K-12/345 vorhanden" is "DE-K-12/345"."""
    pieces = re.split(r"( )", written)
    kept = 0
    for at, piece in enumerate(pieces):
        if any(sign.isdecimal() for sign in piece) or (piece.isupper() and len(piece) <= 6):
            kept = at + 1
        elif piece != " ":
            break
    return "".join(pieces[:kept]).strip(" ./-–")
