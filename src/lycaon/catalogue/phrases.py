"""From names to phrases: every way of writing a name that the index must find."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lycaon.catalogue.hiding import Hiding
from lycaon.catalogue.names import NameEntry
from lycaon.catalogue.ordinary import judged, raised
from lycaon.catalogue.spelling import Spelling
from lycaon.text import fold
from lycaon.values.taxonomy import Ambiguity, Confidence, NameKind

_INFLECTED = frozenset({NameKind.COMMON, NameKind.TRADE, NameKind.PRODUCT, NameKind.DOMESTIC})
_SPOKEN = frozenset({NameKind.COMMON, NameKind.TRADE, NameKind.PRODUCT})
_SCIENTIFIC = frozenset({NameKind.ACCEPTED, NameKind.SYNONYM})


@dataclass(slots=True)
class Phrases:
    """Folded phrases, sorted, each with the names that it may stand for.

    The names of phrase ``i`` are ``names[starts[i]:starts[i + 1]]``, as numbers of ``entries``. The entries
    are those given, judged anew, followed by those that stand for weaker forms of them.
    """

    entries: list[NameEntry]
    given: int
    """How many entries were given; those after them belong to generated forms only."""
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    names: list[int] = field(default_factory=list)

    def written(self) -> list[int]:
        """The phrases that stand in a table as they are, in order; the others are generated."""
        folded = {fold(entry.text) for entry in self.entries[: self.given]}
        return [number for number, text in enumerate(self.texts) if text in folded]


def phrases_of(
    entries: Sequence[NameEntry], spelling: Spelling, hiding: Hiding, ordinary: dict[str, Ambiguity],
    traded: frozenset[int],
) -> Phrases:  # fmt: skip
    """Fold the names and all that is generated from them.

    Args:
        entries: the names of the tables.
        spelling: the rules by which names are varied.
        hiding: the words that sellers hide, and how.
        ordinary: folded ordinary words; they raise the ambiguity of names, and no misspelling may be one.
        traded: the taxa whose names are also abbreviated, misspelt and written in Latin letters.
    """
    builder = _Builder(spelling, ordinary)
    for entry in entries:
        builder.add(entry)
    builder.vary()
    for number in range(builder.given):
        if builder.entries[number].taxon in traded:
            builder.weaken(number)
    builder.hide(hiding)
    return builder.built()


class _Builder:
    def __init__(self, spelling: Spelling, ordinary: dict[str, Ambiguity]) -> None:
        self.entries: list[NameEntry] = []
        self.given = 0
        self._folded: list[str] = []
        self._spelling = spelling
        self._ordinary = ordinary
        self._meanings: dict[str, list[int]] = {}
        self._weaker: dict[NameEntry, int] = {}

    def add(self, entry: NameEntry) -> None:
        folded = fold(entry.text)
        self.entries.append(judged(entry, folded, self._ordinary))
        self._folded.append(folded)
        self._mean(folded, self.given)
        self.given += 1

    def vary(self) -> None:
        """Add inflected and otherwise written forms; they stand for their names as they are."""
        varied: dict[tuple[str, str], list[str]] = {}
        for number in range(self.given):
            entry = self.entries[number]
            if entry.kind not in _INFLECTED:
                continue
            key = (self._folded[number], entry.language)
            if key not in varied:
                varied[key] = [fold(form) for form in sorted(self._spelling.variants(entry.text, entry.language))]
            for folded in varied[key]:
                self._vary_one(folded, number)

    def _vary_one(self, folded: str, number: int) -> None:
        # A form of one name may be an ordinary word, or another name in its own right: "boas" is a plural,
        # and in Portuguese it is "good". The form is then as ambiguous as that word.
        entry = judged(self.entries[number], folded, self._ordinary)
        self._mean(folded, number if entry is self.entries[number] else self._number_of(entry))

    def weaken(self, number: int) -> None:
        """Add abbreviations, misspellings and Latin letters for one name; they are weaker evidence."""
        entry, folded = self.entries[number], self._folded[number]
        if entry.kind in _SCIENTIFIC:
            self._add_weak(_abbreviated(folded), entry)
        elif entry.kind in _SPOKEN and entry.ambiguity != Ambiguity.HIGH:
            self._add_in_latin(entry.text, entry)
        if entry.kind in _INFLECTED or entry.kind == NameKind.ACCEPTED:
            self._add_weak(sorted(self._spelling.misspelt(folded)), entry)

    def hide(self, hiding: Hiding) -> None:
        """Add the broken, shortened and otherwise bent forms of the words that sellers hide most, inflected or not."""
        for word in sorted(hiding.folded):
            forms = hiding.forms(word)
            for number in tuple(self._meanings.get(word, ())):
                entry = self.entries[number]
                self._add_weak(forms, entry)
                self._add_weak(sorted(self._spelling.misspelt(word)), entry)
                self._add_in_latin(word, entry)

    def _add_in_latin(self, words: str, entry: NameEntry) -> None:
        """Add words in Latin letters, though another language may call the same so: "гепард" is typed "gepard"."""
        forms = list(map(fold, sorted(self._spelling.in_latin(words, entry.language))))
        self._add_weak(forms, entry)
        self._add_weak([form for form in forms if self._is_called_so(form, entry)], entry, though_name=True)

    def _is_called_so(self, form: str, entry: NameEntry) -> bool:
        """Whether a form is a name of the same in other languages, and of nothing else in any."""
        given = [self.entries[number] for number in self._meanings.get(form, ()) if number < self.given]
        return bool(given) and all(
            other.taxon == entry.taxon and other.form == entry.form and other.language != entry.language
            for other in given
        )

    def _add_weak(self, forms: Iterable[str], entry: NameEntry, *, though_name: bool = False) -> None:
        for form in forms:
            if form in self._ordinary or (not though_name and self._is_name(form)):
                continue
            weak = replace(raised(entry, Ambiguity.MEDIUM), confidence=Confidence.LOW)
            self._mean(form, self._number_of(weak))

    def _is_name(self, form: str) -> bool:
        numbers = self._meanings.get(form, ())
        return any(number < self.given for number in numbers)

    def _number_of(self, entry: NameEntry) -> int:
        number = self._weaker.get(entry)
        if number is None:
            number = self._weaker[entry] = len(self.entries)
            self.entries.append(entry)
        return number

    def _mean(self, folded: str, number: int) -> None:
        if not folded:
            return
        numbers = self._meanings.setdefault(folded, [])
        if number not in numbers:
            numbers.append(number)

    def built(self) -> Phrases:
        phrases = Phrases(self.entries, self.given)
        for text in sorted(self._meanings):
            phrases.texts.append(text)
            phrases.names.extend(self._meanings[text])
            phrases.starts.append(len(phrases.names))
        return phrases


_SPECIES_NAME = re.compile(r"([a-z]+) ([a-z]{3,})(?: ([a-z]{3,}))?")


def _abbreviated(folded: str) -> Iterator[str]:
    """``P. regius``, ``Py. regius``, ``Pyt. regius``, ``T. h. boettgeri``.

    >>> list(_abbreviated("python regius"))
    ['p regius', 'py regius', 'pyt regius']
    """
    match = _SPECIES_NAME.fullmatch(folded)
    if match is None:
        return
    genus, species, below = match.groups()
    if below:
        yield f"{genus[0]} {species[0]} {below}"
        yield f"{genus} {species[0]} {below}"
        yield f"{genus[0]} {species} {below}"
        return
    for letters in range(1, 4):
        if letters < len(genus):
            yield f"{genus[:letters]} {species}"
