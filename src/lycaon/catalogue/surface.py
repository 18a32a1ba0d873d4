"""Whether the words in a text are written as the name is, after a search that forgives more than it should.

The search folds accents away, because sellers lose them: "perroquet" and "loro" are found however they are typed.
But "với" (with) is not "voi" (elephant), and the "サイ" (rhinoceros) in "サイズ" (size) is no animal.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from lycaon.text import fold
from lycaon.values.taxonomy import Ambiguity, Name

_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_DOTLESS = str.maketrans("ёЁ", "еЕ")
_DECORATED = 2
"""Accents too many in one name that are no slip of the pen."""
_SHORTEST_HEAD = 3
"""Katakana of a name that may end a longer word, as "インコ" ends "オカメインコ"."""


def is_written_as(name: Name, text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]``, found by the folded search, can be the name as people write it.

    Missing accents are forgiven, wrong ones are not; a text that writes Vietnamese accents writes them all;
    katakana are a whole word or the end of one. Generated forms (plurals, misspellings) are not asked.
    """
    words = text[start:end]
    if words.isascii() and name.language != "vi":
        return True
    if _KATAKANA.match(words) and not _stands_as_word(text, start, end):
        return False
    if _folded(words) != _folded(name.text):
        return True
    if name.language == "vi" and _marks(words) != _marks(name.text) and _VIETNAMESE.search(text):
        return False
    if words.isascii() or not (surplus := _marks(words) - _marks(name.text)):
        return True
    # Nobody slips twice within a word: "ïvòry" wants not to be found.
    return surplus.total() >= _DECORATED and name.ambiguity is Ambiguity.LOW and not _VIETNAMESE.search(text)


def _stands_as_word(text: str, start: int, end: int) -> bool:
    if end < len(text) and _KATAKANA.match(text, end):
        return False
    inside = start > 0 and _KATAKANA.match(text, start - 1)
    return not inside or end - start >= _SHORTEST_HEAD


_folded = lru_cache(maxsize=1 << 15)(fold)
"""The words of a market come again and again, and so do the names that they may be."""


@lru_cache(maxsize=1 << 15)
def _marks(words: str) -> Counter[str]:
    """Return the accents; ``đ`` and ``ø`` have none that could be taken off, and the dots of ``ё`` are optional.

    Marks that no letter is written with, as the stroke through every letter of a word, only decorate.
    """
    plain = unicodedata.normalize("NFC", words).translate(_DOTLESS)
    written = "".join(c for c in plain if not "\u0300" <= c <= "\u036f")
    return Counter(c for c in unicodedata.normalize("NFD", written) if "\u0300" <= c <= "\u036f")
