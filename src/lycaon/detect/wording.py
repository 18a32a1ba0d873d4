"""The words of one listing, cut once and shared by all extractors.

Each field comes with its tokens, the cues among them and its figures. Cues that mean something only in
their own language are heeded only where the listing seems to be written in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

import msgspec

from lycaon.catalogue.cues import CueHit, Cues
from lycaon.catalogue.numbers import NumberWords
from lycaon.detect.figures import Figure, figures
from lycaon.detect.phones import phone_spans
from lycaon.text import Token, language, tokens
from lycaon.values.finding import Span
from lycaon.values.listing import TEXT_FIELDS, Listing, TextField

LONGEST = 60_000
"""Code points of a field that are read; a longer text is a catalogue or an attack, and says enough by then."""

_DIGITS = re.compile(r"\d+")
_NO_CUES: Mapping[str, Sequence[CueHit]] = {}
_PLACE = {name: place for place, name in enumerate(TEXT_FIELDS)}
_SENTENCE_END = re.compile(r"[\n\r;!?。！？|•]|\.(?=\s|$)|\.{2,}")


class Cut(msgspec.Struct, frozen=True):
    """One field of a listing, cut into words."""

    name: TextField
    text: str
    tokens: tuple[Token, ...]


class FieldWords(Cut, frozen=True):
    """One field of a listing, read."""

    cues: tuple[CueHit, ...]
    figures: tuple[Figure, ...]
    phones: tuple[tuple[int, int], ...]
    """Where telephone numbers stand; the figures in them mean nothing else."""
    kinds: Mapping[str, Sequence[CueHit]]
    """The cues by family ("claim") and by kind ("ships.eu"), each from left to right."""
    digits: tuple[int, ...] = ()
    """Where digits begin, those of figures and others."""

    @property
    def numeric(self) -> bool:
        """Whether any digit stands in it, in a figure or not."""
        return bool(self.digits)

    def span(self, start: int, end: int) -> Span:
        """Return a span of this field."""
        return Span(self.name, start, end)

    def of(self, *families: str) -> Sequence[CueHit]:
        """Return the cues of some families ("claim") or kinds ("ships.eu"); of one, from left to right."""
        if len(families) == 1:
            return self.kinds.get(families[0], ())
        return [cue for family in families for cue in self.kinds.get(family, ())]

    def from_digits(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what ``pattern.finditer`` does, in a fraction of the time.

        It must begin with a digit that stands behind none: a pattern that looks back is else tried at every place.
        """
        at = 0
        for start in self.digits:
            if start >= at and (match := pattern.match(self.text, start)) is not None:
                yield match
                at = match.end()

    def breaks(self, start: int, end: int) -> bool:
        """Whether a sentence or line ends between two places."""
        return _SENTENCE_END.search(self.text, start, max(start, end)) is not None

    def sentence(self, at: int) -> int:
        """Return the number of the sentence or line in which a place stands, from 0."""
        return sum(1 for _ in _SENTENCE_END.finditer(self.text, 0, at))

    def line(self, at: int) -> tuple[int, int]:
        """Return the start and end of the line around ``at``."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return start, len(self.text) if end < 0 else end


class Wording(msgspec.Struct, frozen=True):
    """A listing and its words."""

    listing: Listing
    fields: tuple[FieldWords, ...]
    """In the order of ``TEXT_FIELDS``."""
    languages: tuple[str, ...]
    """Codes, the likeliest first; empty if nobody can tell."""

    @property
    def prose(self) -> tuple[FieldWords, ...]:
        """Title and text, where offers are made."""
        return self.fields[:2]

    def field(self, name: TextField) -> FieldWords:
        """Return one field."""
        return self.fields[_PLACE[name]]

    def of(self, *families: str) -> Iterator[tuple[FieldWords, CueHit]]:
        """Yield the cues of title and text."""
        return ((words, cue) for words in self.fields[:2] for cue in words.of(*families))

    def says(self, *families: str) -> bool:
        """Whether any cue of some families or kinds stands in title or text."""
        title, text, *_ = self.fields
        return any(family in title.kinds or family in text.kinds for family in families)


class Heard(msgspec.Struct, frozen=True):
    """A listing of which the language is known, and nothing else yet: names need no more."""

    listing: Listing
    cut: tuple[Cut, ...]
    """In the order of ``TEXT_FIELDS``."""
    hits: tuple[Sequence[CueHit], ...]
    """The cues of each, of whatever language."""
    languages: tuple[str, ...]

    @property
    def prose(self) -> tuple[Cut, ...]:
        """Title and text, where offers are made."""
        return self.cut[:2]

    def wording(self) -> Wording:
        """Return the wording of the listing."""
        fields = [_field(each, _heeded(hits, self.languages)) for each, hits in zip(self.cut, self.hits, strict=True)]
        return Wording(self.listing, tuple(fields), self.languages)


@dataclass(frozen=True, slots=True)
class WordingReader:
    """Cuts listings into words, cues and figures."""

    cues: Cues
    numbers: NumberWords

    def read(self, listing: Listing) -> Wording:
        """Return the wording of a listing. Any text is survived."""
        return self.hear(listing).wording()

    def hear(self, listing: Listing) -> Heard:
        """Cut a listing into words and tell its language."""
        cut = tuple([_cut(name, listing.words(name)[:LONGEST]) for name in TEXT_FIELDS])
        hits = tuple([self.cues.find_in(each.text, each.tokens) if each.tokens else () for each in cut])
        return Heard(listing, cut, hits, _languages(listing, cut, hits))


def _cut(name: TextField, text: str) -> Cut:
    return Cut(name, text, tuple(tokens(text)) if text else ())


def _field(cut: Cut, cues: tuple[CueHit, ...]) -> FieldWords:
    text = cut.text
    if not text:
        return FieldWords(cut.name, text, cut.tokens, (), (), (), _NO_CUES)
    kinds: dict[str, list[CueHit]] = {}
    for cue in cues:
        kinds.setdefault(cue.family, []).append(cue)
        kinds.setdefault(cue.kind, []).append(cue)
    digits = tuple([run.start() for run in _DIGITS.finditer(text)])
    numbers = tuple(figures(text)) if digits else ()
    phones = tuple(phone_spans(text)) if numbers else ()
    return FieldWords(cut.name, text, cut.tokens, cues, numbers, phones, kinds, digits)


def _heeded(hits: Sequence[CueHit], languages: Sequence[str]) -> tuple[CueHit, ...]:
    """Leave out the cues of other languages: "real" is money in Brazil and a claim in England.

    Where nobody can tell the language, all count but those that are marked as doubtful.
    """
    if not hits:
        return ()
    spoken = {*languages, "mul"}
    if len(spoken) == 1:
        return tuple(hit for hit in hits if not hit.own)
    return tuple(hit for hit in hits if not hit.languages.isdisjoint(spoken))


def _languages(listing: Listing, cut: Sequence[Cut], hits: Iterable[Sequence[CueHit]]) -> tuple[str, ...]:
    """Rank the languages by what the site says, what the text looks like and whose cues stand in it."""
    votes: dict[str, int] = {}
    prose = f"{cut[0].text}\n{cut[1].text}"[:4000]
    for tag, probability in language(prose):
        # Of a few words no statistics can tell the language; whose cues they are tells more.
        code = tag.partition("-")[0]
        votes[code] = votes.get(code, 0) + round(100 * probability * min(1.0, len(prose) / 100))
    if listing.language:
        code = listing.language.partition("-")[0].casefold()
        votes[code] = votes.get(code, 0) + 60
    heard: dict[frozenset[str], int] = {}
    for field_hits in hits:
        for hit in field_hits:
            # A long phrase of one language says more than "de", which is a word of five.
            spoken = hit.languages
            weight = min(24, 2 * (hit.end - hit.start)) // len(spoken) if not hit.own else 0
            heard[spoken] = heard.get(spoken, 0) + weight
    for spoken, weight in heard.items():
        for code in _voting(spoken):
            votes[code] = votes.get(code, 0) + weight
    least = max(4, max(votes.values(), default=0) // 4)
    ranked = sorted(votes.items(), key=itemgetter(1), reverse=True)
    return tuple([code for code, vote in ranked if vote >= least and code != "un"])


@lru_cache(maxsize=1 << 12)
def _voting(languages: frozenset[str]) -> tuple[str, ...]:
    """Return the languages in order: of two with equal votes the first counts, and sets have no order."""
    return tuple(sorted(languages - {"mul"}))
