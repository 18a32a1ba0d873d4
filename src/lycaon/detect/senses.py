"""What the words around a name say: is it the animal, the car, the colour, the toy, or care and breeding?

``catalogue/data/senses/<lang>.yaml`` names *topics* (``vehicle``, ``clothing``, ``breeding``), words that tell the
*form* of a specimen (``tusk``; as *things* those that tell a form and nothing of wildlife), and *masks*: set phrases
in which a name means something else ("tiger balm", "rei leão"). Words are comma-separated, folded and cut into
tokens as a listing is::

    topics: {vehicle: "car, mileage, samoch*", pattern: "*optik"}
    forms:  {tusk: "tusk, *stoßzahn"}
    things: {leather_small: "rucksack"}
    masks:  "tiger balm, turtle neck"

``stem*`` is any token that begins so, ``*ending`` any longer token that ends so (closed compounds). A word counts
only where its language is plausible, because "die", "car" and "boa" are words everywhere.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path
from unicodedata import normalize

import msgspec

from lycaon.catalogue.catalogue import DATA
from lycaon.catalogue.ready import ready
from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError
from lycaon.text import Token, fold, tokens

ANY = "mul"
"""The language of words that are the same everywhere."""
MASK = "mask"
"""The label of a phrase in which a name means something else."""
_SHORTEST_STEM = 3
_SHORTEST_ENDING = 3
_MOST_BEGUN, _MOST_LANGUAGES = 1 << 16, 64
"""Words that are remembered of a listing's languages, and such sets of languages."""
_TONAL = frozenset({"vi"})
"""Languages of which folding takes the tones away: "mất", lost, and "mật", gall, are two words."""
_LONG_ENGLISH = 6
"""Letters of an English word that is heard in a listing of another language."""


class SenseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the data: all that is known of one language."""

    language: str
    topics: dict[str, str] = {}
    forms: dict[str, str] = {}
    """Words for a form of specimen; beside a name they also say that there is one (stuffed, tusk)."""
    things: dict[str, str] = {}
    """Everyday words for a form (rucksack, sofa): they tell it where other words say that there is a specimen."""
    masks: str = ""
    ordinary: str = ""
    """Single words of this language that are a name somewhere (alle, por, manis) and never one here."""
    unlisted: str = ""
    """Names of a group in the tables that mean members of it which no treaty lists (mink among Mustelidae)."""
    hybrids: str = ""
    """Names of crosses of a wild and a domestic animal, which are wild for four generations only."""


class SenseHit(msgspec.Struct, frozen=True):
    """A word that says something: its label (``vehicle``, ``form:tusk``, ``mask``) and tokens ``first:last``."""

    label: str
    first: int
    last: int


class _Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    label: str
    language: str
    words: tuple[str, ...]
    toned: str = ""
    """As written, where the tones count."""


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """The files and what is looked up in them, folded: entries by first word, first letters, last letters."""

    files: tuple[SenseFile, ...]
    ordinary: dict[str, frozenset[str]]
    unlisted: frozenset[str]
    hybrids: frozenset[str]
    starts: dict[str, list[_Entry]]
    stems: dict[str, list[tuple[str, _Entry]]]
    endings: dict[str, list[tuple[str, _Entry]]]

    @classmethod
    def of(cls, read: Iterable[SenseFile]) -> "Compiled":
        """Fold and sort the words of files."""
        files = tuple(read)
        compiled = cls(
            files=files,
            ordinary={file.language: frozenset(_folded(word) for word in phrases_of(file.ordinary)) for file in files},
            unlisted=frozenset(fold(name) for file in files for name in phrases_of(file.unlisted)),
            hybrids=frozenset(_folded(name) for file in files for name in phrases_of(file.hybrids)),
            starts={},
            stems={},
            endings={},
        )
        for file in files:
            for label, words in _labelled(file):
                for word in words:
                    compiled.add(label, file.language, word)
        return compiled

    def add(self, label: str, language: str, phrase: str) -> None:
        """Add one phrase as written in the data."""
        if phrase.startswith("*"):
            ending = "".join(token.folded for token in tokens(phrase[1:]))
            self.endings.setdefault(ending[-_SHORTEST_ENDING:], []).append((ending, _Entry(label, language, ())))
            return
        words = tuple(
            token.folded + ("*" if phrase[token.end : token.end + 1] == "*" else "") for token in tokens(phrase)
        )
        if not words:
            return
        entry = _Entry(label, language, words, toned(phrase) if language in _TONAL and "*" not in phrase else "")
        if words[0].endswith("*"):
            stem = words[0][:-1]
            self.stems.setdefault(stem[:_SHORTEST_STEM], []).append((stem, entry))
        elif any(word.endswith("*") for word in words):
            self.stems.setdefault(words[0][:_SHORTEST_STEM], []).append((words[0], entry))
        else:
            self.starts.setdefault(words[0], []).append(entry)


class Senses:
    """All words of all languages, found in one pass over the tokens of a field."""

    def __init__(self, files: Iterable[SenseFile] | Compiled) -> None:
        compiled = files if isinstance(files, Compiled) else Compiled.of(files)
        self.files = compiled.files
        self.languages = frozenset(file.language for file in self.files)
        self.unlisted = compiled.unlisted
        self._ordinary, self._hybrids = compiled.ordinary, compiled.hybrids
        self._starts, self._stems, self._endings = compiled.starts, compiled.stems, compiled.endings
        self._begun: dict[frozenset[str], dict[str, _Begun]] = {}

    @classmethod
    def load(cls, directory: Path | None = None) -> "Senses":
        """Read ``senses/*.yaml`` below ``directory``.

        Raises:
            CatalogueError: a file breaks the shape, with its path and what was expected.
        """
        paths = sorted(((directory or DATA) / "senses").glob("*.yaml"))

        def compiled() -> Compiled:
            return Compiled.of(map(_read, paths))

        return cls(ready(Compiled, compiled, sources=paths, by=(__name__,)))

    def is_hybrid(self, words: str) -> bool:
        """Whether folded words name a cross of a wild and a domestic animal."""
        return words in self._hybrids

    def is_ordinary(self, word: str, languages: Collection[str]) -> bool:
        """Whether a folded word is an everyday word in one of the languages (in two of all, if none is known)."""
        if word in self._ordinary.get(ANY, ()):
            return True
        if languages:
            return any(word in self._ordinary.get(language, ()) for language in languages)
        return sum(word in words for words in self._ordinary.values()) > 1

    def find_in(self, found: Sequence[Token], languages: frozenset[str], text: str = "") -> list[SenseHit]:
        """Return what the tokens of one field say, from left to right.

        Args:
            found: the tokens.
            languages: those the listing may be written in; empty means that nobody can tell. English is heard
                in every listing, but its short words only where it may be the language: "van" is Dutch for "of".
            text: what was cut into them; where it has tones, words of a tonal language must have theirs.
        """
        words = [token.folded for token in found]
        words.append("")  # so that every word has one behind it
        hits: list[SenseHit] = []
        heard = partial(_has_its_tones, found, text) if _TONAL & languages and has_tones(text) else None
        known = self._begun.setdefault(languages, {})
        for at, before in zip(range(len(found)), map(known.get, words), strict=False):
            if before is _NOTHING:
                continue
            begun = before or self._begin(words[at], languages)
            if heard is not None or begun.goes_on(words[at + 1]):
                hits += begun.hits(words, at, heard)
            else:
                hits += [SenseHit(label, at, at + 1) for label in begun.alone]
        return _without_nested(hits, found)

    def _begin(self, word: str, languages: frozenset[str]) -> "_Begun":
        """Return the phrases that a word begins, and remember them: the words of a market come again and again."""
        entries = [entry for entry in self._starts.get(word, ()) if _is_heard(entry, languages)]
        if len(word) > _SHORTEST_STEM:
            stems, endings = self._stems.get(word[:_SHORTEST_STEM], ()), self._endings.get(word[-_SHORTEST_ENDING:], ())
            entries += [entry for stem, entry in stems if word.startswith(stem) and _is_heard(entry, languages)]
            entries += [
                entry for end, entry in endings if word.endswith(end) and word != end and _is_heard(entry, languages)
            ]
        known = self._begun.setdefault(languages, {})
        if len(known) >= _MOST_BEGUN or len(self._begun) > _MOST_LANGUAGES:
            self._begun = {languages: known}
            known.clear()
        found = known[word] = _Begun(entries) if entries else _NOTHING
        return found


class _Begun:
    """The phrases that one word begins, sorted by what their second word must be; most words begin a few dozen."""

    __slots__ = ("_by_second", "_second_stems", "_stems", "_whole", "alone")

    def __init__(self, entries: Sequence[_Entry]) -> None:
        whole: list[tuple[int, _Entry]] = []
        second_stems: list[tuple[int, _Entry]] = []
        self._by_second: dict[str, tuple[tuple[int, _Entry], ...]] = {}
        for each in enumerate(entries):
            words = each[1].words
            if len(words) < 2:  # an ending is an entry without words
                whole.append(each)
            elif words[1].endswith("*"):
                second_stems.append(each)
            else:
                self._by_second[words[1]] = (*self._by_second.get(words[1], ()), each)
        # Tuples: of such as hold plain values only the collector lets go.
        self._whole, self._second_stems = tuple(whole), tuple(second_stems)
        self._stems = tuple(each[1].words[1][:-1] for each in self._second_stems)
        self.alone = tuple(entry.label for _, entry in self._whole)
        """What the word says where nothing goes on behind it."""

    def goes_on(self, following: str) -> bool:
        """Whether a longer phrase may go on with the word behind this one."""
        return following in self._by_second or following.startswith(self._stems)

    def hits(
        self, words: Sequence[str], at: int, heard: Callable[["_Entry", int], bool] | None = None
    ) -> list[SenseHit]:
        """Return the phrases that go on as the words behind ``at`` do, in the order of the data.

        Behind the last of the words stands an empty one.
        """
        found: Sequence[tuple[int, _Entry]] = self._whole
        following = words[at + 1]
        if self.goes_on(following):
            longer = [*self._by_second.get(following, ()), *self._second_stems]
            found = sorted((*found, *(each for each in longer if _goes_on(each[1].words, words, at))), key=_number)
        return [
            SenseHit(entry.label, at, at + max(1, len(entry.words)))
            for _, entry in found
            if heard is None or heard(entry, at)
        ]


_NOTHING = _Begun(())
_number = itemgetter(0)


def _goes_on(entry: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Whether a phrase whose first word stands at ``at`` goes on there; its other words are stems or whole words."""
    following = words[at + 1 : at + len(entry)]
    return len(following) == len(entry) - 1 and all(map(_says, entry[1:], following))


def has_tones(text: str) -> bool:
    """Whether a text is written with the tones and vowels of Vietnamese, as most are."""
    return not text.isascii() and any("\u1ea0" <= sign <= "\u1ef9" for sign in normalize("NFC", text))


def toned(words: str) -> str:
    """Return words as they are compared where the tones count.

    >>> toned("Mật  gấu") == toned("mật gấu"), toned("mất") == toned("mật")
    (True, False)
    """
    return " ".join(normalize("NFC", words).casefold().split())


def _has_its_tones(found: Sequence[Token], text: str, entry: _Entry, at: int) -> bool:
    last = at + max(1, len(entry.words)) - 1
    return not entry.toned or toned(text[found[at].start : found[last].end]) == entry.toned


def _is_heard(entry: _Entry, languages: frozenset[str]) -> bool:
    if not languages or entry.language in languages or entry.language == ANY:
        return True
    return entry.language == "en" and len("".join(entry.words)) >= _LONG_ENGLISH


def _folded(phrase: str) -> str:
    return " ".join(token.folded for token in tokens(phrase))


def _says(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _without_nested(hits: list[SenseHit], found: Sequence[Token]) -> list[SenseHit]:
    """Drop words inside longer ones: 包 inside 包邮 is no bag, the cage of "with cage" is no cage on offer.

    Of spaced scripts only topics give way, and to another topic: "hunting trophy" is a trophy too.
    """
    long = [hit for hit in hits if hit.last - hit.first > 1]

    def stays(hit: SenseHit) -> bool:
        first, last = hit.first, hit.last
        around = [each for each in long if each.first <= first and last <= each.last]
        return not any(other.last - other.first > last - first and gives_way(hit, other) for other in around)

    def gives_way(hit: SenseHit, other: SenseHit) -> bool:
        if _is_dense(found[other.first]):
            return True
        return _is_topic(hit) and _is_topic(other) and hit.label != other.label

    return [hit for hit in hits if stays(hit)] if long else hits


def _is_topic(hit: SenseHit) -> bool:
    return hit.label != MASK and ":" not in hit.label


def _is_dense(token: Token) -> bool:
    """Whether the token is one character of a script without spaces."""
    return len(token.folded) == 1 and ord(token.folded) >= 0x0E00


def _labelled(file: SenseFile) -> Iterator[tuple[str, list[str]]]:
    yield MASK, phrases_of(file.masks)
    for topic, words in file.topics.items():
        yield topic, phrases_of(words)
    for form, words in file.forms.items():
        yield f"form:{form}", phrases_of(words)
    for form, words in file.things.items():
        yield f"thing:{form}", phrases_of(words)


def phrases_of(words: str) -> list[str]:
    """Split a comma-separated cell.

    >>> phrases_of("car, mileage,  tiger balm")
    ['car', 'mileage', 'tiger balm']
    """
    return [word for part in words.split(",") if (word := part.strip())]


def _read(path: Path) -> SenseFile:
    try:
        return msgspec.convert(read_yaml(path), SenseFile)
    except (NotYamlError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path}: {error}") from error
