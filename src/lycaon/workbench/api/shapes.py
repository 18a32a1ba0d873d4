"""What comes in and goes out, as the description of the interface shows it."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field, StringConstraints, model_validator

Words = Annotated[str, StringConstraints(max_length=100_000)]
Short = Annotated[str, StringConstraints(max_length=2_000)]
Reference = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Z]{1,2}-[0-9A-Z]+$")]


class Told(Schema):
    """What comes in: an object of JSON. Without this a word is read as its own title."""

    @model_validator(mode="before")
    @classmethod
    def _is_object(cls, values: object) -> object:
        if not isinstance(getattr(values, "_obj", values), dict):
            raise ValueError("an object is expected")  # noqa: TRY004 - this becomes an answer, not an error
        return values


class ListingIn(Told):
    """A listing as it would be published, or is."""

    id: Short = ""
    title: Short = ""
    text: Words = ""
    price: Short = ""
    place: Short = ""
    category: Short = ""
    language: Annotated[str, StringConstraints(max_length=35)] = ""
    site: Annotated[str, StringConstraints(max_length=253)] = ""
    url: Short = ""
    seller: Annotated[str, StringConstraints(max_length=300)] = ""
    country: Annotated[str, StringConstraints(max_length=6, pattern=r"^([A-Z]{2}(-[A-Z]{3})?)?$")] = ""
    """ISO 3166-1 alpha-2 main market of the site."""
    posted_on: date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.title.strip() and not self.text.strip():
            raise ValueError("a listing needs a title or a text")
        return self


MOST_CHECKED = 100
"""Listings in one batch."""


class ListingsIn(Told):
    """Several listings."""

    listings: Annotated[list[ListingIn], Field(min_length=1, max_length=MOST_CHECKED)]


class Cited(Schema):
    """A rule that decides."""

    rule: str
    title: str
    basis: str
    confirmed: bool


class LotOut(Schema):
    """What appears to be offered."""

    taxon_id: str
    scientific_name: str
    form: str
    probability: float


class CheckOut(Schema):
    """Advice about one listing, with its reasons. A person decides what is held."""

    id: str
    advice: Literal["allow", "ask_document", "hold", "block"]
    because: str
    sentence: str
    wildlife: float
    protected: float
    legality: str
    jurisdiction: str
    on: date
    lots: list[LotOut]
    rules: list[Cited]
    documents: list[str]
    missing: list[str]
    policies: list[str]
    editions: dict[str, str]


class OfferOut(Schema):
    """An offer of the house. The account stands under its pseudonym until the offer is in a case."""

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


class OffersPage(Schema):
    """Some offers, and where the next ones begin."""

    items: list[OfferOut]
    next: str | None
    """Value of ``from`` for the next page; null at the end."""


class TakenOut(Schema):
    """What became of the listings: ``new + changed + again + rejected`` is their number."""

    new: int
    changed: int
    again: int
    silent: int
    """Listings without a sign of wildlife; they are not kept."""
    rejected: int


class DecisionIn(Told):
    """A decision of triage."""

    choice: Literal["confirm", "reject", "ask"]
    ground: Literal["", "not_wildlife", "not_protected", "lawful", "duplicate", "cannot_tell"] = ""
    says: Short = ""


class CaseIn(Told):
    """A new case."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    offers: Annotated[list[Reference], Field(min_length=1, max_length=500)]
    is_urgent: bool = False


class StepIn(Told):
    """A step that is done, or left out with its reason."""

    step: Annotated[str, StringConstraints(max_length=12)]
    says: Short = ""
    left_out: bool = False


class NoteIn(Told):
    """A note."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class OutcomeIn(Told):
    """What came of an offer."""

    offer: Reference
    result: Annotated[str, StringConstraints(max_length=16)]
    on: date | None = None
    known_from: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class CaseOut(Schema):
    """A case."""

    reference: str
    title: str
    lead: str
    tlp: str
    pap: str
    route: str
    is_urgent: bool
    opened_at: datetime
    closed_at: datetime | None
    steps: dict[str, str]
    """Each step: ``done``, ``left_out``, ``next`` or ``open``."""
    offers: list[str]


class CasesPage(Schema):
    """Some cases, and where the next ones begin."""

    items: list[CaseOut]
    next: str | None


class HookIn(Told):
    """Where to send word."""

    url: Short
    verbs: Annotated[list[Annotated[str, StringConstraints(max_length=60)]], Field(max_length=50, default_factory=list)]


class HookOut(Schema):
    """A webhook; its secret is shown once, when it is made."""

    reference: str
    url: str
    verbs: list[str]
    failures: int


class HookMade(HookOut):
    """A new webhook and the secret with which its messages are signed."""

    secret: str


class Problem(Schema):
    """What went wrong, and what helps."""

    code: str
    says: str
