"""Letters of one script that look like letters of another, and words in which they are mixed."""

import unicodedata
from functools import lru_cache

_CYRILLIC = zip("асеорхуіјѕԁԛԝһкмтвнгпАВЕКМНОРСТХУІЈЅ", "aceopxyijsdqwhkmtbhrnABEKMHOPCTXYIJS", strict=True)
_LOOK_ALIKE = dict(_CYRILLIC) | dict(zip("αβεηικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abenikvoptuxwABEZHIKMNOPTYX", strict=True))
"""Cyrillic and Greek letters to the Latin ones that they are mistaken for (Unicode confusables, the common part)."""
_LIKE_ENOUGH = _LOOK_ALIKE | dict(zip("язэєёпийьъцшщбгґїϲσςγδλμπθφψ", "reeeenuubbuwwbrricosydlmnoow", strict=True))
"""The same and letters that only decorate: "ιvσяу"."""
TO_CYRILLIC = {"a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і", "k": "к", "m": "м",
               "t": "т", "b": "в", "h": "н", "r": "г", "A": "А", "B": "В", "E": "Е", "K": "К", "M": "М", "H": "Н",
               "O": "О", "P": "Р", "C": "С", "T": "Т", "X": "Х", "Y": "У", "3": "з", "u": "и", "n": "п"}  # fmt: skip
"""Latin letters, and a figure, to the Cyrillic ones that they are mistaken for."""


@lru_cache(maxsize=1 << 16)
def in_one_script(word: str) -> str:
    """Write a word of mixed scripts in the script of most of its letters."""
    scripts = [script_of(sign) for sign in word]
    foreign, latin = len(word) - scripts.count("LATIN") - scripts.count(""), scripts.count("LATIN")
    if not latin or not foreign:
        return word
    to_latin = all(sign in _LOOK_ALIKE for sign, script in zip(word, scripts, strict=True) if script != "LATIN")
    to_cyrillic = all(sign in TO_CYRILLIC for sign, script in zip(word, scripts, strict=True) if script == "LATIN")
    if not to_cyrillic or (to_latin and latin >= foreign):
        return in_latin(word)
    return "".join(TO_CYRILLIC.get(sign, sign) if script == "LATIN" else sign
                   for sign, script in zip(word, scripts, strict=True))  # fmt: skip


def in_latin(word: str) -> str:
    """Put a Latin letter for every Cyrillic or Greek one that looks like it, or nearly so.

    >>> in_latin("ιvσяу")
    'ivory'
    """
    return "".join(_LIKE_ENOUGH.get(sign, sign) for sign in word)


@lru_cache(maxsize=1 << 16)
def script_of(sign: str) -> str:
    """Return the script of a code point where look-alikes matter, else an empty string; ASCII counts as Latin."""
    if sign.isascii():
        return "LATIN"
    name = unicodedata.name(sign, "").partition(" ")[0]
    return name if name in {"LATIN", "CYRILLIC", "GREEK"} else ""
