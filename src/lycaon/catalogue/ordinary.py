"""Names that are ordinary words: an "Admiral" is rarely a butterfly, "once" is rarely a jaguar.

Such names stay in the index, because some offer may mean them; but they are marked, so that a reader
asks for a second clue. The lists are in ``data/ordinary/<language>.txt``; ``xx.txt`` holds what is ordinary
in no one language (given names, places, short words of many).
"""

from dataclasses import replace
from pathlib import Path

from lycaon.catalogue.names import NameEntry
from lycaon.catalogue.spelling import Spelling
from lycaon.text import fold, tokens
from lycaon.values.taxonomy import Ambiguity, NameKind

_SHORT = 3
_TONAL = frozenset({"vi"})
"""Folding takes the tones away: "con voi", an elephant, is then also Italian for "with you"."""
_TONELESS = 4
_ORDER = (Ambiguity.LOW, Ambiguity.MEDIUM, Ambiguity.HIGH)
_JUDGED = frozenset({NameKind.ACCEPTED, NameKind.SYNONYM, NameKind.COMMON, NameKind.TRADE, NameKind.CODE_WORD})
"""Product words were judged one by one in their tables."""


def ordinary_words(directory: Path, spelling: Spelling) -> dict[str, Ambiguity]:
    """Folded ordinary words of all languages and their forms, and how ambiguous each makes a name.

    A line is a word or a few; ``~`` before it means: an animal or plant first, yet often something else.
    """
    found: dict[str, Ambiguity] = {}
    for path in sorted((directory / "ordinary").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            ambiguity = Ambiguity.MEDIUM if line.startswith("~") else Ambiguity.HIGH
            plain = line.removeprefix("~")
            for form in (plain, *spelling.variants(plain, path.stem)):
                word = fold(form)
                found[word] = most(ambiguity, found.get(word, Ambiguity.LOW))
    return found


def judged(entry: NameEntry, folded: str, ordinary: dict[str, Ambiguity]) -> NameEntry:
    """The entry, with its ambiguity raised where its words are ordinary or very short."""
    if entry.kind == NameKind.DOMESTIC:
        return raised(entry, Ambiguity.HIGH) if _is_short(folded, _SHORT - 1) else entry
    if entry.kind not in _JUDGED:
        return entry
    if _is_short(folded, _SHORT):
        return raised(entry, Ambiguity.HIGH)
    if entry.language in _TONAL and all(len(word) <= _TONELESS for word in folded.split(" ")):
        entry = raised(entry, Ambiguity.MEDIUM)
    return raised(entry, ordinary.get(folded, Ambiguity.LOW))


def _is_short(folded: str, letters: int) -> bool:
    return len(folded) <= letters and len(tokens(folded)) <= 1


def raised(entry: NameEntry, ambiguity: Ambiguity) -> NameEntry:
    """The entry, at least as ambiguous as said."""
    higher = most(ambiguity, Ambiguity(entry.ambiguity))
    return entry if higher == entry.ambiguity else replace(entry, ambiguity=higher)


def most(first: Ambiguity, second: Ambiguity) -> Ambiguity:
    """The higher of two."""
    return max(first, second, key=_ORDER.index)
