"""Notices in the house."""

from collections.abc import Callable
from typing import Annotated

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from lycaon.exchange import notice as values
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, file, page_of, said, sends
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.letters import (
    ClearIn,
    ContactIn,
    ContactOut,
    DueOut,
    FigureOut,
    FiguresOut,
    FlaggerIn,
    FlaggerOut,
    NoticeChanges,
    NoticeDecisionIn,
    NoticeIn,
    NoticeOut,
    NoticesPage,
    NoticeWholeOut,
    ReceiptIn,
    RecipientOut,
    RevisitIn,
    SendIn,
    SendingOut,
    SettledIn,
    StatementOfIn,
    StatementOut,
)
from lycaon.workbench.api.shapes.words import After, Label, Name, ReasonIn, Size
from lycaon.workbench.cases.access import case_for, offers_of
from lycaon.workbench.correspondence import actions, clocks, figures, posting, queries, statements
from lycaon.workbench.correspondence.access import notice_for, notices_for, partners, sending_for
from lycaon.workbench.correspondence.leaving import notice_now
from lycaon.workbench.correspondence.models import Notice, Sending, Statement
from lycaon.workbench.correspondence.verbs import (
    DRAFT_NOTICE,
    FOLLOW_NOTICE,
    KEEP_FLAGGER,
    READ_NOTICE,
    REVIEW_NOTICE,
    SEE_FIGURES,
    SEND_NOTICE,
    WITHDRAW_NOTICE,
)
from lycaon.workbench.people.acting import house_of
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import note_read

router = Router(tags=["notices"])

Year = Annotated[int, Field(ge=1, le=9999)]


@router.get("/notices", response=answers(NoticesPage))
@needs(Scope.LETTERS_READ, READ_NOTICE)
def list_notices(request: Call, state: Label = "", after: After = "", size: Size = 50) -> NoticesPage:
    """List the notices of the cases of which the person may know, the latest first."""
    found = notices_for(request.actor).select_related("recipient", "offer", "case")
    rows, following = page_of(found.filter(state=state) if state else found, after, size)
    return NoticesPage(items=[_notice(one) for one in rows], next=following)


@router.post("/notices", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, DRAFT_NOTICE)
def draft_notice(request: Call, told: NoticeIn) -> HttpResponse:
    """Draft a notice about an offer of a case, out of what was read in it."""
    case = case_for(request.actor, told.case)
    offer = offers_of(case).filter(reference=told.offer).first()
    if offer is None:
        raise Http404
    recipient = partner(Kind.PLATFORM, told.recipient)
    return acted(request, lambda: _notice(actions.draft_notice(request.actor, case, offer, recipient)))


@router.get("/platforms", response=answers(list[RecipientOut]))
@needs(Scope.LETTERS_READ, DRAFT_NOTICE)
def list_platforms(request: Call) -> list[RecipientOut]:  # noqa: ARG001 - the door has asked it all
    """List the platforms to which a notice can go."""
    return recipients(Kind.PLATFORM)


@router.get("/figures", response=answers(FiguresOut))
@needs(Scope.LETTERS_READ, SEE_FIGURES)
def get_figures(request: Call, year: Year | None = None) -> FiguresOut:
    """Show the yearly report of a trusted flagger, and how many notices were upheld."""
    house, wanted = house_of(request.actor), year or timezone.localdate().year
    precision = figures.precision(house)
    rows = [FigureOut.model_validate(one, from_attributes=True) for one in figures.yearly_report(house, wanted)]
    return FiguresOut(
        year=wanted, rows=rows, upheld=precision.upheld, decided=precision.decided, alarms=precision.alarms
    )


@router.put("/contacts", response=answers(ContactOut))
@needs(Scope.LETTERS_WRITE, KEEP_FLAGGER)
def keep_contact(request: Call, told: ContactIn) -> HttpResponse:
    """Keep where an organisation is written to."""
    wanted = Organisation.objects.filter(reference=told.organisation, ended_at=None).first()
    if wanted is None:
        raise Http404

    def act() -> ContactOut:
        kept = actions.keep_contact(request.actor, wanted, told.email)
        return ContactOut(organisation=wanted.reference, email=kept.email)

    return acted(request, act)


@router.put("/trusted-flagger", response=answers(FlaggerOut))
@needs(Scope.LETTERS_WRITE, KEEP_FLAGGER)
def keep_flagger(request: Call, told: FlaggerIn) -> HttpResponse:
    """Keep that a coordinator made the house a trusted flagger; the latest profile speaks."""

    def act() -> FlaggerOut:
        kept = actions.keep_flagger(request.actor, **told.model_dump())
        return FlaggerOut.model_validate(kept, from_attributes=True)

    return acted(request, act)


@router.post("/statements", response=answers(StatementOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def file_statement(request: Call, told: StatementOfIn) -> HttpResponse:
    """File a statement of reasons that reached the house; it is matched with the notice that it answers."""
    platform = partner(Kind.PLATFORM, told.platform)
    house = house_of(request.actor)
    return acted(
        request,
        lambda: statement_out(statements.file_statement(request.actor, told.text.encode(), platform, house)),
    )


@router.post("/mails/{reference}/cleared", response=answers(SendingOut))
@needs(Scope.LETTERS_SEND, SEND_NOTICE)
def clear_mail(request: Call, reference: Name, told: ClearIn) -> HttpResponse:
    """Say of a mail whose worker died whether it arrived."""
    found = sending_for(request.actor, reference)
    return acted(request, lambda: sending_out(posting.clear_mark(request.actor, found, was_sent=told.was_sent)))


@router.get("/notices/{reference}", response=answers(NoticeWholeOut))
@needs(Scope.LETTERS_READ, READ_NOTICE)
def get_notice(request: Call, reference: Name) -> NoticeWholeOut:
    """Show a notice: its contents, its letter, what came back."""
    found = notice_for(request.actor, reference)
    note_read(request.actor, READ_NOTICE, found, reason="api")
    return NoticeWholeOut(
        **_notice(found).model_dump(),
        document=found.value,
        released=found.told if found.released else None,
        lacking=[fault for thing in queries.four_things(found) for fault in thing.faults],
        letter=queries.letter_of(found),
        statements=[statement_out(one) for one in found.statements.select_related("organisation").order_by("pk")],
        sendings=[sending_out(one) for one in queries.gone_out(found)],
    )


@router.patch("/notices/{reference}", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, DRAFT_NOTICE)
def change_notice(request: Call, reference: Name, told: NoticeChanges) -> HttpResponse:
    """Change a draft; one that was reviewed or came back is a draft again."""
    return _on(request, reference, lambda one: actions.change_notice(request.actor, one, said(told)))


@router.post("/notices/{reference}/review", response=answers(NoticeOut))
@needs(Scope.SIGN, REVIEW_NOTICE)
def review_notice(request: Call, reference: Name) -> HttpResponse:
    """Say that a notice is right and whole; somebody else than its drafter does."""
    return _on(request, reference, lambda one: actions.review_notice(request.actor, one))


@router.post("/notices/{reference}/send", response=answers(NoticeOut))
@needs(Scope.LETTERS_SEND, SEND_NOTICE)
def send_notice(request: Call, reference: Name, told: SendIn) -> HttpResponse:
    """Send a reviewed notice through the gate; what the agreement withholds does not leave."""
    return _on(request, reference, lambda one: actions.send_notice(request.actor, one, told.channel))


@router.post("/notices/{reference}/receipt", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def keep_receipt(request: Call, reference: Name, told: ReceiptIn) -> HttpResponse:
    """Keep that the platform confirmed the receipt."""
    return _on(request, reference, lambda one: actions.keep_receipt(request.actor, one, receipt=told.receipt))


@router.post("/notices/{reference}/decision", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def keep_decision(request: Call, reference: Name, told: NoticeDecisionIn) -> HttpResponse:
    """Keep what the platform decided."""
    return _on(
        request,
        reference,
        lambda one: actions.keep_decision(request.actor, one, told.decision, known_from=told.known_from),
    )


@router.post("/notices/{reference}/revisit", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def keep_revisit(request: Call, reference: Name, told: RevisitIn) -> HttpResponse:
    """Keep what was seen at the address after the decision."""
    return _on(request, reference, lambda one: actions.keep_revisit(request.actor, one, told.seen))


@router.post("/notices/{reference}/complaint", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def keep_complaint(request: Call, reference: Name) -> HttpResponse:
    """Keep that somebody complained about the decision."""
    return _on(request, reference, lambda one: actions.keep_complaint(request.actor, one))


@router.post("/notices/{reference}/complaint/settled", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def settle_complaint(request: Call, reference: Name, told: SettledIn) -> HttpResponse:
    """Keep what came of a complaint."""
    return _on(request, reference, lambda one: actions.keep_complaint(request.actor, one, reversed_=told.is_reversed))


@router.post("/notices/{reference}/no-answer", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def give_up_notice(request: Call, reference: Name) -> HttpResponse:
    """Keep that a platform does not answer, once it had its time."""
    return _on(request, reference, lambda one: actions.give_up(request.actor, one))


@router.post("/notices/{reference}/close", response=answers(NoticeOut))
@needs(Scope.LETTERS_WRITE, FOLLOW_NOTICE)
def close_notice(request: Call, reference: Name) -> HttpResponse:
    """Close a notice on which nothing more is to come."""
    return _on(request, reference, lambda one: actions.close_notice(request.actor, one))


@router.post("/notices/{reference}/withdraw", response=answers(NoticeOut))
@needs(Scope.LETTERS_SEND, WITHDRAW_NOTICE)
def withdraw_notice(request: Call, reference: Name, told: ReasonIn) -> HttpResponse:
    """Take back a notice that turned out wrong; a correction goes the way the notice went."""
    return _on(request, reference, lambda one: actions.withdraw_notice(request.actor, one, reason=told.reason))


@router.get("/notices/{reference}/file", openapi_extra=sends("application/octet-stream"))
@needs(Scope.LETTERS_READ, READ_NOTICE)
def get_notice_file(request: Call, reference: Name) -> HttpResponse:
    """Hand over what was sent, as the canonical JSON of a notice."""
    found = notice_for(request.actor, reference)
    note_read(request.actor, READ_NOTICE, found, reason="api")
    if not found.released:
        raise Http404
    return file(values.written(notice_now(request.actor, found)), f"{found.reference}.json", "application/octet-stream")


def _on(request: Call, reference: str, do: Callable[[Notice], Notice]) -> HttpResponse:
    found = notice_for(request.actor, reference)
    return acted(request, lambda: _notice(do(found)))


def _notice(one: Notice) -> NoticeOut:
    return NoticeOut(
        reference=one.reference, state=one.state, kind=one.kind, case=one.case.reference, offer=one.offer.reference,
        recipient=one.recipient.reference, channel=one.channel, is_pressing=one.is_pressing,
        drafted_at=one.drafted_at, sent_at=one.sent_at, received_at=one.received_at, decided_at=one.decided_at,
        decision=one.decision, revisit=one.revisit, due=due(clocks.of_notice(one)),
    )  # fmt: skip


def due(running: list[clocks.Clock]) -> list[DueOut]:
    """Return clocks as answers show them."""
    return [DueOut(when=one.when, what=one.what, basis=one.basis, is_legal=one.is_legal) for one in running]


def statement_out(one: Statement) -> StatementOut:
    """Return a statement of reasons as answers show it."""
    return StatementOut(
        reference=one.reference, platform=one.organisation.reference, decision=one.decision,
        notice=one.notice.reference if one.notice else "", received_at=one.received_at, told=one.told,
    )  # fmt: skip


def sending_out(one: Sending) -> SendingOut:
    """Return a mail as answers show it; its address and its words stand on the page of what it carries."""
    return SendingOut.model_validate(one, from_attributes=True)


def recipients(kind: Kind) -> list[RecipientOut]:
    """Return the organisations of a kind with which the house works."""
    return [RecipientOut.model_validate(one, from_attributes=True) for one in partners(kind)]


def partner(kind: Kind, name: str) -> Organisation:
    """Return one organisation with which the house works.

    Raises:
        Http404: there is none of that name.
    """
    found = partners(kind).filter(reference=name).first()
    if found is None:
        raise Http404
    return found
