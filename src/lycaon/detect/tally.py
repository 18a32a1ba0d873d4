"""What the counts of a listing amount to: how many specimens of a form are offered in all.

The counts themselves are read in :mod:`lycaon.detect.quantity`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import msgspec

from lycaon.detect.standing import Standing
from lycaon.values.finding import Quantity, Span

BULK_FORMS = frozenset({
    "meat", "caviar", "root", "scale", "fingerlings", "chips", "fin", "raw_coral", "ivory_piece", "gall",
    "gall_bladder", "medicine", "powder", "stem", "oil", "gill_plate", "extract", "derivative", "logs", "sawn_wood",
    "veneer", "timber", "swim_bladder",
})  # fmt: skip
"""Forms of the catalogue that are sold by weight or volume."""


class QuantityKind(StrEnum):
    """How the quantity was said, from the surest to the least sure."""

    SEX_COUNT = "sex_count"
    GROUP = "group"
    COUNT = "count"
    NUMBER = "number"
    AMOUNT = "amount"
    LITTER = "litter"
    LOT = "lot"


FIRM = frozenset({QuantityKind.SEX_COUNT, QuantityKind.GROUP, QuantityKind.COUNT, QuantityKind.NUMBER})
_NUMBERED = frozenset({QuantityKind.COUNT, QuantityKind.NUMBER})
_BEADED = frozenset({"jewellery", "ivory_jewellery", "horn_jewellery", "wood_product"})
_MADE_UP = frozenset({
    "garment", "fur_small", "fur_large", "musical_instrument", "furniture", "rug", "shawl", "piano_keys",
})  # fmt: skip
"""Forms of one thing that is made up of several, which sellers count too."""
_WORKED = frozenset({
    "ivory_carving", "horn_carving", "bone_carving", "carving", "tusk", "ivory_jewellery", "jewellery", "skin", "rug",
    "skull", "trophy",
})  # fmt: skip
"""Forms of things that show or bear others."""
_LIMBS = frozenset({
    "tooth", "claw", "horn", "foot", "feather", "tusk", "ear", "bone", "ivory_carving", "ivory_piece", "horn_carving",
    "specimen", "carving", "jewellery", "hair", "tail", "veneer", "leaf", "flower", "stem", "raw_coral", "culture",
    "root", "bark", "bulb",
})  # fmt: skip
"""Forms in which limbs are sold one by one."""
_CLOSE = 24
"""Code points between a pair and what is joined to it."""
_HORNS = 2
"""A pair of horns on a shield is one trophy."""
_SEXED = frozenset({"live", "egg_live", "taxidermy", "skin", "trophy", "fingerlings"})
_GRAINS = frozenset({
    "颗", "顆", "粒", "珠", "个珠", "玉", "حبة", "حبات", "viên", "hạt", "เม็ด", "butir", "beads", "perlas", "perles",
    "perline", "perlen", "kralen", "бусин", "бусины",
})  # fmt: skip
"""Counting words for the beads of a necklace and the grains of a powder."""


_LEFT = frozenset({
    "left", "available", "verfügbar", "vorhanden", "abzugeben", "disponibles", "dispo", "beschikbaar", "over",
    "disponíveis", "disponibili", "disponible", "tersedia", "sisa", "осталось",
})  # fmt: skip
"""Counting words that tell how many there are now: "2 left from a clutch of 4"."""


class QuantityMention(msgspec.Struct, frozen=True):
    """One quantity, how it was said and where."""

    quantity: Quantity
    kind: QuantityKind
    span: Span
    counts: str = ""
    """The casefolded counting word behind the figure (颗, pcs), where there is one."""
    sexed: bool = False
    """Whether males, females or young are counted: such counts add up over a whole text."""
    sentence: int = 0
    """The number of the sentence within its field."""
    young: bool = False
    """Whether young ones are counted: beside a pair they are further animals."""
    joined: bool = False
    """Whether a word for "and" stands right before it."""
    having: bool = False
    """Whether a word for "with" does: a carving with 9 elephants is one."""
    multiplied: bool = False
    """Whether a group was said with a number: "4 pairs"."""
    standing: Standing = Standing.THERE
    """What the words beside it make of it."""


@dataclass(frozen=True, slots=True)
class QuantityReading:
    """All quantities of a listing, in the order in which they stand."""

    mentions: tuple[QuantityMention, ...] = ()

    def whole(self, *, by_weight: bool = False) -> Quantity:
        """Return the quantity of a listing that offers one kind of thing.

        Title and text often say the same twice, so the first field that tells a number counts, never their sum. A
        weight is the quantity only of what is sold by weight (``by_weight``): a tortoise of 31 kg is one tortoise.
        """
        if by_weight:
            firm = next((m for m in self.mentions if m.kind not in {QuantityKind.LITTER, QuantityKind.LOT}), None)
            if firm and firm.kind is QuantityKind.AMOUNT:  # three bladders of 400 g are three bladders
                return firm.quantity
        mentions = _left(self.mentions)
        told = [_told([m for m in mentions if m.span.field == field]) for field in ("title", "text", "price")]
        if told[0] and told[1] and _goes_further(mentions, told[0], told[1]):
            told.reverse()
        # The surest: a count before a range, a range before "females wanted".
        whole = min((each for each in told if each), key=lambda each: each.most - each.least, default=counted(1))
        return _without_gone(whole, self.mentions) if mentions is self.mentions else whole

    def of_form(self, form: str | None) -> "QuantityReading":
        """Return the reading as it is meant of a form.

        Beads are no necklaces, chairs and skins no sets and coats, and only what lives or lived whole has sexes.
        """
        return QuantityReading(tuple(each for each in self.mentions if _counts_form(each, form)))


def counted(number: int | Decimal, most: int | Decimal | None = None, unit: str = "specimen") -> Quantity:
    """Return a quantity; with ``most``, one that may be more than ``number``.

    >>> counted(2).best
    Decimal('2')
    """
    least = Decimal(number)
    return Quantity(least=least, best=least, most=least if most is None else Decimal(most), unit=unit)


def _left(mentions: tuple[QuantityMention, ...]) -> tuple[QuantityMention, ...]:
    """Return the counts of those that are left, with what their sentence adds; all, where none is said to be."""
    alone = tuple(each for each in mentions if each.standing is Standing.SOLE)
    if alone:
        return alone[:1]
    first = next((each for each in mentions if each.standing is Standing.LEFT and each.kind in FIRM), None)
    if first is None:
        return mentions
    return tuple(
        each
        for each in mentions
        if each.span.field == first.span.field
        and each.sentence == first.sentence
        and each.span.start >= first.span.start
        and (each is first or each.joined or each.sexed or each.standing is Standing.LEFT)
    )


def _without_gone(whole: Quantity, mentions: Sequence[QuantityMention]) -> Quantity:
    """Return a quantity less those that are sold or promised: "2 jabutis, 1 já reservado"."""
    gone = sum((each.quantity.best for each in mentions if each.standing is Standing.GONE), Decimal(0))
    return counted(whole.best - gone) if 0 < gone < whole.best and whole.unit == "specimen" else whole


def _goes_further(mentions: Sequence[QuantityMention], title: Quantity, text: Quantity) -> bool:
    """Whether the text says what the title does and adds to it: "Casal", "vendo casal e 2 filhotes"."""
    again = [each for each in mentions if each.span.field == "text" and each.kind in FIRM]
    return (
        text.best > title.best
        and len(again) > 1
        and again[0].quantity.best == title.best
        and any(each.young or each.joined for each in again[1:])
    )


def _told(mentions: Sequence[QuantityMention]) -> Quantity | None:
    """Add up what one field says of one kind of thing.

    Sex counts and counts of one sentence add up ("5 males, 4 females"), those of males and females over the whole text;
    a pair is told once and repeated; vague words count only where nothing firmer is said.
    """
    firm = [mention for mention in mentions if mention.kind in FIRM and mention.standing is not Standing.GONE]
    if of_all := next((each for each in firm if each.standing is Standing.ALL and not each.sexed), None):
        return of_all.quantity  # "parents with two babies, all four together"
    young = [m.quantity for m in firm[1:] if m.young and m.kind in _NUMBERED and m.sentence == firm[0].sentence]
    if (
        len(firm) > 1
        and not young
        and firm[1].joined
        and firm[1].sexed
        and 0 < firm[1].span.start - firm[0].span.end <= _CLOSE
    ):
        young = [firm[1].quantity]  # "a pair and a single female"
    if firm and firm[0].kind is QuantityKind.GROUP:
        pairs = next((mention for mention in firm if mention.multiplied), firm[0])  # "sold in pairs. 4 pairs ready"
        return _added([pairs.quantity, *young])
    if left := next((mention for mention in firm if mention.counts in _LEFT), None):
        return left.quantity
    for kinds in ({QuantityKind.SEX_COUNT}, _NUMBERED):
        same = [mention for mention in firm if mention.kind in kinds]
        if same:
            further = young if QuantityKind.SEX_COUNT in kinds and firm[0] is same[0] else []
            return _added([*(mention.quantity for mention in _of_one_count(same)), *further])
    vague = [m.quantity for m in mentions if m.kind in {QuantityKind.LITTER, QuantityKind.LOT}]
    return max(vague, key=lambda each: each.best, default=None)


def _of_one_count(mentions: Sequence[QuantityMention]) -> Sequence[QuantityMention]:
    """Return the mentions that add up: those of one sentence, of sexes and ages anywhere; no whole with its parts."""
    first, *further = mentions
    if first.sexed:
        return [first, *(each for each in further if each.sexed or each.sentence == first.sentence)]
    beside = [each for each in further if each.sentence == first.sentence]
    if len(beside) == 1 and beside[0].joined:
        return [first, *beside]  # "6 knives and 6 forks"
    parts = sum((each.quantity.best for each in beside), Decimal(0))
    return [first] if parts <= first.quantity.best and first.kind is not QuantityKind.SEX_COUNT else [first, *beside]


def _counts_form(mention: QuantityMention, form: str | None) -> bool:
    if mention.kind is QuantityKind.SEX_COUNT:
        return form is None or form in _SEXED
    if form in _BEADED and mention.standing is Standing.GRAIN:
        return False
    if mention.standing is Standing.LIMB and form not in _LIMBS:
        return False
    if form == "trophy" and mention.kind is QuantityKind.GROUP:
        return mention.quantity.best > _HORNS
    if form in _WORKED and mention.having and mention.kind in _NUMBERED:
        return False
    if form in _MADE_UP:
        return mention.kind is not QuantityKind.NUMBER or mention.span.field == "title"
    return form not in _BEADED or mention.counts not in _GRAINS


def _added(quantities: Sequence[Quantity]) -> Quantity:
    return Quantity(
        least=sum((q.least for q in quantities), Decimal(0)),
        best=sum((q.best for q in quantities), Decimal(0)),
        most=sum((q.most for q in quantities), Decimal(0)),
    )
