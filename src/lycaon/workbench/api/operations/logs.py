"""Information logs in the house."""

from collections.abc import Sequence
from typing import Literal

from django.http import Http404, HttpResponse
from ninja import Router

from lycaon.exchange import information_log as values
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, file, page_of, said, sends
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.operations.notices import due, partner, recipients, sending_out
from lycaon.workbench.api.shapes.letters import (
    ChosenIn,
    LogChanges,
    LogOut,
    LogsIn,
    LogsPage,
    LogWholeOut,
    RecipientOut,
    SendLogsIn,
)
from lycaon.workbench.api.shapes.words import After, Label, Name, Size
from lycaon.workbench.correspondence import bundling, clocks, log_actions
from lycaon.workbench.correspondence.access import log_for, logs_for
from lycaon.workbench.correspondence.leaving import log_now
from lycaon.workbench.correspondence.models import Log
from lycaon.workbench.correspondence.verbs import CLOSE_LOG, DRAFT_LOG, READ_LOG, REVIEW_LOG, SEND_LOG
from lycaon.workbench.offers.access import offer_for
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import note_read

router = Router(tags=["logs"])

FileKind = Literal["pdf", "json", "evidence"]


@router.get("/logs", response=answers(LogsPage))
@needs(Scope.LETTERS_READ, READ_LOG)
def list_logs(request: Call, state: Label = "", after: After = "", size: Size = 50) -> LogsPage:
    """List the information logs of the house of whose cases the person may know, the latest first."""
    found = logs_for(request.actor).select_related("recipient")
    rows, following = page_of(found.filter(state=state) if state else found, after, size)
    return LogsPage(items=[_log(one) for one in rows], next=following)


@router.post("/logs", response=answers(list[LogOut]))
@needs(Scope.LETTERS_WRITE, DRAFT_LOG)
def draft_logs(request: Call, told: LogsIn) -> HttpResponse:
    """Group offers into logs to one authority, one account a log, and draft them."""
    offers = [offer_for(request.actor, one) for one in dict.fromkeys(told.offers)]
    recipient = partner(Kind.AUTHORITY, told.recipient)
    return acted(request, lambda: _all(log_actions.draft_logs(request.actor, offers, recipient)))


@router.get("/authorities", response=answers(list[RecipientOut]))
@needs(Scope.LETTERS_READ, DRAFT_LOG)
def list_authorities(request: Call) -> list[RecipientOut]:  # noqa: ARG001 - the door has asked it all
    """List the authorities to which a log can go."""
    return recipients(Kind.AUTHORITY)


@router.post("/logs/review", response=answers(list[LogOut]))
@needs(Scope.SIGN, REVIEW_LOG)
def review_logs(request: Call, told: ChosenIn) -> HttpResponse:
    """Say of logs that they are right and whole; the second reviewer completes the review."""
    chosen = _chosen(request.actor, told.logs)
    return acted(request, lambda: _all(log_actions.review_logs(request.actor, chosen)))


@router.post("/logs/send", response=answers(list[LogOut]))
@needs(Scope.LETTERS_SEND, SEND_LOG)
def send_logs(request: Call, told: SendLogsIn) -> HttpResponse:
    """Send reviewed logs, each through the gate; what the agreement withholds does not leave."""
    chosen = _chosen(request.actor, told.logs)
    return acted(request, lambda: _all(log_actions.send_logs(request.actor, chosen, told.channel)))


@router.get("/logs/{reference}", response=answers(LogWholeOut))
@needs(Scope.LETTERS_READ, READ_LOG)
def get_log(request: Call, reference: Name) -> LogWholeOut:
    """Show a log: its contents, who reviewed it, what came back."""
    found = log_for(request.actor, reference)
    note_read(request.actor, READ_LOG, found, reason="api")
    return LogWholeOut(
        **_log(found).model_dump(),
        document=found.value,
        released=found.told if found.released else None,
        lacking=[f"{one.offer} {one.field}".strip() for one in log_actions.faults_of(found)],
        answer_note=found.answer_note,
        results=results_of(found),
        sendings=[sending_out(one) for one in found.sendings.order_by("-queued_at")],
    )


@router.patch("/logs/{reference}", response=answers(LogOut))
@needs(Scope.LETTERS_WRITE, DRAFT_LOG)
def change_log(request: Call, reference: Name, told: LogChanges) -> HttpResponse:
    """Change a draft, or one that was returned; reviews are given again."""
    found = log_for(request.actor, reference)
    return acted(request, lambda: _log(log_actions.change_log(request.actor, found, said(told))))


@router.post("/logs/{reference}/close", response=answers(LogOut))
@needs(Scope.LETTERS_WRITE, CLOSE_LOG)
def close_log(request: Call, reference: Name) -> HttpResponse:
    """Close a log on which nothing more is to come."""
    found = log_for(request.actor, reference)
    return acted(request, lambda: _log(log_actions.close_log(request.actor, found)))


@router.get("/logs/{reference}/files/{kind}", openapi_extra=sends("application/octet-stream"))
@needs(Scope.LETTERS_READ, READ_LOG)
def get_log_file(request: Call, reference: Name, kind: FileKind) -> HttpResponse:
    """Hand over what was sent, as PDF, canonical JSON or the bundle of evidence."""
    found = log_for(request.actor, reference)
    note_read(request.actor, READ_LOG, found, reason="api")
    return file_of(request.actor, found, kind)


def file_of(actor: Actor, found: Log, kind: FileKind) -> HttpResponse:
    """Return a file of a log, made from what the gate lets through today of what was sent, and nothing else.

    Raises:
        Http404: it was not sent.
        WithheldError: the agreement lets nothing of it out any more.
    """
    if not found.released:
        raise Http404
    name, media_type = found.reference, "application/octet-stream"
    if kind == "pdf":
        return file(values.printed(log_now(actor, found)), f"{name}.pdf", media_type)
    if kind == "json":
        return file(values.written(log_now(actor, found)), f"{name}.json", media_type)
    return file(bundling.bundled(actor, found), f"{name}-evidence.zip", media_type)


def results_of(found: Log) -> dict[str, str]:
    """Return what the authority told of the offers of a log, by their reference."""
    return dict(found.told_offers.exclude(result="").values_list("offer__reference", "result"))


def _chosen(actor: Actor, names: Sequence[str]) -> list[Log]:
    return [log_for(actor, name) for name in dict.fromkeys(names)]


def _all(logs: Sequence[Log]) -> list[LogOut]:
    return [_log(one) for one in logs]


def _log(one: Log) -> LogOut:
    return LogOut(
        reference=one.reference, state=one.state, recipient=one.recipient.reference, channel=one.channel,
        offers=list(one.told_offers.order_by("pk").values_list("offer__reference", flat=True)),
        reviews=one.reviews.count(), drafted_at=one.drafted_at, sent_at=one.sent_at, received_at=one.received_at,
        recipient_reference=one.recipient_reference, due=due(clocks.of_log(one)),
    )  # fmt: skip
