"""Scientific names cut short: ``P. regius``, ``Paph rothschildianum``, ``A. retusus`` after Ariocarpus was named.

An initial stands for any genus, so it is believed only where one or few species fit, and where a genus of the
listing fits, only that one. Three letters or more ("Paph", "Brachy.") are the beginning of a genus. Where the genus
is named, its epithets are read alone, and in Cyrillic as they sound ("непентес Алата").
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import msgspec

from lycaon.catalogue import Catalogue, NameHit
from lycaon.catalogue.ready import ready
from lycaon.detect.sounding import is_cyrillic, sound_of_cyrillic, sound_of_latin
from lycaon.text import Token, fold
from lycaon.values.taxonomy import Confidence, Name, NameKind

_SHORTEST_EPITHET = 5
_LONGEST_BEGINNING = 7
_SHORTEST_BEGINNING = 3
_LONG_EPITHET = 9
_FEW = 3
_SAME_SOUNDS = 4
"""Sounds at the beginning by which a genus is known whatever its ending."""
_Species = tuple[str, str, str]
"""Genus or epithet, folded; taxon id; accepted name."""
_FIRST_LETTERS = 3
_REMEMBERED = 1 << 14
"""Words of which it is remembered whether they are epithets: each long word of each listing is asked."""


class Epithets:
    """Finds abbreviated species names.

    The index of 26,000 epithets stays packed but for those that begin as a word of some text did.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._unpacked: dict[str, Mapping[str, list[_Species]]] = {}
        self._sounds: dict[str, dict[str, tuple[str, str]]] = {}
        self._species = lru_cache(maxsize=_REMEMBERED)(self._unpacked_species)

    def find(self, text: str, found: Sequence[Token], genera: frozenset[str] = frozenset()) -> list[NameHit]:
        """Return abbreviated names among the tokens of ``text``; ``genera``: those that the listing names, folded."""
        hits: list[NameHit] = []
        heard = bool(genera) and not text.isascii()
        for at, token in enumerate(found):
            if len(token.folded) < _SHORTEST_EPITHET:
                continue
            if heard and is_cyrillic(token.folded):
                if names := tuple(self._heard(token, genera)):
                    beside = at > 0 and text[found[at - 1].end : token.start] == " "
                    whole = beside and _is_heard_genus(found[at - 1], names)
                    hits.append(NameHit(found[at - 1].start if whole else token.start, token.end, names))
                continue
            if not self._species(token.folded):
                continue
            if at and (names := tuple(self._names(text, found[at - 1], token, genera))):
                hits.append(NameHit(found[at - 1].start, token.end, names))
            elif names := tuple(self._alone(token, genera)):
                hits.append(NameHit(token.start, token.end, names))
        return hits

    def _alone(self, epithet: Token, genera: frozenset[str]) -> Iterator[Name]:
        """The species of a bare epithet in a list below its genus: "Paphiopedilum: callosum, delenatii"."""
        if len(epithet.folded) > _SHORTEST_EPITHET:
            for genus, taxon_id, name in self._species(epithet.folded):
                if genus in genera:
                    yield _meant(name, taxon_id)

    def _heard(self, epithet: Token, genera: frozenset[str]) -> Iterator[Name]:
        """The species of a bare epithet in Cyrillic, of the genera that are named."""
        sound = sound_of_cyrillic(epithet.folded)
        for genus in sorted(genera):
            if found := self._sounds_of(genus).get(sound):
                yield _meant(found[1], found[0])

    def _sounds_of(self, genus: str) -> dict[str, tuple[str, str]]:
        """Return (taxon id, accepted name) by the sound of the epithets of a genus."""
        sounds = self._sounds.get(genus)
        if sounds is None:
            sounds = self._sounds[genus] = {
                sound_of_latin(epithet): (taxon_id, name) for epithet, taxon_id, name in self._of_genus(genus)
            }
        return sounds

    def _names(self, text: str, short: Token, epithet: Token, genera: frozenset[str]) -> Iterator[Name]:
        between = text[short.end : epithet.start]
        beginning = short.folded
        if not _is_abbreviation(text[short.start : short.end], between, beginning, epithet.folded):
            return
        fitting = [
            each for each in self._species(epithet.folded) if each[0].startswith(beginning) and each[0] != beginning
        ]
        named = [each for each in fitting if each[0] in genera]
        if len(named or fitting) > _FEW:
            return
        for _, taxon_id, name in named or fitting:
            yield _meant(name, taxon_id)

    def _unpacked_species(self, epithet: str) -> Sequence[_Species]:
        """The genus, taxon id and accepted name of the species of an epithet."""
        letters = epithet[:_FIRST_LETTERS]
        found = self._unpacked.get(letters)
        if found is None:
            packed = self._by_letters.get(letters)
            if packed is None:
                return ()
            found = self._unpacked[letters] = _EPITHETS.decode(packed)
        return found.get(epithet, ())

    def _of_genus(self, genus: str) -> Sequence[_Species]:
        """The epithet, taxon id and accepted name of the species of a genus."""
        packed = self._by_genus.get(genus)
        return () if packed is None else _EPITHETS_OF_GENUS.decode(packed)

    @cached_property
    def _by_letters(self) -> dict[str, msgspec.Raw]:
        return self._packed("letters", lambda: _by_letters(self._catalogue.scientific_names()))

    @cached_property
    def _by_genus(self) -> dict[str, msgspec.Raw]:
        return self._packed("genus", lambda: _by_genus(self._catalogue.scientific_names()))

    def _packed(self, by: str, make: Callable[[], Mapping[str, object]]) -> dict[str, msgspec.Raw]:
        return ready(
            dict[str, msgspec.Raw],
            lambda: {key: msgspec.Raw(msgspec.msgpack.encode(found)) for key, found in make().items()},
            sources=(),
            by=(__name__, fold.__module__),
            also=f"{by} {self._catalogue.compiled}",
        )


_EPITHETS = msgspec.msgpack.Decoder(dict[str, list[_Species]])
_EPITHETS_OF_GENUS = msgspec.msgpack.Decoder(list[_Species])


def _by_letters(names: Iterable[tuple[str, str]]) -> dict[str, dict[str, list[_Species]]]:
    """Species by epithet, and these by their first letters."""
    found: dict[str, dict[str, list[_Species]]] = defaultdict(lambda: defaultdict(list))
    for genus, epithet, taxon_id, name in _binomials(names):
        found[epithet[:_FIRST_LETTERS]][epithet].append((genus, taxon_id, name))
    return found


def _by_genus(names: Iterable[tuple[str, str]]) -> dict[str, list[_Species]]:
    """Species by genus, those of one epithet after the other."""
    of_epithet: dict[str, list[_Species]] = defaultdict(list)
    for genus, epithet, taxon_id, name in _binomials(names):
        of_epithet[epithet].append((genus, taxon_id, name))
    found: dict[str, list[_Species]] = defaultdict(list)
    for epithet, species in of_epithet.items():
        for genus, taxon_id, name in species:
            found[genus].append((epithet, taxon_id, name))
    return found


def _binomials(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield genus and epithet, folded, taxon id and name of each species."""
    for taxon_id, name in names:
        words = name.split(" ")
        if len(words) == 2:
            yield _folded(words[0]), _folded(words[1]), taxon_id, name


def _meant(name: str, taxon_id: str) -> Name:
    return Name(text=name, language="la", kind=NameKind.ACCEPTED, taxon_id=taxon_id, confidence=Confidence.MEDIUM)


def _is_heard_genus(token: Token, names: Sequence[Name]) -> bool:
    """Whether a Cyrillic word sounds like the genus of one of the names, whatever its ending."""
    sound = sound_of_cyrillic(token.folded)[:_SAME_SOUNDS]
    return len(sound) == _SAME_SOUNDS and any(
        sound_of_latin(name.text.partition(" ")[0].casefold()).startswith(sound) for name in names
    )


def _is_abbreviation(written: str, between: str, beginning: str, epithet: str) -> bool:
    """Whether two words may be a short name: "the media" is none, though Thelymitra media is an orchid."""
    if len(beginning) == 1:
        return written.isupper() and between in {".", ". "}
    if not _SHORTEST_BEGINNING <= len(beginning) <= _LONGEST_BEGINNING:
        return False
    if between == " ":
        return len(beginning) > _SHORTEST_BEGINNING and (written[0].isupper() or len(epithet) >= _LONG_EPITHET)
    return between in {".", ". "}


def _folded(word: str) -> str:
    return word.casefold() if word.isascii() else fold(word)
