"""Notices, information logs and the mails that carry them, in the house and at those who get them."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from lycaon.exchange.information_log import Asked, InformationLog
from lycaon.exchange.notice import LONGEST_EXPLANATION, Notice, NoticeKind, RequestedAction
from lycaon.workbench.api.shapes.words import Kept, Label, Line, Page, Reference, References, Short, Told
from lycaon.workbench.cases.models import Result
from lycaon.workbench.correspondence.models import Channel
from lycaon.workbench.correspondence.states import Decision, Revisit

Explanation = Annotated[str, StringConstraints(max_length=LONGEST_EXPLANATION), Kept]
Facts = Annotated[list[Line], Field(max_length=50)]
Addresses = Annotated[list[Short], Field(max_length=20)]


class RecipientOut(Schema):
    """An organisation that can be written to."""

    reference: str
    name: str
    kind: str
    country: str


class DueOut(Schema):
    """Something that is due."""

    when: datetime | date
    what: str
    basis: str
    is_legal: bool


class NoticeIn(Told):
    """A notice to draft, out of what was read in an offer of a case."""

    case: Reference
    offer: Reference
    recipient: Reference


class NoticeChanges(Told):
    """What of a draft shall be otherwise; what is not named stays."""

    kind: NoticeKind | None = None
    explanation: Explanation | None = None
    facts: Facts | None = None
    why_evident: Explanation | None = None
    requested_action: RequestedAction | None = None
    preserve_note: Annotated[str, StringConstraints(max_length=400), Kept] | None = None
    urls: Addresses | None = None
    item_id: Line | None = None
    good_faith: bool | None = None


class SendIn(Told):
    """By which way something goes."""

    channel: Channel


class ReceiptIn(Told):
    """A receipt, under the recipient's own name for it."""

    receipt: Annotated[str, StringConstraints(max_length=200), Kept] = ""


class NoticeDecisionIn(Told):
    """What a platform decided, told by the house."""

    decision: Decision
    known_from: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]


class RevisitIn(Told):
    """What was seen at the address."""

    seen: Revisit


class SettledIn(Told):
    """What came of a complaint."""

    is_reversed: bool


class NoticeOut(Schema):
    """A notice of the house."""

    reference: str
    state: str
    kind: str
    case: str
    offer: str
    recipient: str
    channel: str
    is_pressing: bool
    drafted_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    decided_at: datetime | None
    decision: str
    revisit: str
    due: list[DueOut]


class StatementOut(Schema):
    """A statement of reasons, as far as the platform's agreement lets it come."""

    reference: str
    platform: str
    notice: str
    decision: str
    received_at: datetime
    told: dict[str, str]


class SendingOut(Schema):
    """A mail in the outbox."""

    reference: str
    kind: str
    state: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    fault: str


class NoticeWholeOut(NoticeOut):
    """A notice with its contents: as the house has it, and as it left."""

    document: Notice
    released: Notice | None
    lacking: list[str]
    """What Art. 16(2) asks for and is missing, in words."""
    letter: str
    statements: list[StatementOut]
    sendings: list[SendingOut]


class NoticesPage(Page[NoticeOut]):
    """Some notices."""


class ClearIn(Told):
    """Whether a mail arrived whose worker died."""

    was_sent: bool


class ContactIn(Told):
    """Where an organisation is written to."""

    organisation: Reference
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")]


class ContactOut(Schema):
    """Where an organisation is written to."""

    organisation: str
    email: str


class FlaggerIn(Told):
    """The status of trusted flagger."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=80), Kept]
    awarded_by: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    scope: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    valid_from: date
    valid_to: date | None = None


class FlaggerOut(Schema):
    """The status of trusted flagger."""

    number: str
    awarded_by: str
    scope: str
    valid_from: date
    valid_to: date | None


class FigureOut(Schema):
    """How many notices of one type went to one provider in a year."""

    provider: str
    type: str
    notices: int
    removed: int
    restricted: int
    document_requested: int
    account_action: int
    kept: int
    already_gone: int
    withdrawn: int
    unanswered: int


class FiguresOut(Schema):
    """The yearly report of a trusted flagger, and how many notices were upheld."""

    year: int
    rows: list[FigureOut]
    upheld: int
    decided: int
    alarms: bool


class StatementIn(Told):
    """A statement of reasons as it came: JSON or a letter."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000), Kept]


class StatementOfIn(StatementIn):
    """A statement of reasons that reached the house."""

    platform: Reference


class LogsIn(Told):
    """Offers to tell an authority of; one log holds the offers of one account."""

    recipient: Reference
    offers: References


class LogChanges(Told):
    """What of a log shall be otherwise; what is not named stays."""

    summary: Annotated[str, StringConstraints(max_length=3_000), Kept] | None = None
    asked: Asked | None = None
    handling: Annotated[str, StringConstraints(max_length=400), Kept] | None = None
    own_grade: Annotated[str, StringConstraints(max_length=5), Kept] | None = None
    severity: Annotated[str, StringConstraints(max_length=400), Kept] | None = None


class ChosenIn(Told):
    """Logs with which the same is done."""

    logs: References


class SendLogsIn(ChosenIn):
    """Logs to send, and by which way."""

    channel: Channel


class LogOut(Schema):
    """An information log of the house."""

    reference: str
    state: str
    recipient: str
    channel: str
    offers: list[str]
    reviews: int
    drafted_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    recipient_reference: str
    due: list[DueOut]


class LogWholeOut(LogOut):
    """A log with its contents: as the house has it, and as it left."""

    document: InformationLog
    released: InformationLog | None
    lacking: list[str]
    answer_note: str
    results: dict[str, str]
    sendings: list[SendingOut]


class LogsPage(Page[LogOut]):
    """Some information logs."""


class ToldNoticeOut(Schema):
    """A notice as its platform gets it: what the agreement lets through."""

    reference: str
    state: str
    sent_at: datetime | None
    answer_due: datetime | None
    decision: str
    notice: Notice | None
    """None where the agreement does not let it be shown any more."""
    withdrawal: str
    """The letter that takes it back; empty where it stands."""


class ToldNoticesPage(Page[ToldNoticeOut]):
    """Some notices to one's platform."""


class AnswerIn(Told):
    """What a platform decides on a notice, with its reasons."""

    decision: Decision
    ground: Annotated[str, StringConstraints(max_length=500), Kept] = ""
    facts: Annotated[str, StringConstraints(max_length=4_000), Kept] = ""
    automated: bool = False
    redress: Annotated[str, StringConstraints(max_length=500), Kept] = ""


class ToldLogOut(Schema):
    """A log as its authority gets it: what the agreement lets through."""

    reference: str
    state: str
    sent_at: datetime | None
    log: InformationLog | None
    """None where the agreement does not let it be shown any more."""
    results: dict[str, str]
    """What the authority told of the offers."""


class ToldLogsPage(Page[ToldLogOut]):
    """Some logs to one's authority."""


class LogReceiptIn(ChosenIn):
    """Logs that arrived, under the authority's own file."""

    reference: Label = ""


class LogAnswerIn(Told):
    """What an authority says to a log."""

    answer: Literal["accepted", "returned", "declined"]
    reference: Label = ""
    note: Short = ""


class ToldResult(Told):
    """What came of one offer."""

    offer: Reference
    result: Result


class LogOutcomeIn(Told):
    """What came of offers of a log."""

    results: Annotated[list[ToldResult], Field(min_length=1, max_length=500)]
    on: date | None = None
