"""What the house keeps about itself: webhooks, its record, its periods, its holds."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from lycaon.workbench.api.shapes.words import Kept, Page, Reference, Short, Told


class HookIn(Told):
    """Where to send word."""

    url: Short
    verbs: Annotated[
        list[Annotated[str, StringConstraints(max_length=60), Kept]], Field(max_length=50, default_factory=list)
    ]
    """Of the acts it hears of; none named: of all."""


class HookOut(Schema):
    """A webhook; its secret is shown once, when it is made."""

    reference: str
    url: str
    verbs: list[str]
    failures: int


class HookMade(HookOut):
    """A new webhook and the secret with which its messages are signed."""

    secret: str


class EventOut(Schema):
    """One act, as the record keeps it, with its place in the chain."""

    seq: int
    at: datetime
    actor: str
    role: str
    organisation: str
    verb: str
    object_kind: str
    object_id: str
    reason: str
    data: str
    hash: str


class RecordPage(Page[EventOut]):
    """Some of the record, from its beginning."""


class ChainOut(Schema):
    """Whether the record's chain holds."""

    links: int
    last_hash: str
    faults: list[str]


class ReadOut(Schema):
    """That somebody opened something."""

    at: datetime
    actor: str
    role: str
    organisation: str
    verb: str
    object_kind: str
    object_id: str


class ReadsPage(Page[ReadOut]):
    """Some of the read log, the latest first."""


class KeptOut(Schema):
    """For how long one kind of thing is kept, and the last proof that the rest was forgotten."""

    name: str
    says: str
    days: int
    last_swept_at: datetime | None


class HoldIn(Told):
    """What to keep from being forgotten, and why."""

    object_kind: Literal["offer", "account", "case"]
    object_id: Reference
    basis: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500), Kept]
    review_on: date


class HoldOut(Schema):
    """A hold."""

    reference: str
    object_kind: str
    object_id: str
    basis: str
    reason: str
    review_on: date
    lifted_at: datetime | None
