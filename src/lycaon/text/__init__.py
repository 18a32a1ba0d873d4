"""Text as it is written: folding, tokens, scripts, a hint of the language, and the search of phrases.

This room knows no species and no law. It never changes a text: whatever it finds is told in code points of
the text as published. Two implementations give identical results: a C kernel where one could be built, and a
plain-Python twin; :data:`implementation` says which one is in use.
"""

from lycaon.text.face import fold, implementation, token_hashes, token_hashes_batch, tokens
from lycaon.text.found import HashTable, Hit, HitTable, Token
from lycaon.text.implementations import Implementation, Texts
from lycaon.text.index import PhraseIndex
from lycaon.text.languages import language
from lycaon.text.writing import scripts

__all__ = [
    "HashTable",
    "Hit",
    "HitTable",
    "Implementation",
    "PhraseIndex",
    "Texts",
    "Token",
    "fold",
    "implementation",
    "language",
    "scripts",
    "token_hashes",
    "token_hashes_batch",
    "tokens",
]
