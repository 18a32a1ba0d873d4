"""The words and short phrases of a listing that might be terms: what the lexicon does not know already.

Names of the catalogue are left out with all that overlaps them, and so is what tells of a person: addresses,
telephone numbers, handles and places. Words of care, offer and form are known too, but may stand inside a phrase.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lycaon.catalogue import Catalogue
from lycaon.detect.extract import Extractors
from lycaon.detect.senses import Senses
from lycaon.detect.wording import FieldWords, Wording
from lycaon.text import Token, tokens
from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import Kind
from lycaon.values.listing import Listing

_MOST_WORDS = 3
_MOST_CHARACTERS = 6
"""Of a phrase in a script without spaces."""
_SHORTEST_WORD = 3
_JOINS = re.compile(r"[^\S\r\n]{0,2}[-'’·]?[^\S\r\n]?")
"""What may stand between two words of one phrase: no full stop, no comma, no new line."""
_ADDRESS = re.compile(r"\S*(?:://|www\.|@|\.(?:com|net|org)\b)\S*", re.IGNORECASE)
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of one listing that the lexicon does not know."""

    words: tuple[str, ...]
    """Folded; equal for two listings that write it differently."""
    surface: str
    """As published."""
    excerpt: str
    """The words around it, on one line."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A listing, cut into the phrases that it holds."""

    language: str
    """ISO 639-1, the likeliest; ``und`` if nobody can tell."""
    words: frozenset[str]
    """All its folded words, known ones too."""
    phrases: tuple[Phrase, ...]
    """Each once, where it stands first."""
    names_something: bool
    """Whether a name of the catalogue stands in it."""


@dataclass(frozen=True, slots=True)
class PhraseCutter:
    """Cuts listings; holds what is known already."""

    catalogue: Catalogue
    extractors: Extractors
    senses: Senses

    @classmethod
    def load(cls, catalogue: Catalogue) -> "PhraseCutter":
        """Load what knowing words needs besides the catalogue: about half a second.

        Raises:
            CatalogueError: a file of the data is not right.
        """
        return cls(catalogue, Extractors.load(), Senses.load())

    def cut(self, listing: Listing) -> Cut:
        """Return the unknown phrases of title and text. Any text is survived."""
        wording = self.extractors.wording(listing)
        private = frozenset(token.folded for words in (listing.seller, listing.place) for token in tokens(words))
        found: dict[tuple[str, ...], Phrase] = {}
        named = False
        for words in wording.prose:
            names = [(hit.start, hit.end) for hit in self.catalogue.lexicon.find(words.text)]
            named = named or bool(names)
            for phrase in self._phrases(words, wording, names, private):
                found.setdefault(phrase.words, phrase)
        every = frozenset(token.folded for words in wording.prose for token in words.tokens)
        return Cut(_language(wording), every, tuple(found.values()), named)

    def _phrases(
        self, words: FieldWords, wording: Wording, names: Sequence[tuple[int, int]], private: frozenset[str]
    ) -> Iterator[Phrase]:
        addresses = [match.span() for match in _ADDRESS.finditer(words.text)]
        closed = _standing_in(words.tokens, [*names, *words.phones, *addresses])
        closed |= {at for at, token in enumerate(words.tokens) if token.folded in private}
        heard = frozenset(wording.languages)
        said = {at for hit in self.senses.find_in(words.tokens, heard) for at in range(hit.first, hit.last)}
        said |= {at for cue in words.cues for at in range(cue.first, cue.last)}
        for first, last in _runs(words, closed):
            if not said.issuperset(range(first, last)) and _may_name(words.tokens[first:last]):
                yield _phrase(words, first, last)


def is_dense(word: str) -> bool:
    """Whether a folded token is one character of a script without spaces, or a sign such as an emoji."""
    return FOLDS[word[0]][0] is Kind.SINGLE


def _language(wording: Wording) -> str:
    claimed = wording.listing.language.partition("-")[0].casefold()
    return claimed or next(iter(wording.languages), "und")


def _standing_in(found: Sequence[Token], spans: Sequence[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at, token in enumerate(found) if token.start < end and start < token.end}


def _runs(words: FieldWords, closed: set[int]) -> Iterator[tuple[int, int]]:
    """Yield all sequences of neighbouring open tokens that are short enough to be a phrase."""
    found = words.tokens
    for first in range(len(found)):
        most = _MOST_CHARACTERS if is_dense(found[first].folded) else _MOST_WORDS
        for last in range(first + 1, min(first + most, len(found)) + 1):
            if last - 1 in closed:
                break
            gap = words.text[found[last - 2].end : found[last - 1].start] if last - first > 1 else ""
            if not _JOINS.fullmatch(gap):
                break
            yield first, last


def _may_name(run: Sequence[Token]) -> bool:
    words = [token.folded for token in run]
    if len(words) == 1:
        word = words[0]
        return not word.isalnum() if is_dense(word) else len(word) >= _SHORTEST_WORD and not word.isdecimal()
    if all(word.isdecimal() for word in words):
        return False
    # A number belongs to a name only where it is written together with it: "00角", but not "角 200".
    return not (
        (words[0].isdecimal() and run[0].end < run[1].start) or (words[-1].isdecimal() and run[-2].end < run[-1].start)
    )


def _phrase(words: FieldWords, first: int, last: int) -> Phrase:
    start, end = words.tokens[first].start, words.tokens[last - 1].end
    surface = " ".join(unicodedata.normalize("NFC", words.text[start:end]).split())
    excerpt = " ".join(words.text[max(0, start - _AROUND) : end + _AROUND].split())
    return Phrase(tuple(token.folded for token in words.tokens[first:last]), surface, f"… {excerpt} …")
