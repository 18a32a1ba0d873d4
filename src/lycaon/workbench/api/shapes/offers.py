"""Offers, and what triage decides about them."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from lycaon.workbench.api.shapes.words import Page, Reference, Short, Told
from lycaon.workbench.triage.states import Choice, Ground


class OfferOut(Schema):
    """An offer of the house. The account stands under its pseudonym; ``seller`` says more where that is allowed."""

    reference: str
    state: str
    title: str
    taxon: str
    taxon_id: str
    form: str
    jurisdiction: str
    legality: str
    probability: float
    priority: float
    site: str
    seller_key: str
    first_seen: datetime
    last_seen: datetime


class ListingOut(Schema):
    """A listing of an offer as published."""

    listing_id: str
    url: str
    title: str
    text: str
    language: str
    price: str
    place: str
    posted_on: date | None
    seen_at: datetime


class OfferWholeOut(OfferOut):
    """An offer with its latest listing and what the law appears to say."""

    listing: ListingOut
    sentence: str
    captures: list[str]


class OffersPage(Page[OfferOut]):
    """Some offers."""


class ScannedOut(Schema):
    """What the engine said of an offer once."""

    at: datetime
    listing_id: str
    legality: str
    jurisdiction: str
    sentence: str
    wildlife: float
    protected: float
    editions: dict[str, str]


class CaptureOut(Schema):
    """A capture of an offer, as database and evidence store have it."""

    store_id: str
    kind: str
    health: str
    at: datetime
    is_stamped: bool
    stamps_verified: int | None
    """Null where the capture is not in the store."""
    custody_is_unbroken: bool | None
    is_destroyed: bool | None


class AskedOut(Schema):
    """How many pages are being fetched."""

    pages: int


class AttachIn(Told):
    """A capture in the evidence store, by eight characters of its id or more."""

    capture: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{8,64}$")]


class AlikeOut(Schema):
    """A near-duplicate, and the fields in which it differs."""

    offer: OfferOut
    differs: list[str]


class SellerOut(Schema):
    """The account behind an offer: a key, and its handle where the offer is in a case."""

    key: str
    handle: str
    profile_url: str
    other_offers: list[str]


class TakenOut(Schema):
    """What became of the listings: ``new + changed + again + rejected`` is their number."""

    new: int
    changed: int
    again: int
    silent: int
    """Listings without a sign of wildlife; they are not kept."""
    rejected: int


class QueueOut(Schema):
    """What waits to be decided, the next first."""

    items: list[OfferOut]
    waiting: int
    """Counted up to a thousand and one."""


class DecisionIn(Told):
    """A decision of triage."""

    choice: Choice
    ground: Ground | None = None
    says: Short = ""
    along: Annotated[list[Reference], Field(max_length=50, default_factory=list)]
    """Near-duplicates that are decided together with it."""


class DecidedOut(Schema):
    """A decision, by the number under which it is taken back."""

    number: int
    offer: OfferOut


class DecidersOut(Schema):
    """How often two persons decided alike, beyond chance."""

    pairs: int
    alike: int
    kappa: float | None
    median_seconds: float | None
