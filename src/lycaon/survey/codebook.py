"""The code-book: what an advertisement is, what a specimen is, and the codes a coder may give.

Version 1. An *advertisement* is one public message that proposes the transfer of at least one specimen; the same
message on two sites is two advertisements and one *unique offer*; the same thing posted again on one site within
30 days is the same advertisement. A pair is two specimens, "group of 5" is five, a litter without a number is one
with the flag ``minimum``, a necklace of 40 beads is one, a box of pieces is one with its weight, a chess set is one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from lycaon.values.verdict import Legality

VERSION = "1"
REPOST_DAYS = 30


class Message(StrEnum):
    """What a message is; only ``ACTIVE`` enters the figures."""

    ACTIVE = "active"
    WANTED = "wanted"
    PAST = "past"
    """before the period"""
    OTHER = "other"
    """talk, breeders' information, stock lists, listings from elsewhere"""


class SiteKind(StrEnum):
    """What kind of place a site is."""

    MARKETPLACE = "marketplace"
    AUCTION = "auction"
    CLASSIFIED = "classified"
    FORUM = "forum"
    SOCIAL = "social"
    SHOP = "shop"


class Group(StrEnum):
    """Groups of taxa in which people speak of the trade; turtles, parrots, raptors and ivory stand apart."""

    TURTLES = "turtles"
    REPTILES = "reptiles"
    """other reptiles"""
    PARROTS = "parrots"
    RAPTORS = "raptors"
    BIRDS = "birds"
    """other birds"""
    MAMMALS = "mammals"
    """without ivory"""
    IVORY = "ivory"
    AMPHIBIANS = "amphibians"
    FISH = "fish"
    INVERTEBRATES = "invertebrates"
    PLANTS = "plants"


class AtSale(StrEnum):
    """Whether the animal or plant is alive when it is sold."""

    LIVE = "live"
    LIVE_OTHER = "live_other"
    """eggs and the like, of a trade in the living"""
    PART = "part"


class TaxonCertainty(StrEnum):
    """How the taxon is known."""

    STATED_AND_SEEN = "T1"
    SEEN = "T2"
    STATED = "T3"
    INFERRED = "T4"


class MaterialCertainty(StrEnum):
    """How the material is known."""

    GENUINE = "M1"
    CLAIMED = "M2"
    SUSPECTED = "M3"
    IMITATION = "M4"


class DocumentClaim(StrEnum):
    """What papers the message speaks of."""

    NONE = "none"
    VAGUE = "vague"
    TYPED = "typed"
    NUMBERED = "numbered"


class Role(StrEnum):
    """In what role somebody offers, as far as the message tells."""

    PRIVATE = "private"
    TRADER = "trader"
    UNKNOWN = "unknown"


class PriceFlag(StrEnum):
    """Why a price as written is not simply a price."""

    NONE = "none"
    MISSING = "missing"
    NEGOTIABLE = "negotiable"
    """kept: it is what was asked"""
    PLACEHOLDER = "placeholder"
    """1, 123, 99999: left out of every sum"""
    NEGATIVE = "negative"
    """cannot be a price: left out, and shown to a coder"""
    NO_CURRENCY = "no_currency"
    NO_RATE = "no_rate"
    """asked in a currency without a known rate on that day"""


class Link(StrEnum):
    """Why one advertisement points at another."""

    NONE = "none"
    REPOST = "repost"
    CROSSPOST = "crosspost"
    SAME_SPECIMEN = "same_specimen_possible"


class Scam(StrEnum):
    """Signs that nothing is for sale at all; such messages are counted apart."""

    NONE = "none"
    COPIED_PHOTOS = "copied_photos"
    IMPOSSIBLE_PRICE = "impossible_price"
    ADVANCE_FEE = "advance_fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """One advertisement as coded."""

    id: str
    """``site:ad-id``"""
    site: str
    seen_on: date
    posted_on: date | None = None
    country: str = ""
    """of the offer, ISO 3166-1 alpha-2"""
    region: str = ""
    language: str = ""
    seller: str = ""
    """A key for the account on its site; never published as it is."""
    role: Role = Role.UNKNOWN
    message: Message = Message.ACTIVE
    price_amount: Decimal | None = None
    price_currency: str = ""
    price_eur: Decimal | None = None
    rate_day: date | None = None
    """Day of the reference rate; before ``seen_on`` where that day has none (weekends)."""
    price_flag: PriceFlag = PriceFlag.MISSING
    document: DocumentClaim = DocumentClaim.NONE
    legality: Legality = Legality.UNKNOWN
    """As settled between engine and coders."""
    engine_legality: Legality | None = None
    scam: Scam = Scam.NONE
    searchers: str = ""
    """Who or which half of the keywords found it: ``A;B``. For the estimate of what was not seen."""
    item_id: str = ""
    """The platform's own id of the thing, where it has one."""
    text_key: str = ""
    """Digest of the folded text; equal words, equal key."""
    near: str = ""
    """Id of a group of near-duplicates found elsewhere (pictures, shingles, a person)."""
    tactic: str = ""
    """How the sale is arranged, as coded; sensitive, never published by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of an advertisement: one taxon in one form. An advertisement of sixty species has sixty lines."""

    ad: str
    line: int
    taxon: str
    """Accepted name at the level that the words or the picture decide; never guessed lower."""
    rank: str = "species"
    group: Group
    at_sale: AtSale
    form: str = ""
    least: int = 1
    best: int = 1
    most: int = 1
    minimum: bool = False
    """No number was given: one, and at least."""
    weight_g: Decimal | None = None
    appendix: str = ""
    """CITES, on the day of the advertisement: I, II, III or nothing."""
    annex: str = ""
    """EU, likewise: A, B, C, D or nothing."""
    taxon_certainty: TaxonCertainty = TaxonCertainty.STATED
    material_certainty: MaterialCertainty = MaterialCertainty.CLAIMED


class State(StrEnum):
    """How a visit to a site or an advertisement went."""

    OBSERVED = "observed"
    VANISHED = "vanished"
    """the site is no longer there"""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Work on one site on one day."""

    site: str
    on: date
    coder: str = ""
    minutes: float
    pages: int = 0
    errors: int = 0
    keywords: str = ""
    """Digest of the list that was used; it must be the plan's."""
    state: State = State.OBSERVED


class Cause(StrEnum):
    """Why an offer is no longer there."""

    PLATFORM = "platform"
    SOLD = "sold"
    EXPIRED = "expired"
    SELLER = "seller"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look at a notified offer. A visit to a site that does not answer says nothing about its offers."""

    ad: str
    at: datetime
    present: bool
    cause: Cause = Cause.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice to a platform about one offer."""

    ad: str
    received_at: datetime


class LogOutcome(StrEnum):
    """What became of an information log, as far as its recipient told."""

    NO_ANSWER = "no_answer"
    RECEIVED = "received"
    ENQUIRY = "enquiry"
    SEIZURE = "seizure"
    PROSECUTION = "prosecution"
    CONVICTION = "conviction"
    NO_OFFENCE = "no_offence"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """An information log sent to an authority, and the advertisements in it."""

    id: str
    sent_on: date
    country: str
    recipient: str
    """Kind of recipient: police, customs, cites_authority, other."""
    ads: str
    """Ids, separated by semicolons."""
    outcome: LogOutcome = LogOutcome.UNKNOWN

    @property
    def ad_ids(self) -> tuple[str, ...]:
        """The advertisements, one by one."""
        return tuple(part.strip() for part in self.ads.split(";") if part.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a company says about wildlife on its site."""

    company: str
    policy: str
    on: date | None = None
    change: str = ""
    named: bool = False
    """Whether the company may be named; otherwise its site code stands."""
