"""Folding as looked up: the table of :mod:`lycaon.text.folding_rules`, read once and lazily.

Both implementations read this file and nothing else; its digest is part of every saved phrase index.
"""

import hashlib
from typing import Final, Self

from lycaon.errors import SetupError
from lycaon.text.folding_rules import LAST, MAGIC, PAGE, TABLE_PATH, Form, Kind

_HEADER = 24
_HANGUL_FIRST, _VOWELS, _TAILS = 0xAC00, 21, 28
_LEAD_JAMO, _VOWEL_JAMO, _TAIL_JAMO = 0x1100, 0x1161, 0x11A7


class FoldTable(dict[str, tuple[Kind, str]]):
    """Code point -> its kind and what it folds to; each is decoded when first met.

    >>> FOLDS["Ж"]
    (<Kind.WORD: 1>, 'ж')
    """

    @classmethod
    def load(cls) -> Self:
        """Read the table that is shipped beside this module."""
        return cls(TABLE_PATH.read_bytes())

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        if raw[:8] != MAGIC:
            raise SetupError(f"{TABLE_PATH}: not a folding table; install lycaon again")
        self.raw: Final = raw
        self.unicode_version: Final = raw[8:16].rstrip(b"\0").decode()
        self.digest: Final = hashlib.blake2b(raw, digest_size=8).digest()
        pages_end = _HEADER + (LAST + 1) // PAGE * 2
        self._page_numbers = memoryview(raw)[_HEADER:pages_end].cast("H")
        self._words = memoryview(raw)[pages_end:].cast("I")
        self._pool = int.from_bytes(raw[16:20], "little") * PAGE

    def __missing__(self, letter: str) -> tuple[Kind, str]:
        code_point = ord(letter)
        entry = self._words[self._page_numbers[code_point // PAGE] * PAGE + code_point % PAGE]
        kind = Kind(entry & 7)
        self[letter] = found = (kind, self._folded(letter, entry) if kind in _KEPT else "")
        return found

    def _folded(self, letter: str, entry: int) -> str:
        match Form(entry >> 3 & 3):
            case Form.ITSELF:
                return letter
            case Form.ONE:
                return chr(entry >> 5)
            case Form.MANY:
                at = self._pool + (entry >> 5)
                return "".join(map(chr, self._words[at + 1 : at + 1 + self._words[at]]))
            case Form.HANGUL:
                return _jamo(ord(letter))


_KEPT = (Kind.WORD, Kind.SINGLE, Kind.EXTEND)


def _jamo(syllable: int) -> str:
    lead, rest = divmod(syllable - _HANGUL_FIRST, _VOWELS * _TAILS)
    vowel, tail = divmod(rest, _TAILS)
    return chr(_LEAD_JAMO + lead) + chr(_VOWEL_JAMO + vowel) + (chr(_TAIL_JAMO + tail) if tail else "")


FOLDS: Final = FoldTable.load()
