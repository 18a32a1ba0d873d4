"""Listings that come in, and the advice about them."""

from datetime import date
from typing import Annotated, Literal, Self

from ninja import Schema
from pydantic import Field, StringConstraints, model_validator

from lycaon.workbench.api.shapes.words import Kept, Line, Short, Told, Words


class ListingIn(Told):
    """A listing as it would be published, or is."""

    id: Short = ""
    title: Short = ""
    text: Words = ""
    price: Short = ""
    place: Short = ""
    category: Short = ""
    language: Annotated[str, StringConstraints(max_length=35), Kept] = ""
    site: Annotated[str, StringConstraints(max_length=253), Kept] = ""
    url: Short = ""
    seller: Line = ""
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
