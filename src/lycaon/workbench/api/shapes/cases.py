"""Cases and the work on them."""

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from lycaon.workbench.api.shapes.words import Kept, Line, Page, Reference, References, Short, Told
from lycaon.workbench.cases.models import Result
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import Route


class CaseIn(Told):
    """A new case."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    offers: References
    is_urgent: bool = False


class StepIn(Told):
    """A step that is done."""

    step: Step
    says: Short = ""


class LeaveOutIn(Told):
    """A step that is left out."""

    step: Step
    reason: Short


class SignatureIn(Told):
    """What one looked at and agrees with: ``taxon``, ``law``, ``links``, perhaps ``welfare``."""

    agrees: Annotated[
        list[Annotated[str, StringConstraints(pattern="^(taxon|law|links|welfare)$")]], Field(max_length=8)
    ]
    says: Short = ""


class RouteIn(Told):
    """Where a case goes; with a reason where the rules propose another route."""

    route: Route
    reason: Short = ""


class MembersIn(Told):
    """Who may know of a case."""

    lead: Reference
    members: Annotated[list[Reference], Field(max_length=200)]
    is_restricted: bool = False


class TaskIn(Told):
    """A task."""

    says: Annotated[str, StringConstraints(min_length=1, max_length=300), Kept]
    who: Reference | None = None
    due: date | None = None
    basis: Annotated[str, StringConstraints(max_length=200), Kept] = ""


class NoteIn(Told):
    """A note."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=10_000), Kept]


class OutcomeIn(Told):
    """What came of an offer."""

    offer: Reference
    result: Result
    on: date | None = None
    known_from: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]


class JoinIn(Told):
    """Offers to add to a case."""

    offers: References


class TaskOut(Schema):
    """A task of a case."""

    reference: str
    says: str
    who: str
    due: date | None
    basis: str
    done_at: datetime | None


class NoteOut(Schema):
    """A note of a case."""

    at: datetime
    by: str
    text: str


class OutcomeOut(Schema):
    """What came of an offer, and from whom one knows."""

    offer: str
    result: str
    on: date | None
    known_from: str


class SignedOut(Schema):
    """A signature under what a case says."""

    by: str
    agrees: list[str]
    says: str
    at: datetime


class ActOut(Schema):
    """One act that was done, from the record."""

    at: datetime
    actor: str
    verb: str
    reason: str


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


class CaseWholeOut(CaseOut):
    """A case with all that is known of it."""

    members: list[str]
    is_restricted: bool
    route_proposed: str
    route_because: str
    tasks: list[TaskOut]
    notes: list[NoteOut]
    outcomes: list[OutcomeOut]
    signatures: list[SignedOut]
    acts: list[ActOut]
    """The latest fifty, newest first."""


class CasesPage(Page[CaseOut]):
    """Some cases."""


class OutIn(Told):
    """Why an offer leaves a case."""

    reason: Line
