"""Scientific epithets in Cyrillic: "непентес Алата", "пафиопедилум каллозум", written as they are heard.

Both spellings are brought to one rough sound: letters that Cyrillic does not tell apart fall together, double letters
become one, and the sounds that sellers write now so, now so (х and г, э and е) likewise.
"""

import re

_CYRILLIC = str.maketrans("абвгґдеёєжзиіїйклмнопрстуфхцчшщыэюя", "abvhhdeeezsiiiiklmnoprstufhkkssieua", "ьъ'’")
_LATIN = (
    (re.compile(r"sch"), "s"), (re.compile(r"ph"), "f"), (re.compile(r"th"), "t"), (re.compile(r"rrh?|rh"), "r"),
    (re.compile(r"ch"), "h"), (re.compile(r"qu"), "kv"), (re.compile(r"x"), "ks"), (re.compile(r"[ao]e"), "e"),
    (re.compile(r"[cq]"), "k"), (re.compile(r"[yj]"), "i"), (re.compile(r"z"), "s"), (re.compile(r"w"), "v"),
    (re.compile(r"g"), "h"),
)  # fmt: skip
_GLIDE = re.compile(r"i(?=[aeu])")
"""The i of -ia and -ius, of which the letters я and ю keep nothing."""
_DOUBLE = re.compile(r"(.)\1+")
_WHOLLY_CYRILLIC = re.compile("[\u0400-\u052f]+").fullmatch


def is_cyrillic(word: str) -> bool:
    """Whether every letter of a word is Cyrillic."""
    return _WHOLLY_CYRILLIC(word) is not None


def sound_of_cyrillic(word: str) -> str:
    """Return the rough sound of a casefolded Cyrillic word.

    >>> sound_of_cyrillic("каллозум") == sound_of_latin("callosum")
    True
    """
    return _plain(word.translate(_CYRILLIC))


def sound_of_latin(word: str) -> str:
    """Return the rough sound of a casefolded Latin word."""
    for pattern, sound in _LATIN:
        word = pattern.sub(sound, word)
    return _plain(word)


def _plain(sound: str) -> str:
    return _DOUBLE.sub(r"\1", _GLIDE.sub("", sound))
