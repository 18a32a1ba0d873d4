"""Folding and tokens, by whichever implementation is at hand."""

from typing import Final

from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import Kind
from lycaon.text.found import HashTable, Token
from lycaon.text.implementations import Implementation, Texts, best, reader

implementation: Final[Implementation] = best
"""which implementation this installation uses"""


def tokens(text: str) -> list[Token]:
    """Return the tokens of ``text`` from left to right.

    >>> tokens("Ivory-Tusk 象牙")[0]
    Token(start=0, end=5, folded='ivory')
    """
    return reader().tokens(text)


def fold(text: str) -> str:
    """Return the folded tokens of ``text`` as one string: equal for two texts only if their tokens are.

    A space parts two tokens, but for characters of scripts without spaces, which part themselves. Folding
    what is folded changes nothing.

    >>> fold("L’Éléphant d'AFRIQUE — 象牙 Nº 1")
    'l elephant d afrique 象牙 no 1'
    """
    pieces: list[str] = []
    was_single = False
    for token in tokens(text):
        kind, _ = FOLDS[token.folded[0]]
        if pieces and not (was_single and kind is Kind.SINGLE):
            pieces.append(" ")
        pieces.append(token.folded)
        was_single = kind is Kind.SINGLE
    return "".join(pieces)


def token_hashes(text: str) -> HashTable:
    """Return 32-bit hashes of the folded tokens of one text, with where they stand, as columns."""
    return reader().token_hashes(text)


def token_hashes_batch(texts: Texts) -> HashTable:
    """Return 32-bit hashes of the folded tokens of many texts, with row, start and end, as columns."""
    return reader().token_hashes_batch(texts)
