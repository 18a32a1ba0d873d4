"""Requests and orders of authorities, and the answers of platforms."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from lycaon.workbench.api.shapes.words import Digest, Kept, Label, Line, Page, Reference, Short, Told
from lycaon.workbench.correspondence.models import RequestKind
from lycaon.workbench.correspondence.ordering import DataClass, Way

FileName = Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]


class RequestIn(Told):
    """The common fields of a request; what is missing or too much is said in ``lacking``."""

    kind: RequestKind
    way: Way
    legal_basis: Line = ""
    case_number: Line = ""
    offence: Line = ""
    max_penalty_years: Annotated[float, Field(ge=0, le=99)] = 0
    facts: Short = ""
    account_id: Line = ""
    account_url: Short = ""
    data_classes: Annotated[list[DataClass], Field(max_length=3, default_factory=list)]
    begins: Label = ""
    ends: Label = ""
    urgency: Line = ""
    confidentiality: Line = ""
    reply_channel: Line = ""
    deadline: date | None = None


class RequestToIn(RequestIn):
    """A request to draft, and to whom."""

    recipient: Reference


class RenewIn(Told):
    """By when a platform answers a renewal."""

    deadline: date


class HandedOver(Told):
    """A file that is handed over by the channel that the request names."""

    name: FileName
    sha256: Digest


class RequestAnswerIn(Told):
    """What a platform answers."""

    effect: Literal["preserved", "partially", "produced", "refused", "no_such_account"]
    refusal: Short = ""
    files: Annotated[list[HandedOver], Field(max_length=100, default_factory=list)]


class RequestOut(Schema):
    """A request: to its authority as it was written, to its platform as it was released."""

    reference: str
    state: str
    kind: str
    organisation: str
    recipient: str
    sent_at: datetime | None
    answer_due: datetime | None
    lapses_on: date | None
    fields: dict[str, object]
    lacking: list[str]
    answer: dict[str, object]
    """What the gate let through of the answer; a copy carries the watermark of its reader."""


class RequestsPage(Page[RequestOut]):
    """Some requests."""
