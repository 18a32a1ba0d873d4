"""What correspondence tells the start page about one person."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.workbench.correspondence import clocks, figures
from lycaon.workbench.correspondence.access import logs_for, logs_to, notices_for, notices_to, requests_for
from lycaon.workbench.correspondence.models import Log, Notice, Sending
from lycaon.workbench.correspondence.states import LogState, NoticeState, RequestState, SendingState
from lycaon.workbench.correspondence.verbs import (
    ANSWER_LOG,
    FOLLOW_NOTICE,
    REVIEW_LOG,
    REVIEW_NOTICE,
    SEE_FIGURES,
    SEE_REQUESTS,
    SEND_LOG,
    SEND_NOTICE,
)
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.ui.today import Due, Waiting

_MOST = 50
_RUNNING = (
    NoticeState.SENT, NoticeState.RECEIVED, NoticeState.UNDER_REVIEW, NoticeState.DECIDED, NoticeState.BOUNCED,
)  # fmt: skip
_ASKING = (RequestState.SENT, RequestState.ACKNOWLEDGED, RequestState.PRESERVED, RequestState.PARTIALLY)
_TO_ANSWER = (NoticeState.SENT, NoticeState.RECEIVED, NoticeState.UNDER_REVIEW)


def due(actor: Actor) -> Sequence[Due]:
    """Return the next clock of each notice under way, and of each mail of which nobody knows whether it arrived."""
    if allowed(actor, SEE_REQUESTS) and not actor.is_software:
        return [*_asked(actor), *_requested(actor)]
    if not allowed(actor, FOLLOW_NOTICE):
        return []
    running = notices_for(actor).filter(state__in=_RUNNING).select_related("recipient").order_by("sent_at")[:_MOST]
    found = [
        Due(
            when=clock.when,
            what=clock.what,
            url=reverse("correspondence:notice", args=[notice.reference]),
            next_step=_("Open the notice"),
            basis=clock.basis,
            is_legal=clock.is_legal,
            detail=f"{notice.reference}, {notice.recipient.name}",
        )
        for notice in running
        for clock in clocks.of_notice(notice)[:1]
    ]
    return [*found, *_unclear(actor)]


def _unclear(actor: Actor) -> list[Due]:
    """Return the mails of which nobody knows whether they arrived."""
    marked = Sending.objects.filter(state=SendingState.MARKED).select_related("notice", "log").order_by("marked_at")
    found: list[Due] = []
    if allowed(actor, SEND_NOTICE):
        of_notices = marked.filter(notice__in=notices_for(actor))[:_MOST]
        found += [_lost(one, "correspondence:notice", one.notice, _("Open the notice")) for one in of_notices]
    if allowed(actor, SEND_LOG):
        of_logs = marked.filter(log__in=logs_for(actor))[:_MOST]
        found += [_lost(one, "correspondence:log", one.log, _("Open the information log")) for one in of_logs]
    return found


def _lost(sending: Sending, page: str, about: Notice | Log | None, next_step: str) -> Due:
    name = about.reference if about is not None else ""
    return Due(
        when=sending.marked_at or sending.queued_at,
        what=_("Find out whether a mail arrived: its worker stopped"),
        url=reverse(page, args=[name]),
        next_step=next_step,
        basis=_("own rule"),
        detail=name,
    )


def _asked(actor: Actor) -> list[Due]:
    notices = notices_to(actor).filter(state__in=_TO_ANSWER).order_by("sent_at")[:_MOST]
    return [
        Due(
            when=notice.sent_at + clocks.answer_within(notice),
            what=_("Answer a notice"),
            url=reverse("correspondence:portal-notice", args=[notice.reference]),
            next_step=_("Open the notice"),
            basis=_("DSA art. 16(6)"),
            is_legal=True,
            detail=notice.reference,
        )
        for notice in notices
        if notice.sent_at is not None
    ]


def _requested(actor: Actor) -> list[Due]:
    today = timezone.localdate()
    running = requests_for(actor).filter(state__in=_ASKING).select_related("recipient").order_by("answer_due")[:_MOST]
    return [
        Due(
            when=clock.when,
            what=clock.what,
            url=reverse("correspondence:request", args=[request.reference]),
            next_step=_("Open the request"),
            basis=clock.basis,
            is_legal=clock.is_legal,
            detail=request.reference,
        )
        for request in running
        for clock in clocks.of_request(request, today)[:1]
    ]


def waiting(actor: Actor) -> Sequence[Waiting]:
    """Return the drafts that wait for a second person, the reviewed ones that wait to be sent, and the alarm."""
    heaps: list[Waiting] = []
    if actor.person is not None and allowed(actor, REVIEW_NOTICE):
        drafts = notices_for(actor).filter(state=NoticeState.DRAFT).exclude(drafted_by=actor.person).count()
        heaps.append(Waiting(what=_("Notices to review"), count=drafts, url=_list(NoticeState.DRAFT)))
    if allowed(actor, SEND_NOTICE):
        ready = notices_for(actor).filter(state=NoticeState.REVIEWED).count()
        heaps.append(Waiting(what=_("Notices to send"), count=ready, url=_list(NoticeState.REVIEWED)))
    heaps += _logs_waiting(actor)
    if actor.organisation is not None and allowed(actor, SEE_FIGURES):
        held = figures.precision(actor.organisation)
        if held.alarms:
            heaps.append(
                Waiting(
                    what=_("Notices that were not upheld: too many for a trusted flagger"),
                    count=held.decided - held.upheld,
                    url=reverse("correspondence:figures"),
                )
            )
    return [heap for heap in heaps if heap.count]


def _logs_waiting(actor: Actor) -> list[Waiting]:
    heaps: list[Waiting] = []
    if actor.person is not None and allowed(actor, REVIEW_LOG):
        drafts = logs_for(actor).filter(state=LogState.DRAFT).exclude(drafted_by=actor.person)
        count = drafts.exclude(reviews__by=actor.person).count()
        heaps.append(Waiting(what=_("Information logs to review"), count=count, url=_logs(LogState.DRAFT)))
    if allowed(actor, SEND_LOG):
        ready = logs_for(actor).filter(state=LogState.REVIEWED).count()
        heaps.append(Waiting(what=_("Information logs to send"), count=ready, url=_logs(LogState.REVIEWED)))
    if actor.person is not None and allowed(actor, ANSWER_LOG):
        new = logs_to(actor).filter(state=LogState.SENT).count()
        where = reverse("correspondence:portal-logs")
        heaps.append(Waiting(what=_("Information logs to confirm"), count=new, url=where))
    return heaps


def _logs(state: LogState) -> str:
    return f"{reverse('correspondence:logs')}?state={state.value}"


def _list(state: NoticeState) -> str:
    return f"{reverse('correspondence:notices')}?state={state.value}"
