"""Which scripts a text is written in."""

import unicodedata
from collections import Counter
from functools import lru_cache
from operator import itemgetter

_HAN, _KANA = "Han", "Kana"
_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x2E80, 0x2FDF, _HAN), (0x3005, 0x3007, _HAN), (0x3041, 0x30FF, _KANA), (0x31F0, 0x31FF, _KANA),
    (0x3400, 0x9FFF, _HAN), (0xF900, 0xFAFF, _HAN), (0xFF66, 0xFF9F, _KANA), (0x20000, 0x3FFFD, _HAN),
)  # fmt: skip
_FIRST_WORDS = {
    # The first word of a letter's Unicode name is its script, but for these.
    "CJK": _HAN, "HIRAGANA": _KANA, "KATAKANA": _KANA, "HALFWIDTH": _KANA, "FULLWIDTH": "Latin",
    "MATHEMATICAL": "Latin", "FEMININE": "Latin", "MASCULINE": "Latin", "MICRO": "Greek", "KELVIN": "Latin",
    "ANGSTROM": "Latin", "OHM": "Greek", "MODIFIER": "", "CIRCLED": "", "SQUARED": "", "NEGATIVE": "",
}  # fmt: skip
_NO_LETTERS = bytes(byte for byte in range(256) if not chr(byte).isalpha())


def scripts(text: str) -> dict[str, float]:
    """Return the share of the letters of ``text`` in each script, the largest first; empty without letters.

    Names are those of Unicode in title case ("Latin", "Cyrillic", "Arabic", "Thai"), with Hiragana and Katakana
    together as "Kana".

    >>> scripts("слон elephant")
    {'Latin': 0.6666666666666666, 'Cyrillic': 0.3333333333333333}
    """
    if text.isascii() or _is_latin(text):
        return {"Latin": 1.0} if text.encode("latin-1").translate(None, _NO_LETTERS) else {}
    counts: dict[str, int] = {}
    for letter, times in Counter(text).items():
        if script := _script(letter):
            counts[script] = counts.get(script, 0) + times
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=itemgetter(1), reverse=True)
    return {script: count / total for script, count in ranked}


def _is_latin(text: str) -> bool:
    """Whether a text is in one-byte letters, all of which are Latin but for the Greek one that means millionths."""
    try:
        return b"\xb5" not in text.encode("latin-1")
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=1 << 14)
def _script(letter: str) -> str:
    if not letter.isalpha():
        return ""
    code_point = ord(letter)
    for first, last, script in _BLOCKS:
        if first <= code_point <= last:
            return script
    first_word = unicodedata.name(letter, "").split(" ")[0]
    return _FIRST_WORDS.get(first_word, first_word.title())
