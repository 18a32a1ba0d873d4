"""Cues: the words around a name that say what a listing proposes, claims and promises.

``data/cues/<lang>.yaml`` maps a *kind* (``offer.wanted``, ``claim.no_papers``, ``ships.eu``) to the phrases
that mean it; ``data/numbers/<lang>.yaml`` (see :mod:`lycaon.catalogue.numbers`) adds number words and
periods to the same search. All languages are searched at once, because sellers mix them and because nobody
knows the language of three words for sure.

The signs of a phrase are told in :mod:`lycaon.catalogue.cue_phrases`.

Of two cues of one family (the part before the dot), one standing inside the other, only the longer one is
kept: "no papers" is not also "papers", "looking for a home" is not also "looking for".
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from lycaon.catalogue.cue_phrases import Pattern, cue_patterns, token_sequences
from lycaon.catalogue.numbers import NumberWords
from lycaon.catalogue.ready import ready
from lycaon.errors import CatalogueError
from lycaon.text import Token, tokens

DATA = Path(__file__).parent / "data"
GAP = 3
"""How many tokens ``...`` may stand for."""


class CueHit(msgspec.Struct, frozen=True):
    """A cue found in a text: code points ``start:end``, tokens ``first:last`` (half-open both)."""

    kind: str
    family: str
    """The part of the kind before the dot."""
    value: str
    """The part of the kind after the dot."""
    languages: frozenset[str]
    """The languages in whose data it stands; ``mul`` for what no language owns."""
    own: bool
    """Whether it is heeded only in a text of these languages, in all of which it is marked so."""
    start: int
    end: int
    first: int
    last: int


class _Node(msgspec.Struct, omit_defaults=True, gc=False):
    """What may follow in a phrase; nine in ten nodes have a single follower, so what is empty is not written.

    A tree holds no circles, so the collector need not walk it.
    """

    words: dict[str, "_Node"] = {}
    stems: dict[str, dict[str, "_Node"]] = {}
    """Stems by their first two characters."""
    gap: "_Node | None" = None
    number: "_Node | None" = None
    ends: tuple[int, ...] = ()


class Compiled(msgspec.Struct, frozen=True, array_like=True):
    """Phrases and the tree in which they are searched: numbers at its ends are places in ``patterns``.

    The branches stay packed until a text first comes upon their first word: most never grow in a process.
    """

    patterns: tuple[Pattern, ...]
    words: dict[str, msgspec.Raw]
    """What follows a first word: a packed node."""
    stems: dict[str, msgspec.Raw]
    """By the two first letters of first words that are stems: packed nodes by stem."""
    number: msgspec.Raw
    """What follows a number: a packed node, or a packed nothing."""

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> "Compiled":
        """Put phrases together.

        Raises:
            CatalogueError: a phrase cannot be searched.
        """
        patterns, root = tuple(patterns), _Node()
        for number, pattern in enumerate(patterns):
            if pattern.kind.startswith(_UNSEARCHED):
                continue
            for parts in token_sequences(pattern):
                if any(len(part) < (4 if part.isascii() else 3) for part in parts if part.endswith("*")):
                    message = f"{pattern.language}.yaml: {pattern.kind}: a stem of {pattern.phrase!r} is too short"
                    raise CatalogueError(f"{message}; three letters (two outside ASCII) are expected before the star")
                _grow(root, parts, number)
        return cls(
            patterns,
            {word: _packed(node) for word, node in root.words.items()},
            {letters: _packed(nodes) for letters, nodes in root.stems.items()},
            _packed(root.number),
        )


def _packed(branch: "_Node | dict[str, _Node] | None") -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.encode(branch))


_NODE = msgspec.msgpack.Decoder(_Node)
_NODE_IF_ANY = msgspec.msgpack.Decoder(_Node | None)
_NODES = msgspec.msgpack.Decoder(dict[str, _Node])


class _Root:
    """The first step into the tree: unpacks branches when they are asked for."""

    def __init__(self, compiled: Compiled) -> None:
        self._packed = compiled
        self._words: dict[str, _Node] = {}
        self._stems: dict[str, dict[str, _Node]] = {}
        self.number = _NODE_IF_ANY.decode(compiled.number)

    def word(self, word: str) -> _Node | None:
        """Return what follows a first word."""
        found = self._words.get(word)
        if found is None and word in self._packed.words:
            found = self._words[word] = _NODE.decode(self._packed.words[word])
        return found

    def beginning(self, letters: str) -> Mapping[str, _Node]:
        """Return the stems that begin with two letters, and what follows each."""
        found = self._stems.get(letters)
        if found is None and letters in self._packed.stems:
            found = self._stems[letters] = _NODES.decode(self._packed.stems[letters])
        return found or {}


class Cues:
    """All cues of all languages, searched together in time linear in the text."""

    def __init__(self, patterns: Iterable[Pattern] | Compiled) -> None:
        compiled = patterns if isinstance(patterns, Compiled) else Compiled.of(patterns)
        self.patterns: tuple[Pattern, ...] = compiled.patterns
        self._root = _Root(compiled)
        self._begun: dict[str, _Begun] = {}
        self._taken = 0
        self._described: dict[int, _Described] = {}

    @classmethod
    def load(cls, directory: Path | None = None) -> "Cues":
        """Read ``cues/*.yaml`` and ``numbers/*.yaml`` below ``directory``.

        Raises:
            CatalogueError: a file breaks the shape, with its path and what was expected.
        """
        directory = directory or DATA

        def compiled() -> Compiled:
            numbers = NumberWords.load(directory).phrases()
            return Compiled.of([*cue_patterns(directory), *(Pattern(*phrase) for phrase in numbers)])

        sources = (*(directory / "cues").glob("*.yaml"), *(directory / "numbers").glob("*.yaml"))
        return cls(
            ready(Compiled, compiled, sources=sources, by=(__name__, Pattern.__module__, NumberWords.__module__))
        )

    def find(self, text: str) -> list[CueHit]:
        """Return the cues of ``text`` from left to right. Any text is survived.

        >>> [hit.kind for hit in Cues([Pattern("offer.sale", "en", "for sale")]).find("Horse FOR  sale")]
        ['offer.sale']
        """
        return self.find_in(text, tokens(text))

    def find_in(self, text: str, found: Sequence[Token]) -> list[CueHit]:
        """Return the cues of a text whose tokens were already cut."""
        words = [token.folded for token in found]
        words.append("")  # so that every word has one behind it
        kept: list[CueHit] = []
        reach: dict[str, tuple[int, int]] = {}
        for first, known in zip(range(len(found)), map(self._begun.get, words), strict=False):
            if known is _NOTHING:
                continue
            begun = known or self._begin(words[first])
            said = begun.said
            if begun.is_slow or words[first + 1] in begun.words or (begun.is_open and begun.goes_on(words[first + 1])):
                said = self._said(text, found, words, first, begun)
            for length, kind, family, value, languages, own in said:
                # Kept unless it stands inside a longer one of its family; from left to right, the longest first.
                last = first + length
                reached = reach.get(family, _NOWHERE)
                if last < reached[1] or (last == reached[1] and first > reached[0]):
                    continue
                reach[family] = first, last
                start, end = found[first][0], found[last - 1][1]
                kept.append(CueHit(kind, family, value, languages, own, start, end, first, last))
        return kept

    def _begin(self, folded: str) -> "_Begun":
        """Return what a token begins, and remember it: the words of a market come again and again."""
        begun = self._begun[folded] = self._after(_beginnings(self._root, folded), (), 1)
        return begun

    def _said(
        self, text: str, found: Sequence[Token], words: Sequence[str], first: int, begun: "_Begun"
    ) -> tuple["_Said", ...]:
        """Return the phrases that begin at ``first``, by the steps taken before wherever that can be known."""
        for at in range(first + 1, len(words)):
            if begun.is_slow:
                return self._merged(self._all(text, found, words, first))
            word = words[at]
            if not begun.goes_on(word):
                break
            step = begun.steps.get(word)
            if step is None:
                nodes = [follower for node in begun.nodes for follower in _followers(node, word)]
                step = begun.steps[word] = self._after(nodes, begun.said, at + 1 - first)
            if step is _NOTHING:
                break
            begun = step
        return begun.said

    def _after(self, nodes: Sequence[_Node], said: tuple["_Said", ...], length: int) -> "_Begun":
        """Return where ``length`` words lead that said something already."""
        if self._taken >= _MOST_TAKEN:
            self._begun.clear()
            self._taken = 0
        self._taken += 1
        if not nodes:
            return _NOTHING
        ends = [number for node in nodes for number in node.ends]
        is_slow = any(self.patterns[number].exact for number in ends) or any(node.gap is not None for node in nodes)
        if ends and not is_slow:
            said = self._merged((*said, *((length, *self._description(number)) for number in ends)))
        return _Begun(nodes, said, is_slow=is_slow)

    def _description(self, number: int) -> "_Described":
        """Return kind, family, value, languages of a phrase, and whether it is their own; made at its first hit."""
        found = self._described.get(number)
        if found is None:
            pattern = self.patterns[number]
            family, _, value = pattern.kind.partition(".")
            found = pattern.kind, family, value, frozenset((pattern.language,)), pattern.own
            self._described[number] = found
        return found

    def _all(self, text: str, found: Sequence[Token], words: Sequence[str], first: int) -> Iterator["_Said"]:
        """Yield the phrases that begin at a token, those too that leave words out and those whose marks count."""
        behind = len(found)
        states = [(node, first + 1) for node in _beginnings(self._root, words[first])]
        while states:
            node, at = states.pop()
            for number in node.ends:
                pattern = self.patterns[number]
                written = text[found[first].start : found[at - 1].end] if pattern.exact else ""
                if not pattern.exact or _same_marks(pattern.phrase, written):
                    yield at - first, *self._description(number)
            if node.gap is not None:
                states += [(node.gap, at + skip) for skip in range(min(GAP, behind - at) + 1)]
            if at < behind and (node.words or node.stems or node.number):
                states += [(follower, at + 1) for follower in _followers(node, words[at])]

    @staticmethod
    def _merged(said: Iterable["_Said"]) -> tuple["_Said", ...]:
        """Take together what several languages say alike; the longest first, then by kind."""
        merged: dict[tuple[int, str], _Said] = {}
        for each in said:
            length, kind, family, value, languages, own = each
            _, _, _, _, others, too = merged.get((-length, kind), each)
            merged[-length, kind] = length, kind, family, value, others | languages, too and own
        return tuple([merged[key] for key in sorted(merged)])


_Described = tuple[str, str, str, frozenset[str], bool]
_Said = tuple[int, str, str, str, frozenset[str], bool]
"""A phrase that begins at some token: how many tokens it has, and its description."""


_NO_WORDS: frozenset[str] = frozenset()
"""Of which there is one, however many words nothing follows."""


class _Begun:
    """Where some words lead that stand at the beginning of phrases: what they say, and what to look for behind them."""

    __slots__ = ("_digits", "_letters", "is_open", "is_slow", "nodes", "said", "steps", "words")

    def __init__(self, nodes: Sequence[_Node], said: tuple[_Said, ...], *, is_slow: bool) -> None:
        self.nodes = nodes
        self.said = said
        """The phrases that the words are, the longest first."""
        self.is_slow = is_slow
        """Whether marks must be looked at, or words may be left out: what they say cannot be known from them alone."""
        self.steps: dict[str, _Begun] = {}
        """Where each word led that was met behind them."""
        self.words = frozenset([word for node in nodes for word in node.words]) or _NO_WORDS
        self._letters = frozenset([letters for node in nodes for letters in node.stems]) or _NO_WORDS
        self._digits = any(node.number is not None for node in nodes) or any(word[-1] == "#" for word in self.words)
        self.is_open = self._digits or bool(self._letters)
        """Whether other words than ``words`` may go on."""

    def goes_on(self, word: str) -> bool:
        """Whether a longer phrase may go on with a word behind these; most often none does."""
        return word in self.words or word[:2] in self._letters or (self._digits and word[-1:].isdecimal())


@lru_cache(maxsize=1 << 14)
def _same_marks(phrase: str, written: str) -> bool:
    return " ".join(unicodedata.normalize("NFC", written).casefold().split()) == phrase.casefold()


def _followers(node: _Node, folded: str) -> list[_Node]:
    stems = node.stems.get(folded[:2], _NONE) if node.stems else _NONE
    return _next(folded, node.words.get, stems, node.number)


def _beginnings(root: _Root, folded: str) -> list[_Node]:
    return _next(folded, root.word, root.beginning(folded[:2]), root.number)


def _next(
    folded: str, word: Callable[[str], _Node | None], stems: Mapping[str, _Node], number: _Node | None
) -> list[_Node]:
    whole = word(folded)
    found = [] if whole is None else [whole]
    if stems:
        found += [follower for stem, follower in stems.items() if folded.startswith(stem)]
    if folded[-1:].isdecimal():
        if number is not None and folded.isdecimal():
            found.append(number)
        if (numbered := word(folded.rstrip(_DIGITS) + "#")) is not None:
            found.append(numbered)
    return found


_MOST_TAKEN = 1 << 17
"""Steps that are remembered."""
_NOWHERE = -1, -1
_NONE: Mapping[str, _Node] = {}
_NOTHING = _Begun((), (), is_slow=False)
_UNSEARCHED = ("emoji.", "disguise.")
_DIGITS = "0123456789"


def _grow(root: _Node, parts: Sequence[str], number: int) -> None:
    node = root
    for part in parts:
        if part == "...":
            node.gap = node.gap or _Node()
            node = node.gap
        elif part == "#":
            node.number = node.number or _Node()
            node = node.number
        elif part.endswith("*"):
            stem = part[:-1]
            node = node.stems.setdefault(stem[:2], {}).setdefault(stem, _Node())
        else:
            node = node.words.setdefault(part, _Node())
    if number not in node.ends:
        node.ends = (*node.ends, number)
