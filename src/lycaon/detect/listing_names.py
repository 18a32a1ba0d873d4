"""All namings of a listing: those that stand in plain words, and those that a disguise hides."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from lycaon.catalogue import Catalogue, NameHit
from lycaon.detect.disguise import Undone
from lycaon.detect.epithets import Epithets
from lycaon.detect.namer import Namer
from lycaon.detect.naming import Naming, folded, rank_order
from lycaon.detect.senses import Senses
from lycaon.detect.wording import Heard
from lycaon.text import Token, tokens
from lycaon.values.finding import Span
from lycaon.values.listing import TextField
from lycaon.values.taxonomy import Ambiguity, Confidence

_MOST_NAMINGS = 24
"""Namings of a listing that are weighed: a stock list of a thousand names is read from its beginning."""
_SENTENCES = re.compile(r"[^\w\s]\s|\s[^\w\s]|[\n,;:!?]")
"""What stands between two words and never inside one, however it was broken."""
_GENUS = rank_order("genus")


class NameReader:
    """Reads the names of a listing. Thread-safe."""

    def __init__(
        self, catalogue: Catalogue, senses: Senses, namer: Namer, epithets: Epithets, hidden: Mapping[str, str]
    ) -> None:
        self._catalogue, self._lexicon = catalogue, catalogue.lexicon
        self._senses, self._namer, self._epithets = senses, namer, epithets
        self._hidden = hidden

    def read(
        self, heard: Heard, undone_fields: Mapping[TextField, Undone], languages: frozenset[str]
    ) -> tuple[list[Naming], tuple[str, ...]]:
        """Return the namings of title and text, and the kinds of disguise under which some of them stood.

        Args:
            heard: the words as published.
            undone_fields: the same fields without their disguises.
            languages: those to hear; empty means all.
        """
        found: list[Naming] = []
        kinds: set[str] = set()
        hits = [self._hits(words.text, languages) for words in heard.prose]
        genera = self._genera(hits)
        for words, named in zip(heard.prose, hits, strict=True):
            plain = self._read_names(words.text, words.tokens, words.name, named, languages, genera)
            undone = undone_fields[words.name]
            forms = [self._bent_form(naming, named) for naming in plain]
            told = [
                (naming, shortened)
                for naming, shortened in zip(plain, forms, strict=True)
                if shortened != "broken" or not _SENTENCES.search(naming.surface)  # "a beira do mar. Fim", not "marfim"
            ]
            for naming, shortened in told:
                hidden = undone.within(naming.span.start, naming.span.end)
                if shortened and not (shortened == "broken" and hidden):  # a star breaks the word that it stands in
                    hidden = (*hidden, shortened)
                kinds.update(hidden)
                found.append(replace(naming, disguised=True) if hidden else naming)
            if not undone.changes:
                continue
            starts = [token.start for token in words.tokens]
            unmasked = self._hits(undone.text, languages)
            for naming in self._read_names(undone.text, tokens(undone.text), words.name, unmasked, languages, genera):
                start, end = undone.published(naming.span.start, naming.span.end)
                hidden = undone.within(start, end)
                met = [other for other, _ in told if _meet(other.span, start, end)]
                if hidden and all(_is_inside(other.span, start, end) for other in met):
                    # "m a c a c o prego" names more than its plain half does.
                    found = [other for other in found if not any(other.span == each.span for each in met)]
                    first, last = bisect_left(starts, start), bisect_left(starts, end)
                    kinds.update(hidden)
                    span = Span(words.name, start, end)
                    found.append(replace(naming, span=span, first=first, last=last, disguised=True))
        return found[:_MOST_NAMINGS], tuple(sorted(kinds))

    def _bent_form(self, naming: Naming, hits: Iterable[NameHit]) -> str | None:
        """How the words of a naming were bent where the catalogue knows them as a name only so, not as a plain one."""
        start, end = naming.span.start, naming.span.end
        bent = [hit for hit in hits if start <= hit.start and hit.end <= end and _is_weak(hit)]
        for hit in bent:  # "4epenaxa сухопутная" is a bent name and a plain word beside it
            whole = (hit.start, hit.end) == (start, end)
            words = naming.words if whole else folded(naming.surface[hit.start - start : hit.end - start])
            if kind := self._hidden.get(words):
                return kind
        return None

    def _genera(self, hits: Iterable[Sequence[NameHit]]) -> frozenset[str]:
        """Return the genera that a listing names anywhere, by scientific or common names, folded."""
        named = {
            name.taxon_id
            for heard in hits
            for hit in heard
            for name in hit.names
            if name.taxon_id and name.ambiguity is not Ambiguity.HIGH
        }
        taxa = map(self._catalogue.taxon, named)
        return frozenset(
            folded(taxon.scientific_name.partition(" ")[0]) for taxon in taxa if rank_order(taxon.rank) >= _GENUS
        )

    def _hits(self, text: str, languages: frozenset[str]) -> list[NameHit]:
        return [hit for hit in self._lexicon.find(text) if not self._is_ordinary(text, hit, languages)]

    def _read_names(
        self, text: str, cut: Sequence[Token], field: TextField, hits: Sequence[NameHit], languages: frozenset[str],
        genera: frozenset[str],
    ) -> list[Naming]:  # fmt: skip
        return self._namer.read(cut, field, text, [*hits, *self._epithets.find(text, cut, genera)], languages)

    def _is_ordinary(self, text: str, hit: NameHit, languages: frozenset[str]) -> bool:
        return self._senses.is_ordinary(folded(text[hit.start : hit.end]), languages)


def _is_weak(hit: NameHit) -> bool:
    return all(name.confidence is Confidence.LOW for name in hit.names)


def _meet(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end


def _is_inside(span: Span, start: int, end: int) -> bool:
    return start <= span.start and span.end <= end and (span.start, span.end) != (start, end)
