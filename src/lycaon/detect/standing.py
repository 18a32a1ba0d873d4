"""What the words beside a number make of it: those that are left, those that are gone, parts of one thing.

Words stand in ``model/counting.yaml``. Only the clause around a number is looked at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from lycaon.catalogue.ready import ready
from lycaon.catalogue.yamlfile import read_yaml
from lycaon.detect.asides import Asides
from lycaon.detect.said import DENSE_FROM, Said, read_said
from lycaon.detect.wording import FieldWords

COUNTING_FILE = Path(__file__).parent / "model" / "counting.yaml"
_LEAD, _TAIL = 28, 36
"""Code points before and behind a number in which such words stand."""
_CLAUSE_START = re.compile(
    r"[,;!?\n(，。、；！？（]|(?<!\bca)(?<!approx)(?<!circa)(?<!\bок)(?<!\bкол)\.", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[,;.:!?\n(/+&，。、；：！？（]")
_ON = re.compile(r"\s*(?:$|(?:and|but|und|aber|en|maar|et|mais|y|pero|e|mas|ma|i|ale|и|но|а|dan|tapi)\b)")
"""What follows a word that closes its clause: "2 sold", not "2 sold together"."""
_OF_WHAT = re.compile(
    r"\b(?:with|of|mit|von|aus|met|van|avec|de|d|du|con|di|da|com|z|ze|с|со|из|от|dengan|per|pro|pour|für|for)\b"
)
"""Words behind which another noun begins: "2 necklaces of beads"."""
_LEADING_OF = re.compile(r"^\s(?:de\s|d['’]|of\s|di\s|van\s)")
"""What leads from a number to what it counts: "une dizaine de mots"."""
_ADJECTIVES = re.compile(r"\W?(?:[\w'’-]{1,14}\s){0,2}")
_MANY = 20
"""The largest number that "sono 12" is believed to count, whatever follows."""


class Standing(StrEnum):
    """How a counted number stands to what is offered."""

    THERE = "there"
    TOLD = "told"
    """said of one kind, whatever follows: "sono 3 ormai grandi\""""
    ALL = "all"
    """of all that is offered, of whatever kind: for "all three" of them"""
    LEFT = "left"
    """those that are left, which settles all other counts"""
    SOLE = "sole"
    """the one of several that alone is offered, which settles them too"""
    GONE = "gone"
    """those that are sold or promised already"""
    PART = "part"
    """no specimens: rows of beads, words that a parrot says"""
    GRAIN = "grain"
    """no specimens of what is strung"""
    LIMB = "limb"
    """no specimens but of what is sold limb by limb: a skull with 42 teeth"""
    ELSEWHERE = "elsewhere"
    """of others that are not offered: "lives with two dogs\""""


SETTLED = frozenset({Standing.LEFT, Standing.GONE, Standing.TOLD, Standing.ALL})
"""Standings that make a number a count, whatever it stands beside."""
NOT_COUNTED = frozenset({Standing.PART, Standing.ELSEWHERE})
"""Standings of numbers that count nothing that is offered."""


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    left_before: dict[str, str]
    left_behind: dict[str, str]
    gone_behind: dict[str, str]
    gone_before: dict[str, str]
    are: dict[str, str]
    parts: dict[str, str]
    grains: dict[str, str]
    told_behind: dict[str, str]
    has: dict[str, str]
    several: dict[str, str]
    young: dict[str, str]
    bred_before: dict[str, str]
    bred_behind: dict[str, str]
    limbs: dict[str, str]
    kept_before: dict[str, str]
    kept_behind: dict[str, str]
    others: dict[str, str]
    sole: dict[str, str]
    all_of: dict[str, str]
    the: dict[str, str]
    together: dict[str, str]
    here: dict[str, str]
    he: dict[str, str]
    she: dict[str, str]
    parents: dict[str, str]
    mother: dict[str, str]
    sells: dict[str, str]
    on_one: dict[str, str]


_BEFORE = ("left_before", "gone_before", "are", "has", "bred_before", "kept_before", "all_of")
_BEHIND = (
    "left_behind", "gone_behind", "parts", "grains", "told_behind", "bred_behind", "limbs", "kept_behind", "others",
    "together",
)  # fmt: skip
"""Meanings of which one must be said beside a number if it stands otherwise than there."""


class _Together(msgspec.Struct, frozen=True):
    """The phrases of several meanings in one."""

    before: dict[str, str]
    behind: dict[str, str]


@dataclass(frozen=True, slots=True)
class Standings:
    """Tells how numbers stand to what is offered."""

    left_before: Said
    left_behind: Said
    gone_behind: Said
    gone_before: Said
    are: Said
    parts: Said
    grains: Said
    told_behind: Said
    has: Said
    several: Said
    young: Said
    bred_before: Said
    bred_behind: Said
    limbs: Said
    kept_before: Said
    kept_behind: Said
    others: Said
    sole: Said
    all_of: Said
    the: Said
    together: Said
    here: Said
    he: Said
    she: Said
    parents: Said
    mother: Said
    sells: Said
    on_one: Said
    company: Said
    """What a specimen lives with is another's count: of ``model/asides.yaml``."""
    before: Said
    """Whatever makes something of a number behind it; of most numbers nothing is said."""
    behind: Said
    """The same of a number before it."""

    @classmethod
    def load(cls, path: Path = COUNTING_FILE) -> "Standings":
        """Read the words.

        Raises:
            CatalogueError: the file breaks its shape.
        """
        words = read_said(_Words, path)
        together = ready(_Together, lambda: _together(path), sources=[path], by=(__name__,))
        return cls(*words, company=Asides.load().company, before=Said(together.before), behind=Said(together.behind))

    def of(self, words: FieldWords, number: int, start: int, end: int, languages: Sequence[str]) -> Standing:
        """Return how the number at ``start:end`` stands, by the clause around it."""
        lead = _CLAUSE_START.split(words.text[max(0, start - _LEAD) : start])[-1].casefold()
        tail = _CLAUSE_END.split(words.text[end : end + _TAIL], maxsplit=1)[0].casefold()
        if not self._is_spoken_of(lead, tail, languages):
            return Standing.THERE
        if _counts_parts(self.parts, _LEADING_OF.sub("", tail, count=1), languages):
            return Standing.PART
        if _counts_parts(self.grains, tail, languages):
            return Standing.GRAIN
        if _counts_parts(self.limbs, tail, languages):
            return Standing.LIMB
        if self._is_kept(lead, tail, languages) or self._is_gone(lead, tail, languages):
            return Standing.GONE
        if self._is_elsewhere(lead, tail, languages):
            return Standing.ELSEWHERE
        if _leads(self.left_before, lead, languages, 1) or _follows(self.left_behind, tail, languages, 3):
            return Standing.LEFT
        if number > _MANY:
            return Standing.THERE
        if self._is_all(lead, tail, languages):
            return Standing.ALL
        return Standing.TOLD if self._is_told(lead, tail, languages) else Standing.THERE

    def sells_before(self, words: FieldWords, start: int, languages: Sequence[str]) -> bool:
        """Whether a word for selling stands right before a place: "vendo 6"."""
        return _leads(
            self.sells, _CLAUSE_START.split(words.text[max(0, start - _LEAD) : start])[-1].casefold(), languages, 0
        )

    def shows(self, words: FieldWords, end: int, languages: Sequence[str]) -> bool:
        """Whether what is counted up to a place is shown on one thing: "13 elephants walking across"."""
        tail = _CLAUSE_END.split(words.text[end : end + _TAIL], maxsplit=1)[0].casefold()
        return _follows(self.on_one, tail, languages, 3)

    def is_set(self, words: FieldWords, end: int, languages: Sequence[str]) -> bool:
        """Tell whether a word for a set stands right behind a number that ends at ``end``."""
        return _follows(self.told_behind, words.text[end : end + _TAIL].casefold(), languages, 0)

    def _is_spoken_of(self, lead: str, tail: str, languages: Sequence[str]) -> bool:
        """Whether anything is said that may make something of a number, by one look for all of it."""
        if lead.strip() and (self.before.stands(lead, languages) or self.company.stands(lead, languages)):
            return True
        return bool(tail.strip()) and self.behind.stands(tail, languages)

    def _is_told(self, lead: str, tail: str, languages: Sequence[str]) -> bool:
        """Whether a number tells how many there are: "sono 3", "3er Satz", "have 5 at the moment"."""
        if _leads(self.are, lead, languages, 0) or _follows(self.told_behind, tail, languages, 0):
            return True
        return _leads(self.has, lead, languages, 0) and (not tail.strip() or _follows(self.here, tail, languages, 0))

    def _is_all(self, lead: str, tail: str, languages: Sequence[str]) -> bool:
        """Whether a number is that of all there are: "all 5", "the two of them", "os 3 juntos"."""
        if _leads(self.all_of, lead, languages, 0):
            return True
        dense = tail[:1] and ord(tail[0]) >= DENSE_FROM
        return (dense or _leads(self.the, lead, languages, 0)) and _follows(self.together, tail, languages, 2)

    def _is_elsewhere(self, lead: str, tail: str, languages: Sequence[str]) -> bool:
        """Whether others are counted: company, what was bred, "two others"."""
        return (
            _leads(self.company, lead, languages, 1)
            or _leads(self.bred_before, lead, languages, 2)
            or _follows(self.bred_behind, tail, languages, 2)
            or _follows(self.others, tail, languages, 0)
        )

    def _is_kept(self, lead: str, tail: str, languages: Sequence[str]) -> bool:
        """Whether the seller keeps so many: "keeping 2 for myself", "6 behalte ich"."""
        return _leads(self.kept_before, lead, languages, 1) or _follows(self.kept_behind, tail, languages, 2)

    def _is_gone(self, lead: str, tail: str, languages: Sequence[str]) -> bool:
        if _leads(self.gone_before, lead, languages, 0):
            return True
        found = self.gone_behind.first(tail, languages)
        if found is None or len(tail[: found[0]].split()) > 3:
            return False
        return " " in tail[slice(*found)] or ord(tail[found[0]]) >= DENSE_FROM or _ON.match(tail, found[1]) is not None


def _together(path: Path) -> _Together:
    """Return all phrases that may stand before a number, and behind one."""
    written: dict[str, dict[str, str]] = msgspec.convert(read_yaml(path), dict[str, dict[str, str]])
    return _Together(_joined([written[name] for name in _BEFORE]), _joined([written[name] for name in _BEHIND]))


def _joined(meanings: Sequence[dict[str, str]]) -> dict[str, str]:
    found: dict[str, dict[str, None]] = {}
    for meaning in meanings:
        for code, phrases in meaning.items():
            found.setdefault(code, {}).update(dict.fromkeys(phrase.strip() for phrase in phrases.split(",")))
    return {code: ", ".join(phrases) for code, phrases in found.items()}


def _counts_parts(said: Said, tail: str, languages: Sequence[str]) -> bool:
    """Whether a phrase follows the number with nothing but adjectives between: "60 graduated ivory beads"."""
    found = said.first(tail, languages)
    if found is None:
        return False
    between = tail[: found[0]]
    return _ADJECTIVES.fullmatch(between) is not None and _OF_WHAT.search(between) is None


def _leads(said: Said, lead: str, languages: Sequence[str], most: int) -> bool:
    """Whether a phrase leads to the number with at most so many words between."""
    end = said.within(lead, languages)
    if end < 0:
        return False
    between = lead[end:]
    dense = end and ord(lead[end - 1]) >= DENSE_FROM
    return len(between.split()) <= most and (not dense or len(between) <= 1 + 2 * most)


def _follows(said: Said, tail: str, languages: Sequence[str], most: int) -> bool:
    """Whether a phrase follows the number with at most so many words between."""
    found = said.first(tail, languages)
    return found is not None and len(tail[: found[0]].split()) <= most
