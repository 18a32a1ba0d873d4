"""Specimens that a listing names and does not offer: food, comparison, what is asked in exchange, the half of a cross.

Words stand in ``model/asides.yaml``. A naming is judged by what leads to it within its sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from lycaon.detect.namer import Namer
from lycaon.detect.naming import NameClass, Naming
from lycaon.detect.said import DENSE_FROM, Said, read_said
from lycaon.detect.wording import Wording
from lycaon.values.finding import OfferKind

ASIDES_FILE = Path(__file__).parent / "model" / "asides.yaml"
_REACH = 90
"""Code points before a name in which a word may say why it is named."""
_ASKED_AGAIN = 64
"""Places of the listing at hand that are remembered: what leads to a name is asked in several respects."""
_MOST_LEADING = 5
"""Words between such a word and the name."""
_AND = "and|or|und|oder|sowie|et|ou|en|of|y|e|o|i|oraz|lub|и|или|та|і|dan|atau|ve|và|with|mit|avec|plus"
_BEGINS = "".join(sorted({word[0] for word in _AND.split("|")}))
"""The letters that these words begin with: looking for one first halves the time of a search."""
_SEPARATOR = re.compile(
    rf"[\n,;:.!?•|/(+&（、，。／・]|\s[-–—]\s|\b(?=[{_BEGINS}])(?:{_AND})\b",
    re.IGNORECASE,
)
"""What parts the items of a list: a sign, a line's end, a word for "and"."""
_LONGEST_LEAD = 40
_OPENING = 5
"""Signs before a name that opens a title, and between a doubted name and its correction."""
_DOUBT = re.compile(r"\s?[?？]+\s?")
_NEAREST_DENSE = 6
"""Signs between such a word and the name, in scripts without spaces."""
_LIVING = frozenset({NameClass.ANIMAL, NameClass.PLANT, NameClass.LATIN})
"""Kinds of names that a cage is made for or a carving shows; what it is made of has others."""
_CROSSED = re.compile(r"\s*(?:[x×✕х]|\d/\d)\s*(?:\d/\d\s*)?", re.IGNORECASE)
_JOINED = re.compile(r"\s*[-/]\s*")
_NO = r"nein|nee|no|non|nie|не|нет|ні|não|nej|nope|ne|hayır|bukan|không|not"
_ONLY = r"solo|only|nur|juste|alleen|tylko|só|apenas|только|лише|тільки|hanya|cuma|sadece|seulement|bara|jen|doar|csak"
_REFUSED = re.compile(
    rf"[\w ]{{0,12}}[?？]+\s{{0,2}}(?:[^\W\d_]{{1,6}}[.,]?\s)?(?:(?:{_NO}|{_ONLY})\b|不是|いいえ)|\s(?:{_NO})\s?[,!]",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:，、；：]|\s[-–—+&]\s")
_GOES_ON = re.compile(
    r"\s*(?:/|\b(?:and|or|und|oder|sowie|et|ou|en|of|y|e|o|i|oraz|lub|albo|и|или|та|або|a|nebo|och|eller|și|sau|és|vagy"
    r"|dan|atau|ve|veya|và|hoặc)\b|[、和或])\s*(?:[^\W\d_]+\s+){0,3}",
    re.IGNORECASE,
)
"""What leads from one thing to the next of the same kind."""
_FEEDERS = frozenset({
    "Muridae", "Rodentia", "Leporidae", "Gryllidae", "Acrididae", "Blattodea", "Tenebrionidae", "Coturnix",
    "Coturnix coturnix", "Coturnix japonica",
})  # fmt: skip
"""What keepers feed: mice, rats, rabbits, crickets, locusts, roaches, mealworms, quails."""
_PRICED = 12
"""Code points behind a name in which its own sum stands."""
_TAIL = re.compile(r"[^\n,;:.!?•|/(+&（、，。／・]{0,40}")
"""What is said of a name behind it: up to the next sign."""


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    behind: dict[str, str]
    eats: dict[str, str]
    swaps: dict[str, str]
    hunts: dict[str, str]
    company: dict[str, str]
    shows: dict[str, str]
    houses: dict[str, str]
    gone: dict[str, str]
    crosses: dict[str, str]


@dataclass(frozen=True, slots=True)
class Asides:
    """Tells which namings are mere mentions beside the offer."""

    behind: Said
    eats: Said
    swaps: Said
    hunts: Said
    company: Said
    shows: Said
    houses: Said
    gone: Said
    crosses: Said

    @classmethod
    def load(cls, path: Path = ASIDES_FILE) -> "Asides":
        """Read the words.

        Raises:
            CatalogueError: the file breaks its shape.
        """
        return cls(*read_said(_Words, path))

    def is_mentioned_only(self, naming: Naming, wording: Wording, *, swapped: bool, preys: bool) -> bool:
        """Tell whether a naming is food, or what is asked for in an exchange (where the listing is ``swapped``).

        Args:
            naming: the words.
            wording: the listing's words.
            swapped: whether the listing proposes an exchange.
            preys: whether a bird of prey is named too, so that a pheasant may be what it hunts.
        """
        lead = _lead(wording.field(naming.span.field).text, naming.span.start)
        kinds = [self.eats]
        if preys:
            kinds.append(self.hunts)
        if any(_is_close(lead, kind.within(lead, wording.languages)) for kind in kinds):
            return True
        return swapped and _is_close(lead, self.swaps.within(lead, wording.languages))

    def is_told_of(self, naming: Naming, wording: Wording) -> bool:
        """Tell whether a naming is of another specimen than what is offered.

        It is company that the offered one keeps, what a cage would fit, or what a carving shows: "lived with our
        sulcata", "tank from a boa", "carved with lions".
        """
        lead = _CLAUSE.split(_lead(wording.field(naming.span.field).text, naming.span.start))[-1]
        kinds = [self.company]
        if naming.kind is not NameClass.MATERIAL:
            kinds.append(self.houses)
        if naming.kind in _LIVING and not naming.form_id:
            kinds.append(self.shows)
        return any(_is_just_before(lead, kind.within(lead, wording.languages)) for kind in kinds)

    def is_gone(self, naming: Naming, wording: Wording) -> bool:
        """Tell whether what is named is sold or promised already: "the geckos are already sold"."""
        tail = _TAIL.match(wording.field(naming.span.field).text, naming.span.end)
        return tail is not None and self.gone.within(tail[0].casefold(), wording.languages) >= 0

    def is_item(self, naming: Naming, wording: Wording) -> bool:
        """Tell whether a naming stands as one of several things: few words behind a separator, none that compares."""
        lead = _item_lead(naming, wording)
        few = len(lead) <= _LONGEST_LEAD and len(lead.split()) <= _MOST_LEADING
        return few and self.behind.within(lead.casefold(), wording.languages) < 0

    def are_crossed(self, one: Naming, other: Naming, wording: Wording) -> bool:
        """Tell whether two namings are the halves of one animal: "Ger x Wander", "гибрид кречет-сапсан"."""
        first, second = sorted((one, other), key=lambda each: each.span.start)
        if first.span.field != second.span.field:
            return False
        text = wording.field(first.span.field).text
        between = text[first.span.end : second.span.start] if first.span.end <= second.span.start else "?"
        if _CROSSED.fullmatch(between):
            return True
        beside = text[max(0, first.span.start - 30) : second.span.end + 30].casefold()
        return _JOINED.fullmatch(between) is not None and self.crosses.within(beside, wording.languages) >= 0


def are_alternatives(one: Naming, other: Naming, wording: Wording) -> bool:
    """Tell whether only a stroke parts two namings: "kulit python molurus/reticulatus"."""
    first, second = sorted((one, other), key=lambda each: each.span.start)
    if first.span.field != second.span.field:
        return False
    return wording.field(first.span.field).text[first.span.end : second.span.start].strip() == "/"


def goes_on(earlier: Naming, later: Naming, wording: Wording) -> bool:
    """Tell whether the later naming only goes on with what is said of the earlier: "a macaw or two amazons"."""
    if earlier.span.field != later.span.field or not 0 < later.span.start - earlier.span.end <= _LONGEST_LEAD:
        return False
    return _GOES_ON.fullmatch(wording.field(later.span.field).text, earlier.span.end, later.span.start) is not None


def is_corrected(naming: Naming, namings: Sequence[Naming], wording: Wording) -> bool:
    """Tell whether a title begins with a name in doubt and corrects it at once: "Rozella? Ara!"."""
    if naming.span.field != "title" or naming.span.start > _OPENING:
        return False
    asked = _DOUBT.match(wording.field("title").text, naming.span.end)
    return asked is not None and any(
        other.span.field == "title" and 0 <= other.span.start - asked.end() <= _OPENING for other in namings
    )


def is_denied(naming: Naming, wording: Wording) -> bool:
    """Tell whether a name is asked about and refused: "Eisbär? Nein, Elch"."""
    return _REFUSED.match(wording.field(naming.span.field).text, naming.span.end) is not None


def is_fed(naming: Naming, namings: Sequence[Naming], namer: Namer, wording: Wording) -> bool:
    """Whether mice are what another animal eats: the title does not name them, and no sum stands behind them."""
    if not namer.is_of(naming.taxon, _FEEDERS):
        return False
    place = naming.span
    words = wording.field(place.field)
    if place.field == "title" or any(0 <= figure.start - place.end <= _PRICED for figure in words.figures):
        return False
    return any(
        other.taxon and other.span.field == "title" and not namer.is_of(other.taxon, _FEEDERS) for other in namings
    )


def is_picture(naming: Naming, wording: Wording) -> bool:
    """Tell whether a naming is drawn, not written: 🐒."""
    return not any(map(str.isalpha, wording.field(naming.span.field).text[naming.span.start : naming.span.end]))


def leans_on(naming: Naming, others: Sequence[Naming], wording: Wording, *, counted: bool = False) -> Naming | None:
    """Return the naming right before this one with nothing that parts them: "yaco" before "cola roja".

    In scripts without spaces nothing need part the items of a list. Behind a number something new begins, unless the
    number is of no account (``counted``).
    """
    if ord(naming.words[0]) >= DENSE_FROM:
        return None
    field, start = naming.span.field, naming.span.start
    before = [other for other in others if other.span.field == field and start - _REACH <= other.span.start < start]
    if not before:
        return None
    lead = _item_lead(naming, wording)
    begin = start - len(lead)
    before = [other for other in before if begin <= other.span.start and other.span.end <= start]
    head = max(before, key=lambda other: other.span.end, default=None)
    return None if not counted and any(sign.isdecimal() for sign in lead) else head


def _item_lead(naming: Naming, wording: Wording) -> str:
    """Return the words between a name and the separator before it."""
    return _item_lead_in(wording.field(naming.span.field).text, naming.span.start)


@lru_cache(maxsize=_ASKED_AGAIN)
def _item_lead_in(text: str, start: int) -> str:
    return _SEPARATOR.split(text[max(0, start - _REACH) : start])[-1]


def is_swapped(kind: OfferKind | None, wording: Wording) -> bool:
    """Tell whether a listing proposes an exchange, if only besides."""
    return kind is OfferKind.BARTER or wording.says("offer.barter", "offer.either")


@lru_cache(maxsize=_ASKED_AGAIN)
def _lead(text: str, start: int) -> str:
    """Return the words of the sentence before a place, casefolded."""
    text = text[max(0, start - _REACH) : start]
    for at in range(len(text) - 1, -1, -1):
        if text[at] in "\n\r;!?。！？|•(" or (text[at] == "." and text[at + 1 : at + 2].isspace()):
            return text[at + 1 :].casefold()
    return text.casefold()


def _is_just_before(lead: str, end: int) -> bool:
    """The same where words may be written without spaces: there a few signs are as much as five words."""
    dense = any(ord(sign) >= DENSE_FROM for sign in lead[end:]) if end >= 0 else False
    return _is_close(lead, end) and (not dense or len(lead) - end <= _NEAREST_DENSE)


def _is_close(lead: str, end: int) -> bool:
    """Whether a word that ended there speaks of what follows the lead: few words and no sum between."""
    if end < 0:
        return False
    between = lead[end:]
    return len(between.split()) <= _MOST_LEADING and not any(sign in between for sign in "€$£:₽")
