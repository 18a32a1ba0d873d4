"""What figures and signs among letters may stand for: ``P@ngo1in``, ``с1она``."""

from collections.abc import Iterator
from itertools import product

from lycaon.detect.look_alikes import TO_CYRILLIC, script_of

_SEPARATORS = frozenset(".*·•~^+-")
_PLACEHOLDERS = frozenset("_#")
_LATIN_READINGS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
                   "@": "ao", "$": "s", "€": "e", "£": "l", "!": "il", "|": "il", "I": "il"}  # fmt: skip
_CYRILLIC_READINGS = {"0": "о", "1": "иліа", "3": "зе", "4": "ча", "6": "б", "7": "т", "8": "в", "9": "я", "@": "а",
                      "€": "е", "$": "с", "!": "и", "|": "і"}  # fmt: skip
_GREEK_READINGS = {"0": "ο", "1": "ι", "3": "ε", "4": "α", "5": "σ", "7": "τ", "@": "α", "$": "σ", "€": "ε", "!": "ι",
                   "|": "ι"}  # fmt: skip
_READINGS = {"LATIN": _LATIN_READINGS, "CYRILLIC": _CYRILLIC_READINGS, "GREEK": _GREEK_READINGS}
_VOWELS = {"LATIN": "aeiou", "CYRILLIC": "аеиоуіяю", "GREEK": "αεηιουω"}


def readings_of(bent: str) -> Iterator[str]:
    """All that a bent word may stand for, the likeliest first."""
    script = next((script for sign in bent if (script := script_of(sign)) not in {"", "LATIN"}), "LATIN")
    options = [choice for at, sign in enumerate(bent) if (choice := _options(sign, script, at > 0))]
    for letters in product(*options):
        yield "".join(letters)


def _options(sign: str, script: str, inside: bool) -> str:
    """The letters that one sign of a bent word may stand for; none for one that only separates."""
    if sign in _SEPARATORS:
        return ""
    if sign in _PLACEHOLDERS:
        return _VOWELS[script]
    if script == "CYRILLIC":
        return _CYRILLIC_READINGS.get(sign) or TO_CYRILLIC.get(sign, sign)
    return _READINGS[script].get(sign, sign) if inside or sign != "I" else sign
