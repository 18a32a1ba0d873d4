"""A finding: all that was read out of one listing, before any law is asked.

Every belief is a :class:`Fact`: candidates with probabilities, what is left over is *unknown*. Nothing is
ever defaulted: a fact without candidates was not stated.

What is made by the hundred for every listing is a struct, which is made and compared in a tenth of the time of a
dataclass; ``msgspec.structs.replace`` copies it with changes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from lycaon.values.listing import TextField

T = TypeVar("T")


class Span(msgspec.Struct, frozen=True, gc=False):
    """Where words stand: half-open, in code points of the published field."""

    field: TextField
    start: int
    end: int


class Origin(StrEnum):
    """Who says so."""

    STATED = "stated"
    """the seller's words"""
    SEEN = "seen"
    """a photo"""
    DERIVED = "derived"
    """concluded by the engine"""
    REGISTER = "register"
    """an external list"""
    HUMAN = "human"
    """an analyst"""


class Candidate(msgspec.Struct, Generic[T], frozen=True):
    """One value that a fact may have."""

    value: T
    probability: float


class Fact(msgspec.Struct, Generic[T], frozen=True):
    """Something believed about an offer.

    ``candidates`` are sorted by falling probability and sum to at most 1; the rest is unknown.
    """

    candidates: tuple[Candidate[T], ...] = ()
    origin: Origin = Origin.STATED
    spans: tuple[Span, ...] = ()

    @property
    def best(self) -> T | None:
        """The likeliest value, or None where nothing is believed."""
        return self.candidates[0].value if self.candidates else None

    @property
    def unknown(self) -> float:
        """The probability that is given to no value."""
        return max(0.0, 1.0 - sum(candidate.probability for candidate in self.candidates))


def certain(value: T, *, origin: Origin = Origin.STATED, spans: tuple[Span, ...] = ()) -> Fact[T]:
    """Return a fact with one sure value.

    >>> certain("FR").best
    'FR'
    """
    return Fact((Candidate(value, 1.0),), origin, spans)


class OfferKind(StrEnum):
    """What the listing proposes. All but ``INFO`` are in the scope of a ban on offering."""

    SALE = "sale"
    AUCTION = "auction"
    BARTER = "barter"
    RENT = "rent"
    GIFT = "gift"
    WANTED = "wanted"
    DISPLAY = "display"
    INFO = "info"


class SellerKind(StrEnum):
    """In what role somebody offers, as far as the listing tells."""

    PRIVATE = "private"
    TRADER = "trader"


class OriginCode(StrEnum):
    """CITES code of how a specimen came to be."""

    WILD = "W"
    RANCHED = "R"
    COMMERCIAL_BREEDING = "D"
    PROPAGATED = "A"
    CAPTIVE_BRED = "C"
    BORN_CAPTIVE = "F"
    FROM_THE_SEA = "X"
    ASSISTED = "Y"
    UNKNOWN = "U"
    CONFISCATED = "I"
    PRE_CONVENTION = "O"


class Material(StrEnum):
    """What the words claim the thing is made of."""

    GENUINE = "genuine"
    CLAIMED_IMITATION = "claimed_imitation"
    AMBIGUOUS = "ambiguous"


class Worked(StrEnum):
    """How far a specimen was worked."""

    RAW = "raw"
    PARTLY = "partly"
    WORKED = "worked"


class Shipping(StrEnum):
    """How far the seller would send it."""

    COLLECTION = "collection"
    DOMESTIC = "domestic"
    EU = "eu"
    WORLDWIDE = "worldwide"


class MentionKind(StrEnum):
    """What kind of words were recognised; decides the line drawn under them."""

    NAME = "name"
    FORM = "form"
    PRICE = "price"
    QUANTITY = "quantity"
    CLAIM = "claim"
    CODE_WORD = "code_word"
    DOCUMENT = "document"
    MARK = "mark"
    CONTEXT = "context"


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were read as something."""

    kind: MentionKind
    span: Span
    surface: str
    """The words as published."""
    meanings: tuple[Candidate[str], ...] = ()
    """Ids of the catalogue (taxon, form, cue) with the probability of each."""
    decides: bool = False
    """Whether the decision rests on these words."""


class TaxonRef(msgspec.Struct, frozen=True):
    """A taxon as believed of a specimen.

    ``domestic_form`` names the domesticated or excluded form (``budgerigar``) where the words mean that;
    ``hybrid_generation`` counts generations from the nearest wild ancestor (1..4; 5 stands for 5 and more).
    """

    id: str
    scientific_name: str
    rank: str = "species"
    domestic_form: str | None = None
    hybrid_generation: int | None = None


class Quantity(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How much is offered: at least, best guess, at most; ``unit`` as in CITES reports (specimen, g, kg, m3, ml)."""

    least: Decimal
    best: Decimal
    most: Decimal
    unit: str = "specimen"


class Money(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A sum as asked, and the same in euro at the reference rate of the day, where one is known."""

    amount: Decimal
    currency: str
    as_written: str
    negotiable: bool = False
    placeholder: bool = False
    """Whether the sum looks like a stand-in (1, 123, 99999) and must not be counted."""
    euro: Decimal | None = None
    rate_day: date | None = None


class Period(msgspec.Struct, frozen=True, gc=False):
    """When something was made or acquired, as claimed; ``vague`` for "antique" or "grandmother's"."""

    earliest: date | None
    latest: date | None
    vague: bool = False


class DocumentState(StrEnum):
    """How far a claimed document was checked."""

    CLAIMED = "claimed"
    SYNTAX = "syntax"
    ISSUER = "issuer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentClaim:
    """A paper the seller speaks of. ``kind`` is a document id of the rules (``eu_certificate``, ``invoice``)."""

    kind: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    syntax: str = ""
    """``well_formed``, ``unknown_format`` or "" without a number; never "invalid"."""
    state: DocumentState = DocumentState.CLAIMED
    denied: bool = False
    """The seller says there is none."""
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A ring, chip or label.

    ``kind`` is ``closed_ring``, ``split_ring``, ``microchip``, ``tattoo``, ``photo_id``, ``tag`` or ``caviar_label``.
    """

    kind: str
    number: str = ""
    syntax: str = ""
    span: Span | None = None


class ClaimKind(StrEnum):
    """What sellers say to describe, reassure or hint. A claim is never taken for a fact."""

    CAPTIVE_BRED = "captive_bred"
    WILD_TAKEN = "wild_taken"
    PROPAGATED = "propagated"
    RANCHED = "ranched"
    OLD = "old"
    INHERITED = "inherited"
    FOUND_DEAD = "found_dead"
    GENUINE = "genuine"
    IMITATION = "imitation"
    PAPERS = "papers"
    NO_PAPERS = "no_papers"
    MARKED = "marked"
    LAWFUL = "lawful"
    DISCREET = "discreet"


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One claim and the words that make it."""

    kind: ClaimKind
    span: Span
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One kind of specimen within an offer; an offer of two species has two lots, the principal one first."""

    taxon: Fact[TaxonRef] = Fact()
    form: Fact[str] = Fact()
    """Form ids of the catalogue (``live``, ``ivory_carving``)."""
    material: Fact[Material] = Fact()
    quantity: Fact[Quantity] = Fact()
    origin_code: Fact[OriginCode] = Fact()
    generation: Fact[int] = Fact()
    """F0, F1, F2 as 0, 1, 2."""
    age: Fact[Period] = Fact()
    worked: Fact[Worked] = Fact()
    mass_g: Fact[Quantity] = Fact()
    ivory_share_volume: Fact[float] = Fact()
    origin_country: Fact[str] = Fact()
    """Where the specimen was taken, bred or harvested; not where it is now."""
    price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All that was read out of one listing."""

    listing_id: str
    languages: tuple[Candidate[str], ...] = ()
    mentions: tuple[Mention, ...] = ()
    wildlife: float = 0.0
    """Calibrated probability that the listing proposes a transfer of a wild species' specimen."""
    offer_kind: Fact[OfferKind] = Fact()
    seller_kind: Fact[SellerKind] = Fact()
    lots: tuple[Lot, ...] = ()
    price: Money | None = None
    claims: tuple[Claim, ...] = ()
    documents: tuple[DocumentClaim, ...] = ()
    marks: tuple[Mark, ...] = ()
    item_country: Fact[str] = Fact()
    """ISO 3166-1 alpha-2, with a subdivision where law needs one (``BE-VLG``, ``US-TX``, ``GB-ENG``)."""
    seller_country: Fact[str] = Fact()
    ships_to: Fact[Shipping] = Fact()
    postal: Fact[bool] = Fact()
    """Whether the offer proposes dispatch by post."""
    contacts: tuple[str, ...] = ()
    """Keyed hashes of contact handles; never the handles."""
    disguised: tuple[str, ...] = ()
    """Kinds of disguise undone: ``homoglyph``, ``spaced``, ``leet``, ``zero_width``, ``emoji``, ``reversed``."""
    reasons: tuple[str, ...] = ()
    """Codes of what moved ``wildlife``, strongest first; sentences are made at the edge."""
