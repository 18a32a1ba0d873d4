"""How sellers write a word so that no search finds it: cut up, without vowels, its letters swapped, in other signs.

Of the words in ``data/spelling/hidden.txt`` the compiled catalogue knows these forms, so that nothing has to be tried
when a listing is read. ``data/spelling/characters.txt`` says how a character of Chinese or Japanese is written instead:
by its sound, in the other script, or taken apart into two (球 as 王求).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise, product
from pathlib import Path

from lycaon.catalogue.ready import ready
from lycaon.errors import CatalogueError
from lycaon.text import fold, tokens

_VOWELS = "aeiouаеиоуыэюяіїє"
_DENSE_FROM = 0x0E00
"""First code point of the scripts without blanks, whose characters are tokens of their own: nothing can be cut up."""
_SHORTEST_HIDDEN = 5
_SHORTEST_PIECE = 2
_SHORTEST_HEADLESS = 6
_SHORTEST_SHORTENED = 4
_SHORTEST_SWAPPED = 6
_SHORTEST_SLIPPED = 6
_SHORTEST_OTHER_VOWEL = 8
_SHORTEST_HEARD = 6
_SHORTEST_TWICE_SHORTENED = 7
_SHORTEST_GAPPED = 6
_SHORTEST_BESIDE_ONE = 4
"""Letters of a piece beside a single letter: "p ngolin"."""
_SHORTEST_JOINED = 8
_SHORTEST_SOUND = 7
"""Letters of a word of which nothing but its sound is left: "xiangya"; "huya" may be anything."""
_LONGEST_MIXED = 3
"""Characters of a word of which every mixture of ways to write them is made; of longer ones only a change at a time."""
_LOOK_ALIKES = (
    dict(zip("абвгдезиклмнопрстухцчшя", "abbgde3ukjmhonpctyxu4wr", strict=True)),
    dict(zip("абвгдезийклмнопрстухцчшя", "a6vrgezuukjmhonpcmyxc4w9", strict=True)),
)
"""Cyrillic letters as Latin letters and figures that look like them: 4epenaxa."""

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("qu", "k"), ("x", "ks"), ("ck", "k"), ("c(?=[aoulr])", "k"), ("c(?=[ei])", "s"), ("k", "c"),
        ("z", "s"), ("(?<=[aeiou])s(?=[aeiou])", "z"), ("v", "w"), ("w", "v"), ("v", "b"), ("ll", "y"), ("ll|l", "ll"),
        ("g(?=[ei])", "j"), ("j", "y"), ("y", "i"), ("i$", "y"), ("ei", "ai"), ("oo", "u"), ("ou", "u"), ("eau", "o"),
        ("oi", "wa"), ("sch", "sh"), ("ch", "sh"), ("tz", "z"), ("th", "t"), ("gh", "g"), ("aa", "a"), ("ee", "e"),
        ("^h", ""), ("rr", "r"), ("ie", "i"), ("ę|ą", "on"),
        ("дж", "ж"), ("тс|ц", "тс"), ("щ", "ш"), ("э", "е"), ("ы", "и"), ("(?<=о.)о", "а"), ("^о", "а"), ("ь", ""),
    )
)  # fmt: skip
"""What sounds alike, or nearly so, in any of the languages: the letters and how they are written by ear."""


class Hiding:
    """The words that sellers hide, and the forms in which they do."""

    def __init__(self, directory: Path) -> None:
        """Take the folder of the catalogue's data."""
        self._directory = directory / "spelling"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of ``hidden.txt``, as written there."""
        return tuple(self._lines("hidden.txt"))

    @cached_property
    def folded(self) -> frozenset[str]:
        """The same, folded."""
        return frozenset(map(fold, self.words))

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Every form that tells of cunning, its folded tokens with a blank between them, with the kind of disguise.

        Who misspells a word may have been in haste: that hides nothing.
        """
        return ready(dict[str, str], self._kinds, sources=self._directory.glob("*.txt"), by=(__name__,))

    def _kinds(self) -> dict[str, str]:
        every = (pair for word in sorted(self.folded) for pair in self.forms(word).items() if pair[1] != "misspelt")
        return {_spaced(form) if kind == "respelt" else form: kind for form, kind in every}

    def forms(self, word: str) -> dict[str, str]:
        """Return the forms of a folded word, with what was done to it.

        That is ``broken``, ``vowelless``, ``swapped``, ``misspelt``, ``look_alike`` or ``respelt``.

        >>> from lycaon.catalogue.catalogue import DATA
        >>> forms = Hiding(DATA).forms("ivory")
        >>> forms["iv ory"], forms["ivry"]
        ('broken', 'vowelless')
        """
        if ord(word[0]) >= _DENSE_FROM:
            return dict.fromkeys(self._respelt(word), "respelt")
        if " " in word:
            words = word.split(" ")
            joined = {"".join(words): "misspelt"} if len(word) > _SHORTEST_JOINED else {}
            return joined | {
                " ".join([*words[:at], form, *words[at + 1 :]]): kind
                for at, one in enumerate(words)
                for form, kind in self.forms(one).items()
            }
        if len(word) < _SHORTEST_HIDDEN:
            return {}
        kinds = (("look_alike", _look_alike(word)), ("misspelt", _slips(word)), ("misspelt", _heard(word)),
                 ("swapped", _swapped(word)), ("vowelless", _vowelless(word)), ("broken", _broken(word)),
                 ("broken", _gapped(word)))  # fmt: skip
        return {form: kind for kind, forms in kinds for form in forms if form != word}

    def _respelt(self, word: str) -> Iterator[str]:
        signs = word.replace(" ", "")
        options = [(sign, *self._characters.get(sign, ())) for sign in signs]
        if len(signs) <= _LONGEST_MIXED:
            written: Iterable[tuple[str, ...]] = product(*options)
        else:
            written = ((*signs[:at], each, *signs[at + 1 :]) for at in range(len(signs)) for each in options[at][1:])
        for each in written:
            form = fold("".join(each))
            if form != word and (not form.isascii() or len(form) >= _SHORTEST_SOUND):
                yield form
                if form.isascii():
                    yield fold(" ".join(each))

    @cached_property
    def _characters(self) -> Mapping[str, tuple[str, ...]]:
        ways: dict[str, tuple[str, ...]] = {}
        for line in self._lines("characters.txt"):
            sign, _, others = line.partition(" ")
            if len(sign) != 1 or not others or sign in ways:
                raise CatalogueError(
                    f"spelling/characters.txt: {line!r}: a line is one character and, after a blank, the ways to write "
                    "it; each character has one line"
                )
            ways[sign] = tuple(others.split())
        return ways

    def _lines(self, name: str) -> list[str]:
        path = self._directory / name
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise CatalogueError(f"spelling/{name}: cannot be read ({error}); install lycaon again") from error
        return [line for line in lines if line and not line.startswith("#")]


def _spaced(form: str) -> str:
    return " ".join(token.folded for token in tokens(form))


def _broken(word: str) -> Iterator[str]:
    cuts = range(_SHORTEST_PIECE, len(word) - _SHORTEST_PIECE + 1)
    yield from (f"{word[:at]} {word[at:]}" for at in cuts)
    if len(word) >= _SHORTEST_HEADLESS:
        yield f"{word[0]} {word[1:]}"
    least = max(_SHORTEST_PIECE, len(word) // 4)
    yield from (
        f"{word[:one]} {word[one:two]} {word[two:]}"
        for one in cuts
        for two in cuts
        if min(one, two - one, len(word) - two) >= least
    )
    for size in (_SHORTEST_PIECE, _SHORTEST_PIECE + 1):
        if len(word) > 2 * size:
            yield " ".join(word[at : at + size] for at in range(0, len(word), size))


def _gapped(word: str) -> Iterator[str]:
    """A vowel behind any sign that parts words: ``che-tah``, ``p%ngolin``."""
    if len(word) < _SHORTEST_GAPPED:
        return
    for at in _vowels_inside(word):
        shorter, longer = sorted((word[:at], word[at + 1 :]), key=len)
        if len(shorter) >= _SHORTEST_PIECE or (
            len(shorter) == 1 and shorter not in _VOWELS and len(longer) >= _SHORTEST_BESIDE_ONE
        ):
            yield f"{word[:at]} {word[at + 1 :]}"


def _vowelless(word: str) -> Iterator[str]:
    without = "".join(letter for at, letter in enumerate(word) if not at or letter not in _VOWELS)
    shortened = {without, without.lstrip(_VOWELS)}
    vowels = _vowels_inside(word)
    if len(word) > _SHORTEST_HIDDEN:
        shortened |= {word[:at] + word[at + 1 :] for at in vowels}
    if len(word) >= _SHORTEST_TWICE_SHORTENED:
        shortened |= {word[:one] + word[one + 1 : other] + word[other + 1 :] for one, other in pairwise(vowels)}
    yield from sorted(short for short in shortened if len(short) >= _SHORTEST_SHORTENED)


def _vowels_inside(word: str) -> list[int]:
    return [at for at in range(1, len(word)) if word[at] in _VOWELS]


def _swapped(word: str) -> Iterator[str]:
    """Two letters in each other's place, but not the first: what comes out of haste and of cunning alike."""
    if len(word) < _SHORTEST_SWAPPED:
        return
    for at, (one, other) in enumerate(pairwise(word)):
        if at and one != other:
            yield f"{word[:at]}{other}{one}{word[at + 2 :]}"


def _slips(word: str) -> Iterator[str]:
    """One letter doubled or left out, or a vowel put for another."""
    if len(word) >= _SHORTEST_SWAPPED - 1:
        yield word + word[-1]
    if len(word) < _SHORTEST_SLIPPED:
        return
    vowels = "aeiou" if word.isascii() else "аеиоу"
    for at, letter in enumerate(word[1:], start=1):
        if letter in vowels:
            if len(word) >= _SHORTEST_OTHER_VOWEL:
                yield from (f"{word[:at]}{other}{word[at + 1 :]}" for other in vowels if other != letter)
        else:
            yield f"{word[:at]}{word[at + 1 :]}"
        yield f"{word[:at]}{letter}{word[at:]}"


def _heard(word: str) -> Iterator[str]:
    """As it sounds, one sound at a time and all at once: ``krokodile``, ``kakatoo``."""
    if len(word) < _SHORTEST_HEARD:
        return
    whole = word
    for pattern, sound in _SOUNDS:
        changed = pattern.sub(sound, word, count=1)
        if changed != word:
            yield changed
            whole = pattern.sub(sound, whole)
    yield whole


def _look_alike(word: str) -> Iterator[str]:
    for table in _LOOK_ALIKES:
        if all(letter in table for letter in word):
            yield "".join(table[letter] for letter in word)
