"""Disguise undone: words that were bent so that a search would not find them.

Each kind has a cheap trigger; a text without any is returned as it is in microseconds. What was undone comes
with a map to the code points of the published text. Undoing may read too much into innocent text ("A.B.C.D"):
it is the reader of names that tells whether a name was hidden, and only then the listing counts as disguised.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import msgspec

from lycaon.catalogue.cues import Cues
from lycaon.catalogue.hiding import Hiding
from lycaon.catalogue.ready import ready
from lycaon.detect.leet import readings_of
from lycaon.detect.look_alikes import in_latin, in_one_script, script_of
from lycaon.detect.separators import APART, BLOTS, INSIDE, pattern_of
from lycaon.text import PhraseIndex, fold, tokens

ZERO_WIDTH = "\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u180e\u202a-\u202e\u2066-\u2069\u034f"
_HIDDEN = re.compile(rf"(?<=[^\W\d_])[{ZERO_WIDTH}]+(?=[^\W\d_])")
_JOINING = re.compile(r"[\u0600-\u08ff\u0900-\u0dff]")
_MARKS = "\u0300-\u036f\u064b-\u0652\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_SPACED = re.compile(
    rf"(?<![^\W_{_MARKS}])(?<![@$])[^\W\d_][{_MARKS}]*+"
    rf"(?:{pattern_of(APART)}{{1,2}}(?:[^\W\d_][{_MARKS}]*+|[{_MARKS}]++)(?![^\W_])){{2,}}+"
)
"""Letters one by one; a vowel or tone above or below one goes with it, or stands alone."""
_GAP = re.compile(rf"{pattern_of(APART)}+")
_DENSE_FROM = 0x0E00
"""First code point of the scripts that are written without blanks (Thai and what follows)."""
_SHORTEST_REVERSED = 5
_SHORTEST_STARRED = 5
"""Letters and stars of a word in which a star may hide any vowel: shorter ones are rather a curse than a name."""
_FEWEST_SHOWN = 3
"""Letters that tell a word worth hiding of which several are stars."""
_SURELY_SPACED = 4
"""Letters one by one that are a word of whatever kind; fewer must be a name."""
_SPACED_BENT = re.compile(rf"(?<![^\W_])[^\W\d_](?:{pattern_of(APART)}{{1,2}}[^\W_](?![^\W_])){{3,31}}+")
_INSIDE = re.compile(r"(?<![^\W_])[^\W\d_]{1,12}(?:(?:[._~|·•^+]|\*{1,8})[^\W\d_]{1,12}){1,3}+(?![^\W_])")
_BRACKETED = re.compile(r"(?<![^\W_])(?=[^\W\d_]*[(\[{])(?:[^\W\d_]{0,12}[(\[{][^\W\d_]{1,4}[)\]}]){1,3}[^\W\d_]{1,12}")
"""Brackets inside a word; those at its end, "tortoise(s)", leave a choice and hide nothing."""
_LEET = re.compile(
    r"(?<![\w@$!])(?=[\w@$!|]*?[^\W\d_])(?=[\w@$!|]*?[0134578@$!|])"
    r"[^\W_@$!|0-9]*[0134578@$!|][\w@$!|]*(?<=[\w@$])"
)
_TONED = re.compile("[đĐơƠưƯ\u1ea0-\u1ef9]")
"""Letters of Vietnamese; a text that has them writes all its tones."""
_DOUBLED = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"[^\W\d_]+")
_LEET_SIGNS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b",
                             "@": "a", "$": "s", "!": "i", "|": "i"})  # fmt: skip
_ORDINARY = re.compile(
    r"\d+[^\W\d_]{1,4}|[^\W\d_]{1,4}\d+|[^\W\d_]+\d{2,}|\d+[^\W\d_]{1,3}\d+|[^\W_]+[!|]+|[^\W\d_]+\d|[^\W\d_]{1,3}[$@]",
    re.IGNORECASE,
)
"""Tokens in which digits and signs are themselves: 50eur, CB24, mp3, 4x4, iPhone15, wow!, US$"""

_BENT = re.compile(r"(?<![\w@$€£#])[\w@$](?:[\w@$€£#!|]|[.*·•~^+\-](?=[\w@$€])){3,31}")
_BENT_SURELY = re.compile(r"[^\W\d_][\d@$!|_€£#]+[^\W\d_]|[^\W\d_]{4}[0134@$](?![^\W_])")
"""What a bent word has, and the trigger of the prefilter asks for: a figure or sign among letters, or behind four."""
_MOST_READINGS = 96

_BLOTTED = re.compile(pattern_of(BLOTS))
_LEET_SIGN_SET = frozenset("0134578@$!|")

KINDS = ("zero_width", "homoglyph", "spaced", "split", "leet", "doubled", "emoji", "reversed")
"""The kinds of disguise, in the order in which they are undone: of two that meet the first counts."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """One disguise undone: its kind, where it stands in the published text, and what it reads as."""

    kind: str
    start: int
    end: int
    reads: str


class Undone(msgspec.Struct, frozen=True):
    """A text without its disguises; ``starts[i]`` is where its code point ``i`` stands in the published text."""

    text: str
    starts: Sequence[int]
    changes: tuple[Change, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of disguise, each once."""
        return tuple(sorted({change.kind for change in self.changes}))

    def published(self, start: int, end: int) -> tuple[int, int]:
        """Return the published code points of a stretch of ``text``.

        >>> undone = DisguiseReader().read("an i v o r y ring")
        >>> at = undone.text.index("ivory"); undone.published(at, at + 5)
        (3, 12)
        """
        last = self.starts[end - 1] if end > start else self.starts[start]
        ends = [change.end for change in self.changes if change.start <= last < change.end]
        return self.starts[start], max(ends, default=last + 1)

    def within(self, start: int, end: int) -> tuple[str, ...]:
        """Return the kinds of disguise that were undone inside a published stretch."""
        return tuple(sorted({change.kind for change in self.changes if change.start < end and start < change.end}))


@dataclass(frozen=True)
class DisguiseReader:
    """Undoes disguises. ``emoji`` maps signs to words; ``reversed_words`` maps reversed words to themselves."""

    emoji: Mapping[str, str] = field(default_factory=dict[str, str])
    reversed_words: Mapping[str, str] = field(default_factory=dict[str, str])
    known: Callable[[str], bool] | None = None
    """Whether a word is a name: tells which of several readings was meant. Without it the likeliest is taken unseen."""
    perhaps: Callable[[Sequence[str]], Sequence[str]] | None = None
    """Those of several words that may be names, in their order: quicker than to ask of each."""
    mixes: Callable[[str], bool] | None = None
    """Whether any name writes a sign in one piece with letters or figures of another kind; 售 stands in none."""
    targets: tuple[str, ...] = ()
    """Words that are worth hiding."""
    forms: Mapping[str, str] = field(default_factory=dict[str, str])
    """How they are hidden where the catalogue itself knows the form: folded, with the kind."""

    @classmethod
    def of(cls, cues: Cues, hiding: Hiding) -> "DisguiseReader":
        """Take the emoji that spell words from the cues, and the words that are worth hiding."""
        emoji = {p.phrase: p.kind.partition(".")[2] for p in cues.patterns if p.kind.startswith("emoji.")}
        words = hiding.words
        spelt = [word for word in words if not _is_dense(word)]
        parts = {part for word in spelt for part in word.split(" ") if len(part) > _SHORTEST_REVERSED}
        whole = {word for word in spelt if len(word) >= _SHORTEST_REVERSED}
        turned = {fold(word)[::-1]: word for word in sorted(whole | parts)}
        return cls(emoji, turned, targets=words, forms=hiding.kinds)

    def read(self, text: str, kinds: Container[str] = KINDS) -> Undone:
        """Return ``text`` with its disguises undone; ``changes`` is empty where there were none.

        Args:
            text: as published.
            kinds: those to look for, where somebody knows already that there are no others.
        """
        changes: list[Change] = list(self._bent(self._apart(text))) if "leet" in kinds else []
        if "spaced" in kinds and not APART.isdisjoint(text):
            changes += self._spaced_and_bent(text)
        for kind, find, needed in self._finders:
            if kind in kinds and (needed is None or not needed.isdisjoint(text)):
                for change in find(text):
                    if not any(change.start < other.end and other.start < change.end for other in changes):
                        changes.append(change)
        if not changes:
            return Undone(text, range(len(text)))
        return _apply(text, sorted(changes, key=lambda change: change.start))

    @cached_property
    def _finders(self) -> tuple[tuple[str, Callable[[str], Iterator[Change]], frozenset[str] | None], ...]:
        """What finds each kind, in the order of ``KINDS``, and signs of which a text with such a disguise has one."""
        return (
            ("zero_width", _hidden, None),
            ("homoglyph", self._mixed_scripts, None),
            ("spaced", self._spaced, APART),
            ("split", self._inside, INSIDE),
            ("split", self._bracketed, frozenset("([{")),
            ("split", self._blotted, BLOTS),
            ("leet", self._leet, _LEET_SIGN_SET),
            ("doubled", _doubled, None),
            ("emoji", self._emoji, frozenset(self.emoji)),
            ("reversed", self._reversed, None),
        )

    def _apart(self, text: str) -> str:
        """Put a blank for every letter that no name mixes with others: what stands between two is a word of its own."""
        return text if text.isascii() or self.mixes is None else text.translate(self._blanks)

    @cached_property
    def _blanks(self) -> "_Blanks":
        return _Blanks(self.mixes)

    def _mixed_scripts(self, text: str) -> Iterator[Change]:
        if (
            text.isascii()
            or not {"CYRILLIC", "GREEK"} & (scripts := set(map(script_of, set(text))))
            or "LATIN" not in scripts
        ):
            return
        for match in _WORD.finditer(text):
            word = match[0]
            if word.isascii() or len(word) < 3 or _goes_on(text, match):
                continue
            reads = in_one_script(word)
            if reads != word:
                if not reads.isascii() and self.known and self.known(latin := in_latin(word)):
                    reads = latin
                yield Change("homoglyph", match.start(), match.end(), reads)

    def _bent(self, text: str) -> Iterator[Change]:
        """Words bent in several ways at once, read so that they are a name: ``P@ngoIin``, ``k4k4t.u-a``, ``с1она``."""
        if self.known is None or not _BENT_SURELY.search(text):
            return
        for match in _BENT.finditer(text):
            if _BENT_SURELY.search(match[0]) and (reads := self._known_reading(match[0])):
                yield Change("leet", match.start(), match.end(), reads)

    def _spaced_and_bent(self, text: str) -> Iterator[Change]:
        """Letters and figures one by one that are a name: ``i.v.0.0.r``, ``p a n g 0``."""
        for match in _SPACED_BENT.finditer(text) if self.known else ():
            signs = "".join(sign for sign in match[0] if sign.isalnum())
            if not signs.isalpha() and (reads := self._known_reading(signs)):
                yield Change("spaced", match.start(), match.end(), reads)

    def _known_reading(self, bent: str) -> str | None:
        if self.mixes is not None and not bent.isascii() and not all(map(self.mixes, bent)):
            return None
        readings = list(islice(readings_of(bent), _MOST_READINGS))
        return next(filter(self.known, readings if self.perhaps is None else self.perhaps(readings)), None)

    def _spaced(self, text: str) -> Iterator[Change]:
        for match in _SPACED.finditer(text):
            reads = _words_of(match[0])
            dotted = len(reads) > 2 and match[0].isupper() and set(match[0]) - set(reads) == {"."}  # "C.A.G"
            if len(reads) >= _SURELY_SPACED or dotted or (self.known is not None and self.known(reads)):
                yield Change("spaced", match.start(), match.end(), reads)

    def _inside(self, text: str) -> Iterator[Change]:
        for match in _INSIDE.finditer(text):
            pieces = _WORD.findall(match[0])
            if "*" in match[0] and (meant := self._starred(match[0])):
                yield Change("split", match.start(), match.end(), meant)
            # "Berlin.Abholung" lacks a blank, it hides nothing: a hidden word is short and broken in odd places.
            elif sum(map(len, pieces)) <= 14 and min(map(len, pieces)) <= 4 and not pieces[-1][0].isupper():
                yield Change("split", match.start(), match.end(), "".join(pieces))

    def _bracketed(self, text: str) -> Iterator[Change]:
        for match in _BRACKETED.finditer(text) if self.known else ():
            reads = "".join(sign for sign in match[0] if sign.isalpha())
            if self.known and self.known(reads):
                yield Change("split", match.start(), match.end(), reads)

    def _blotted(self, text: str) -> Iterator[Change]:
        """Words of dense scripts in which one character is blotted out: ``ボ○ルパイソン``, ``象○の印``."""
        for blot in _BLOTTED.finditer(text):
            for word in self._dense_targets:
                for at in range(len(word)):
                    start, end = blot.start() - at, blot.start() - at + len(word)
                    if start >= 0 and text[start : blot.start()] + word[at] + text[blot.end() : end] == word:
                        yield Change("split", start, end, word)

    @cached_property
    def _dense_targets(self) -> tuple[str, ...]:
        return tuple(filter(_is_dense, self.targets))

    def _starred(self, word: str) -> str | None:
        """The one word worth hiding in which each star stands for a letter, else any name in which it hides a vowel.

        ``i*ory`` and ``pan**lin``, and of other words ``Landschildkr*ten``.
        """
        pattern = re.compile("".join("." if part == "*" else re.escape(fold(part)) for part in re.split(r"(\*)", word)))
        meant = [target for target in self._targets if pattern.fullmatch(target)]
        if len(meant) == 1 and (word.count("*") == 1 or len(word) - word.count("*") >= _FEWEST_SHOWN):
            return meant[0]
        if self.known is None or len(word) < _SHORTEST_STARRED:
            return None
        return self._known_reading(word.replace("*", "_")) or self._with_one_letter(word)

    def _with_one_letter(self, word: str) -> str | None:
        """The one name in which a single star stands for a consonant."""
        if word.count("*") != 1 or len(word) <= _SHORTEST_STARRED or not word.replace("*", "").isascii():
            return None
        written = [word.replace("*", letter) for letter in "bcdfghjklmnpqrstvwxz"]
        meant = [name for name in (self.perhaps or tuple)(written) if self.known and self.known(name)]
        return meant[0] if len(meant) == 1 else None

    @cached_property
    def _targets(self) -> frozenset[str]:
        parts = (part for word in self.targets if " " in word for part in word.split(" "))
        return frozenset(map(fold, (*self.targets, *(part for part in parts if len(part) >= _SHORTEST_STARRED))))

    def _leet(self, text: str) -> Iterator[Change]:
        for match in _LEET.finditer(self._apart(text)):
            word = match[0]
            if 3 <= len(word) <= 24 and sum(map(str.isalpha, word)) >= 2 and not _ORDINARY.fullmatch(word):
                foreign = any(script_of(sign) in {"CYRILLIC", "GREEK"} for sign in word)
                reads = self._likeliest(word) if foreign else word.translate(_LEET_SIGNS)
                yield Change("leet", match.start(), match.end(), reads)

    def _likeliest(self, bent: str) -> str:
        """The reading that is worth hiding ("слоновая" is half a name, and no name by itself), else the first."""
        readings = list(islice(readings_of(bent), _MOST_READINGS))
        return next((reading for reading in readings if fold(reading) in self._targets), readings[0])

    def _emoji(self, text: str) -> Iterator[Change]:
        if not self.emoji or text.isascii():
            return
        for sign in self.emoji.keys() & set(text):
            for match in re.finditer(re.escape(sign), text):
                yield Change("emoji", match.start(), match.end(), f" {self.emoji[sign]} ")

    def _reversed(self, text: str) -> Iterator[Change]:
        for token in tokens(text):
            if word := self.reversed_words.get(token.folded):
                yield Change("reversed", token.start, token.end, word)

    @cached_property
    def reversed_index(self) -> PhraseIndex:
        """What tells at once whether a reversed word stands in a text."""
        words = [word for word in self.reversed_words if word.isalpha()]
        raw = ready(
            bytes,
            lambda: bytes(PhraseIndex.build(words).raw),
            sources=(),
            by=(__name__, "lycaon.text.phrase_file"),
            also=" ".join(words),
        )
        return PhraseIndex(raw, "reversed words", None)


class _Blanks(dict[int, str | int]):
    """For ``str.translate``: a blank for a letter that does not mix, else the letter; filled as letters are met."""

    def __init__(self, mixes: Callable[[str], bool] | None) -> None:
        super().__init__()
        self._mixes = mixes

    def __missing__(self, code_point: int) -> str | int:
        sign = chr(code_point)
        apart = self._mixes is not None and sign.isalnum() and not self._mixes(sign)
        self[code_point] = shown = " " if apart else code_point
        return shown


def _is_dense(word: str) -> bool:
    """Whether a word is of a script that is written without blanks."""
    return ord(word[0]) >= _DENSE_FROM


def _hidden(text: str) -> Iterator[Change]:
    if text.isascii():
        return
    for match in _HIDDEN.finditer(text):
        # Joiners belong to the spelling of Arabic and Indic scripts.
        if not _JOINING.match(text[match.start() - 1]):
            yield Change("zero_width", match.start(), match.end(), "")


def _goes_on(text: str, word: re.Match[str]) -> bool:
    """Whether a figure or sign joins a word to other letters: it is read as a whole then."""
    before, after = text[max(0, word.start() - 2) : word.start()], text[word.end() : word.end() + 2]
    return any(len(two) == 2 and two[sign] in _LEET_SIGN_SET and two[1 - sign].isalpha()
               for two, sign in ((before, 1), (after, 0)))  # fmt: skip


def _words_of(spaced: str) -> str:
    """Join letters that stand one by one; where blanks differ from other gaps, words end at them: ``h.o.r.n o.f``."""
    gaps = set(_GAP.findall(spaced))
    widest = max(gaps, key=lambda gap: (" " in gap, len(gap)))
    if len(gaps) > 1 and (gaps == {" ", "  "} or any(" " not in gap for gap in gaps)):
        return " ".join(_GAP.sub("", word) for word in spaced.split(widest))
    return _GAP.sub("", spaced)


def _doubled(text: str) -> Iterator[Change]:
    for match in _DOUBLED.finditer(text):
        yield Change("doubled", match.start(), match.end(), match[1])


def _apply(text: str, changes: list[Change]) -> Undone:
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for change in changes:
        pieces += (text[at : change.start], change.reads)
        starts += range(at, change.start)
        starts += [min(change.start + shift, change.end - 1) for shift in range(len(change.reads))]
        at = change.end
    pieces.append(text[at:])
    starts += range(at, len(text))
    whole = "".join(pieces)
    if _TONED.search(whole) and any(change.kind == "leet" for change in changes):
        whole = "".join(map(_toneless, whole))
    return Undone(whole, tuple(starts), tuple(changes))


def _toneless(sign: str) -> str:
    """A letter without its tone: of "M@t gấu" nobody can tell the tone that the sign hid, so none may count."""
    return {"đ": "d", "Đ": "D"}.get(sign) or unicodedata.normalize("NFD", sign)[0]
