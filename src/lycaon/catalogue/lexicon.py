"""Every name of the catalogue, found in any text in one pass."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lycaon.catalogue.layout import PHRASES_FILE
from lycaon.catalogue.names import NOBODY
from lycaon.catalogue.ready import ready
from lycaon.catalogue.store import Store
from lycaon.catalogue.surface import is_written_as
from lycaon.text import Hit, PhraseIndex, Texts
from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import Kind
from lycaon.values.taxonomy import Ambiguity, Confidence, Name, NameKind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class NameHit(msgspec.Struct, frozen=True):
    """Where words of the catalogue stand in a text (code points) and all that they may mean."""

    start: int
    end: int
    names: tuple[Name, ...]


_REMEMBERED = 16
_SIGNS = 1 << 14
"""Signs of which it is remembered whether they mix: more than most languages write with."""
_APART = "\n.\n"
"""What no phrase stands across."""


class Lexicon:
    """The phrases of the catalogue. A phrase has a number and stands for one or more names.

    Generated phrases (inflected, abbreviated, misspelt) stand for the names they were made from.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self._folder = folder
        self._taxon_ids = store.strings("taxon.id")
        self._texts = store.strings("name")
        self._details = store.strings("name.details")
        self._detail = store.numbers("name.detail")
        self._taxon = store.numbers("name.taxon")
        self._starts = store.numbers("phrase.starts")
        self._names = store.numbers("phrase.names")
        self._cache: dict[int, Name] = {}
        self._phrases: dict[int, tuple[Name, ...]] = {}
        self._meaning: dict[int, tuple[tuple[Name, ...], bool]] = {}
        self._found = lru_cache(maxsize=_REMEMBERED)(self._search)
        self.mixes = lru_cache(maxsize=_SIGNS)(self._mixes)

    @cached_property
    def index(self) -> PhraseIndex:
        """The raw index: its phrase numbers are those of :meth:`names_of`."""
        return PhraseIndex.load(self._folder / PHRASES_FILE)

    def find(self, text: str) -> list[NameHit]:
        """All names in ``text``, nested and overlapping ones too, from left to right.

        The last few texts are remembered: whoever reads a listing asks several times.
        """
        return list(self._found(text))

    def _search(self, text: str) -> tuple[NameHit, ...]:
        found = self.index.find(text)
        return tuple([NameHit(hit.start, hit.end, meant) for hit in found if (meant := self._meant(hit, text))])

    def has_names(self, text: str) -> bool:
        """Tell whether :meth:`find` would find anything."""
        return bool(self._found(text))

    def perhaps(self, words: Sequence[str]) -> list[str]:
        """Return those of some words that may be, as a whole, a phrase of the catalogue: one search for all."""
        ends: dict[tuple[int, int], str] = {}
        at = 0
        for word in words:
            ends[at, at + len(word)] = word
            at += len(word) + len(_APART)
        found = {(hit.start, hit.end) for hit in self.index.find(_APART.join(words))}
        return [word for place, word in ends.items() if place in found]

    def wholes(self, phrases: Sequence[str]) -> Iterator[tuple[str, Name]]:
        """Yield those of some phrases that are names as a whole, with each name; one search tells."""
        known = set(self.perhaps(phrases)) if phrases else ()
        for phrase in phrases:
            for hit in self.find(phrase) if phrase in known else ():
                if hit.end - hit.start == len(phrase):
                    yield from ((phrase, name) for name in hit.names)

    def _mixes(self, sign: str) -> bool:
        """Tell whether a sign may stand in one piece with tokens of another kind.

        A character of a script without spaces may only where some name writes it so (CITES证).
        """
        kind, letters = FOLDS[sign]
        return kind is not Kind.SINGLE or letters[:1] in self.mixed

    @cached_property
    def mixed(self) -> frozenset[str]:
        """Characters that stand alone elsewhere and in one piece with words in some name: half a second, once."""
        return ready(
            frozenset[str],
            lambda: _mixed_in(self._texts[number] for number in range(len(self._texts))),
            sources=(),
            by=(__name__,),
            also=self.index.digest,
        )

    def rows_with_names(self, texts: Texts) -> tuple[list[int], dict[int, list[Hit]]]:
        """Return the rows of a column in which a plain name stands, and what stands in those with ambiguous words only.

        A plain name is one that is not an ordinary word too. Rows are sorted, and no row is in both; :meth:`stands`
        tells whether ambiguous words are names.
        """
        import numpy as np  # noqa: PLC0415  # only columns need it, and it takes a tenth of a second

        hits = self.index.find_batch(texts)
        plain = np.unique(hits.row[self._is_plain[hits.phrase]])
        left = np.flatnonzero(self._is_meant[hits.phrase] & ~np.isin(hits.row, plain))
        doubtful: dict[int, list[Hit]] = {}
        for row, phrase, start, end in zip(*(column[left].tolist() for column in hits), strict=True):
            doubtful.setdefault(row, []).append(Hit(phrase, start, end))
        return plain.tolist(), doubtful

    def stands(self, text: str, hits: Iterable[Hit]) -> bool:
        """Tell whether any of these hits in a text is a name that is written as people write it."""
        return any(self._meant(hit, text) for hit in hits)

    def _meant(self, hit: Hit, text: str) -> tuple[Name, ...]:
        names, is_plain = self._meaning.get(hit.phrase) or self._learn_meaning(hit.phrase)
        if is_plain and text[hit.start : hit.end].isascii():
            return names
        return tuple([each for each in names if is_written_as(each, text, hit.start, hit.end)])

    def _learn_meaning(self, phrase: int) -> tuple[tuple[Name, ...], bool]:
        """Remember the names of a phrase that mean something, and whether all may be written in ASCII, marks or none.

        Of Vietnamese alone :func:`is_written_as` asks more.
        """
        names = tuple([each for each in self.names_of(phrase) if _means(each)])
        found = self._meaning[phrase] = names, all(each.language != "vi" for each in names)
        return found

    @cached_property
    def _is_plain(self) -> "npt.NDArray[np.bool_]":
        """For every phrase, whether any of its names is not an ordinary word too."""
        import numpy as np  # noqa: PLC0415

        return self._of_phrases(self._is_clear[np.asarray(self._detail)] & self._is_name)

    @cached_property
    def _is_meant(self) -> "npt.NDArray[np.bool_]":
        """For every phrase, whether any of its names means a taxon or a thing."""
        return self._of_phrases(self._is_name)

    @cached_property
    def _is_clear(self) -> "npt.NDArray[np.bool_]":
        """For every kind of detail, whether it says that the name is no ordinary word."""
        import numpy as np  # noqa: PLC0415

        return np.array([cells[4] != Ambiguity.HIGH for cells in self._all_details], dtype=bool)

    @cached_property
    def _is_name(self) -> "npt.NDArray[np.bool_]":
        """For every name what :func:`_means` says."""
        import numpy as np  # noqa: PLC0415

        thing = np.array([bool(cells[2] or cells[3]) for cells in self._all_details], dtype=bool)
        return thing[np.asarray(self._detail)] | (np.asarray(self._taxon) != NOBODY)

    @cached_property
    def _all_details(self) -> list[Sequence[str]]:
        return [self._details.cells(number) for number in range(len(self._details))]

    def _of_phrases(self, names: "npt.NDArray[np.bool_]") -> "npt.NDArray[np.bool_]":
        import numpy as np  # noqa: PLC0415

        return np.logical_or.reduceat(names[np.asarray(self._names)], np.asarray(self._starts)[:-1])

    def names_of(self, phrase: int) -> tuple[Name, ...]:
        """What a phrase may stand for."""
        found = self._phrases.get(phrase)
        if found is None:
            numbers = self._names[self._starts[phrase] : self._starts[phrase + 1]]
            found = self._phrases[phrase] = tuple(self.name(number) for number in numbers)
        return found

    def name(self, number: int) -> Name:
        """The name of a number (its place in the compiled list)."""
        found = self._cache.get(number)
        if found is None:
            found = self._cache[number] = self._read(number)
        return found

    def _read(self, number: int) -> Name:
        taxon = self._taxon[number]
        language, kind, form, domestic, ambiguity, confidence, reference = self._details.cells(self._detail[number])
        return Name(
            text=self._texts[number],
            language=language,
            kind=NameKind(kind),
            taxon_id="" if taxon == NOBODY else self._taxon_ids[taxon],
            form_id=form,
            domestic_form=domestic,
            ambiguity=Ambiguity(ambiguity),
            confidence=Confidence(confidence),
            reference=reference,
        )

    def __len__(self) -> int:
        return len(self._starts) - 1


def _means(name: Name) -> bool:
    """Whether a name means a taxon or a thing; "collection only" is a habit of sellers, read as a cue elsewhere."""
    return bool(name.taxon_id or name.form_id or name.domestic_form)


def _mixed_in(names: Iterable[str]) -> frozenset[str]:
    """Return the characters of scripts without spaces that a name writes in one piece with tokens of other scripts."""
    mixed: set[str] = set()
    for name in names:
        if name.isascii():
            continue
        folds = [FOLDS[sign] for sign in name]
        for separates, piece in groupby(folds, lambda fold: fold[0] is Kind.SEPARATOR):
            kept = list(piece)
            if not separates and any(kind is Kind.WORD for kind, _ in kept):
                mixed.update(letters[:1] for kind, letters in kept if kind is Kind.SINGLE)
    return frozenset(mixed)


def phrase_number(phrases: Sequence[str], folded: str) -> int | None:
    """The number of a folded phrase in a sorted column, or None."""
    low, high = 0, len(phrases)
    while low < high:
        middle = (low + high) // 2
        if phrases[middle] < folded:
            low = middle + 1
        else:
            high = middle
    return low if low < len(phrases) and phrases[low] == folded else None
