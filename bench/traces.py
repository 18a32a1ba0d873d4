"""What the traces of disguise are, as patterns: the oracle of the kernel's one pass.

Every code point is written as one letter that stands for all that it may be; the patterns run over that. They say the
same as ``kernel/traces.c`` with nothing of its states.
"""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final
from unicodedata import category

import pyarrow as pa

from lycaon.detect.prefilter import sign_of
from lycaon.text.traces import Sign, Trace, Traces, sign_table

PICTURES: Final = frozenset("🐘🐯")
ALONE: Final = frozenset("牙骨")
"""Characters that no name mixes with letters."""
_SIGNS: Final = 1 << len(Sign)
_FIRST: Final = 0x10000
"""Where the letters of the rewriting begin: beyond any surrogate."""


@cache
def table() -> bytes:
    """Return the table of signs, with two pictures that spell a word."""
    return sign_table(lambda letter: 0 if category(letter) in {"Cn", "Co", "Cs"} else _sign_of(letter))


def _sign_of(letter: str) -> int:
    return sign_of(PICTURES, lambda sign: sign not in ALONE, letter)


def _any(of: Sign) -> str:
    """Return all letters of the rewriting that stand for something of this kind; a script counts in letters only."""
    needed = of | Sign.LETTER if of in Sign.LATIN | Sign.FOREIGN else of
    return "".join(chr(_FIRST + value) for value in range(_SIGNS) if value & needed == needed)


def _bending() -> str:
    """Return all letters of the rewriting that stand for a letter that may belong to a bent word."""
    return "".join(chr(_FIRST + value) for value in range(_SIGNS) if value & Sign.LETTER and not value & Sign.DENSE)


_B = _bending()
_L, _D, _S, _V = (_any(sign) for sign in (Sign.LETTER, Sign.DIGIT, Sign.SIGN, Sign.VOWEL_SIGN))
_LATIN, _FOREIGN, _APART, _INSIDE = (_any(sign) for sign in (Sign.LATIN, Sign.FOREIGN, Sign.APART, Sign.INSIDE))
_BY_SIGN: Final = {
    Trace.HOMOGLYPH: f"[{_LATIN}][{_L}]*[{_FOREIGN}]|[{_FOREIGN}][{_L}]*[{_LATIN}]",
    Trace.SPACED: f"(?<![{_L}{_D}])[{_L}](?:[{_APART}]{{1,2}}[{_L}{_D}]){{2}}(?![{_L}{_D}])",
    Trace.LEET: f"[{_B}][{_D}{_S}]+[{_B}]|[{_D}][{_B}]{{4}}[{_B}{_D}{_S}]|[{_S}][{_D}]*[{_B}]"
    f"|[{_B}][{_D}{_S}]*(?:[{_V}]|[{_S}][{_D}])",
    Trace.ZERO_WIDTH: f"[{_any(Sign.HIDDEN)}]",
    Trace.EMOJI: f"[{_any(Sign.PICTURE)}]",
}
_PATTERNS: Final = {trace: re.compile(pattern) for trace, pattern in _BY_SIGN.items()}
_SPLIT: Final = re.compile(f"[{_L}][{_INSIDE}][{_L}]")
_INSIDES: Final = re.compile(f"[{_INSIDE}]")
_LETTERS: Final = re.compile(f"[{_L}]")
_WORDS: Final = re.compile(f"[{_L}{_D}]")
_BENDING: Final = re.compile(f"[{_B}]")
_BENT: Final = re.compile(f"[{_B}{_D}]")


@cache
def _sign(letter: str) -> str:
    return chr(_FIRST + _sign_of(letter))


def traces_of(text: str) -> int:
    """Return what the kernel must see in a text."""
    signs = "".join(map(_sign, text))
    seen = sum(trace for trace, pattern in _PATTERNS.items() if pattern.search(signs))
    seen |= _split(text, signs)
    return seen | _abbreviated(text, signs) | _last_figure(text, signs) | _tripled(text, signs)


def _split(text: str, signs: str) -> int:
    """Tell whether a sign stands inside a word, and stars behind it: "iv.ory", "pan**lin"."""
    further = {at for at in range(1, len(text)) if text[at] == "*" and _INSIDES.match(signs, at - 1)}
    return Trace.SPLIT if _SPLIT.search("".join(sign for at, sign in enumerate(signs) if at not in further)) else 0


def _abbreviated(text: str, signs: str) -> int:
    """Tell whether a capital that begins a word is followed by a dot and four small letters: "P. tigris"."""
    places = (found.start() for found in re.finditer(r"[A-Z]\. ?[a-z]{4}", text))
    begins = (at == 0 or (text[at - 1] != "_" and not _WORDS.match(signs, at - 1)) for at in places)
    return Trace.ABBREVIATED if any(begins) else 0


def _last_figure(text: str, signs: str) -> int:
    """Tell whether a word of four letters or more ends with a figure that stands for one: "ivor1"."""
    places = (found.start() for found in re.finditer("[0134]", text))
    ends = (
        at >= 4 and all(_BENDING.match(signs, at - back) for back in range(1, 5)) and not _BENT.match(signs, at + 1)
        for at in places
    )
    return Trace.LEET if any(ends) else 0


def _tripled(text: str, signs: str) -> int:
    tripled = (found.start() for found in re.finditer(r"(?s)(.)(?=\1\1)", text))
    return Trace.TRIPLED if any(_LETTERS.match(signs, at) for at in tripled) else 0


_PIECES: Final = (
    "i", "v", "O", "а", "о", "Ж", "α", "ß", "牙", "骨", "象", "ع", "1", "0", "3", "7", "٣", "@", "$", "_", "!", "€", ".", "*", "·", " ",
    " ", " ", "-", "\n", "\u200b", "\u00ad", "\u0301", "🐘", "🐊", "½", "P. tigr", "abcd", "tusk", "\ud800", "\U00010400",
)  # fmt: skip


def invent(chance: random.Random, *, texts: int) -> list[str]:
    """Make texts of pieces that traces are made of."""
    made = ("".join(chance.choices(_PIECES, k=chance.randrange(16))) for _ in range(texts))
    return [text + chr(chance.randrange(0x110000)) * (chance.random() < 0.05) for text in made]


@cache
def _kernel() -> Traces:
    return Traces(table())


def disagreements(texts: Sequence[str]) -> Iterator[str]:
    """Compare the kernel with the patterns, text by text and as a column; yield every difference, in words."""
    expected = [traces_of(text) for text in texts]
    for text, seen in zip(texts, expected, strict=True):
        if _kernel().find(text) != seen:
            yield f"traces differ: {text!r} has {seen}, the kernel saw {_kernel().find(text)}"
    whole = [at for at, text in enumerate(texts) if text.encode(errors="ignore").decode() == text]  # as Arrow asks
    rows, found = _kernel().find_batch(pa.array([texts[at] for at in whole], type=pa.string()))
    if list(zip(rows, found, strict=True)) != [(row, expected[at]) for row, at in enumerate(whole) if expected[at]]:
        yield f"traces of a column differ: {texts!r}"
