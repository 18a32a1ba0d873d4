"""What partners get and answer: a platform its notices, an authority its information logs; each what was released."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from ninja import Router

from lycaon.exchange import notice as values
from lycaon.exchange.information_log import InformationLog
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, file, page_of, sends
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.operations.logs import FileKind, file_of, results_of
from lycaon.workbench.api.operations.notices import statement_out
from lycaon.workbench.api.shapes.letters import (
    AnswerIn,
    ChosenIn,
    LogAnswerIn,
    LogOutcomeIn,
    LogReceiptIn,
    StatementIn,
    StatementOut,
    ToldLogOut,
    ToldLogsPage,
    ToldNoticeOut,
    ToldNoticesPage,
)
from lycaon.workbench.api.shapes.words import After, Label, Name, Size
from lycaon.workbench.correspondence import actions, answering, clocks, log_actions, statements
from lycaon.workbench.correspondence.access import log_to, logs_to, notice_to, notices_to
from lycaon.workbench.correspondence.leaving import (
    as_log,
    as_notice,
    log_now,
    logs_now,
    notice_now,
    notices_now,
)
from lycaon.workbench.correspondence.models import Log, Notice
from lycaon.workbench.correspondence.queries import house
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import LogState, NoticeState
from lycaon.workbench.correspondence.verbs import ANSWER_LOG, ANSWER_NOTICE, SEE_OWN_LOGS, SEE_OWN_NOTICES
from lycaon.workbench.people.acting import Actor, house_of
from lycaon.workbench.record.events import note_read

router = Router(tags=["portal"])

_UNANSWERED = frozenset({NoticeState.SENT, NoticeState.RECEIVED, NoticeState.UNDER_REVIEW, NoticeState.NO_ANSWER})


@router.get("/portal/notices", response=answers(ToldNoticesPage))
@needs(Scope.PORTAL_READ, SEE_OWN_NOTICES)
def list_notices_to_us(request: Call, state: Label = "", after: After = "", size: Size = 50) -> ToldNoticesPage:
    """List the notices to one's platform, the latest first."""
    found = notices_to(request.actor)
    rows, following = page_of(found.filter(state=state) if state else found, after, size)
    return ToldNoticesPage(items=_told_notices(request.actor, rows), next=following)


@router.get("/portal/notices/{reference}", response=answers(ToldNoticeOut))
@needs(Scope.PORTAL_READ, SEE_OWN_NOTICES)
def get_notice_to_us(request: Call, reference: Name) -> ToldNoticeOut:
    """Show a notice to one's platform. To read it by program is not yet to receive it: confirm the receipt."""
    found = notice_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_NOTICES, found, reason="api")
    return _told_notice(found, notice_now(request.actor, found))


@router.post("/portal/notices/{reference}/receipt", response=answers(ToldNoticeOut))
@needs(Scope.PORTAL_WRITE, ANSWER_NOTICE)
def confirm_receipt_of_notice(request: Call, reference: Name) -> HttpResponse:
    """Confirm the receipt of a notice (Art. 16(4))."""
    found = notice_to(request.actor, reference)
    return acted(request, lambda: _one_notice(request, answering.confirm_receipt(request.actor, found)))


@router.post("/portal/notices/{reference}/take-up", response=answers(ToldNoticeOut))
@needs(Scope.PORTAL_WRITE, ANSWER_NOTICE)
def take_up_notice(request: Call, reference: Name) -> HttpResponse:
    """Say that somebody looks at a notice."""
    found = notice_to(request.actor, reference)
    return acted(request, lambda: _one_notice(request, answering.take_up(request.actor, found)))


@router.post("/portal/notices/{reference}/answer", response=answers(ToldNoticeOut))
@needs(Scope.PORTAL_WRITE, ANSWER_NOTICE)
def answer_notice(request: Call, reference: Name, told: AnswerIn) -> HttpResponse:
    """Decide on a notice, with the reasons; they pass the gate of the platform's own agreement."""
    found = notice_to(request.actor, reference)
    reasons = Reasons(ground=told.ground, facts=told.facts, automated=told.automated, redress=told.redress)

    def act() -> ToldNoticeOut:
        answering.answer_notice(request.actor, found, told.decision, reasons)
        return _one_notice(request, found)

    return acted(request, act)


@router.post("/portal/statements", response=answers(StatementOut))
@needs(Scope.PORTAL_WRITE, ANSWER_NOTICE)
def upload_statement(request: Call, told: StatementIn) -> HttpResponse:
    """Hand over a statement of reasons (Art. 17); it is matched with the notice that it answers."""
    host = house()
    if host is None:
        raise Http404
    return acted(request, lambda: statement_out(statements.upload_statement(request.actor, told.text.encode(), host)))


@router.get("/portal/notices/{reference}/file", openapi_extra=sends("application/octet-stream"))
@needs(Scope.PORTAL_READ, SEE_OWN_NOTICES)
def get_file_of_notice_to_us(request: Call, reference: Name) -> HttpResponse:
    """Hand over a notice to one's platform, as canonical JSON."""
    found = notice_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_NOTICES, found, reason="api")
    return file(values.written(notice_now(request.actor, found)), f"{found.reference}.json", "application/octet-stream")


@router.get("/portal/logs", response=answers(ToldLogsPage))
@needs(Scope.PORTAL_READ, SEE_OWN_LOGS)
def list_logs_to_us(request: Call, state: Label = "", after: After = "", size: Size = 50) -> ToldLogsPage:
    """List the information logs to one's authority, the latest first."""
    found = logs_to(request.actor)
    rows, following = page_of(found.filter(state=state) if state else found, after, size)
    return ToldLogsPage(items=_told_logs(request.actor, rows), next=following)


@router.post("/portal/logs/receipt", response=answers(list[ToldLogOut]))
@needs(Scope.PORTAL_WRITE, ANSWER_LOG)
def confirm_receipt_of_logs(request: Call, told: LogReceiptIn) -> HttpResponse:
    """Confirm the receipt of logs."""
    chosen = _chosen(request, told)

    def act() -> list[ToldLogOut]:
        return _told_logs(request.actor, log_actions.receive_logs(request.actor, chosen, reference=told.reference))

    return acted(request, act)


@router.get("/portal/logs/{reference}", response=answers(ToldLogOut))
@needs(Scope.PORTAL_READ, SEE_OWN_LOGS)
def get_log_to_us(request: Call, reference: Name) -> ToldLogOut:
    """Show a log to one's authority."""
    found = log_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_LOGS, found, reason="api")
    return _told_log(found, log_now(request.actor, found))


@router.post("/portal/logs/{reference}/answer", response=answers(ToldLogOut))
@needs(Scope.PORTAL_WRITE, ANSWER_LOG)
def answer_log(request: Call, reference: Name, told: LogAnswerIn) -> HttpResponse:
    """Accept, return or decline a log."""
    found = log_to(request.actor, reference)

    def act() -> ToldLogOut:
        done = log_actions.answer_logs(
            request.actor, [found], LogState(told.answer), reference=told.reference, note=told.note
        )
        return _told_logs(request.actor, done)[0]

    return acted(request, act)


@router.post("/portal/logs/{reference}/outcomes", response=answers(ToldLogOut))
@needs(Scope.PORTAL_WRITE, ANSWER_LOG)
def tell_outcome(request: Call, reference: Name, told: LogOutcomeIn) -> HttpResponse:
    """Tell what came of offers of a log; it passes the gate of the authority's own agreement."""
    found = log_to(request.actor, reference)
    results = {one.offer: one.result for one in told.results}

    def act() -> ToldLogOut:
        return _told_logs(request.actor, [log_actions.tell_outcome(request.actor, found, results, on=told.on)])[0]

    return acted(request, act)


@router.get("/portal/logs/{reference}/files/{kind}", openapi_extra=sends("application/octet-stream"))
@needs(Scope.PORTAL_READ, SEE_OWN_LOGS)
def get_file_of_log_to_us(request: Call, reference: Name, kind: FileKind) -> HttpResponse:
    """Hand over a log to one's authority, as PDF, canonical JSON or the bundle of evidence."""
    found = log_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_LOGS, found, reason="api")
    return file_of(request.actor, found, kind)


def _chosen(request: Call, told: ChosenIn) -> list[Log]:
    return [log_to(request.actor, name) for name in dict.fromkeys(told.logs)]


def _told_notices(actor: Actor, rows: Sequence[Notice]) -> list[ToldNoticeOut]:
    shown = notices_now(actor, rows, house_of(actor))
    return [_told_notice(one, as_notice(document)) for one, document in zip(rows, shown, strict=True)]


def _one_notice(request: Call, one: Notice) -> ToldNoticeOut:
    return _told_notices(request.actor, [one])[0]


def _told_notice(one: Notice, value: values.Notice | None) -> ToldNoticeOut:
    waits = one.sent_at is not None and one.state in _UNANSWERED
    return ToldNoticeOut(
        reference=one.reference, state=one.state, sent_at=one.sent_at,
        answer_due=one.sent_at + clocks.answer_within(one) if waits and one.sent_at else None,
        decision=one.decision, notice=value,
        withdrawal=actions.withdrawal_letter(one) if value and one.withdrawal_reason else "",
    )  # fmt: skip


def _told_logs(actor: Actor, rows: Sequence[Log]) -> list[ToldLogOut]:
    shown = logs_now(actor, rows, house_of(actor))
    return [_told_log(one, as_log(document)) for one, document in zip(rows, shown, strict=True)]


def _told_log(one: Log, value: InformationLog | None) -> ToldLogOut:
    return ToldLogOut(reference=one.reference, state=one.state, sent_at=one.sent_at, log=value, results=results_of(one))
