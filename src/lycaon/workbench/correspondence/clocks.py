"""The clocks of correspondence: pure functions from where a thing stands to what is due when, and on what ground.

The Regulation says "without undue delay"; the hours are the house's own, but the clock of the complaint is the law's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from lycaon.exchange.notice import NoticeKind
from lycaon.workbench.correspondence.models import Log, Notice, Request
from lycaon.workbench.correspondence.states import LogState, NoticeState, RequestState

RECEIPT = timedelta(hours=24)
ANSWER_PRESSING = timedelta(hours=24)
ANSWER = timedelta(hours=72)
ANSWER_QUERY = timedelta(days=7)
FIRST_REVISIT = timedelta(hours=24)
ASK_CONTACT = timedelta(days=5)
ASK_COORDINATOR = timedelta(days=30)
COMPLAINT_WINDOW = timedelta(days=183)
HOLD_FOR_AUTHORITY = timedelta(hours=72)
"""How long a notice waits where the authority goes first and does not answer."""
WARN_BEFORE_LAPSE_DAYS = (14, 7, 2)
OUTCOME_OF_LOG = timedelta(days=30)

_UNANSWERED = frozenset({NoticeState.SENT, NoticeState.RECEIVED, NoticeState.UNDER_REVIEW})


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that is due."""

    when: datetime | date
    what: str
    basis: str
    is_legal: bool = False


def answer_within(notice: Notice) -> timedelta:
    """Return how long a platform has until the house asks: a day, three, or a week for questions."""
    if notice.kind != NoticeKind.ILLEGAL_CONTENT:
        return ANSWER_QUERY
    return ANSWER_PRESSING if notice.is_pressing else ANSWER


def of_notice(notice: Notice) -> list[Clock]:
    """Return the clocks that run for a notice, the next first."""
    return sorted(_of_notice(notice), key=lambda clock: str(clock.when))


def _of_notice(notice: Notice) -> Iterator[Clock]:
    state, sent_at = NoticeState(notice.state), notice.sent_at
    if state is NoticeState.BOUNCED:
        yield Clock(notice.state_since, _("Find the right address: the notice came back"), _("own rule"))
    if sent_at is not None and state in _UNANSWERED:
        if state is NoticeState.SENT:
            yield Clock(sent_at + RECEIPT, _("Receipt of the platform"), _("DSA art. 16(4)"), is_legal=True)
        yield Clock(sent_at + answer_within(notice), _("Decision of the platform"), _("DSA art. 16(6)"), is_legal=True)
        yield Clock(sent_at + ASK_CONTACT, _("Ask the platform’s contact"), _("own rule, 5 days"))
        yield Clock(sent_at + ASK_COORDINATOR, _("Complain to the coordinator"), _("DSA art. 53"), is_legal=True)
    if state is NoticeState.DECIDED and notice.decided_at is not None:
        yield Clock(notice.decided_at + FIRST_REVISIT, _("Look at the offer again"), _("own rule, 24 hours"))
    if state in {NoticeState.DECIDED, NoticeState.VERIFIED} and notice.decided_at is not None:
        yield Clock(
            (notice.decided_at + COMPLAINT_WINDOW).date(), _("The time for complaints ends"), _("DSA art. 20"),
            is_legal=True,
        )  # fmt: skip


def of_log(log: Log) -> list[Clock]:
    """Return the clocks that run for an information log."""
    state, sent_at = LogState(log.state), log.sent_at
    if state is LogState.BOUNCED:
        return [Clock(log.state_since, _("Find the right address: the log came back"), _("own rule"))]
    if sent_at is None:
        return []
    if state is LogState.SENT:
        return [Clock(sent_at + ASK_CONTACT, _("Ask whether the log arrived"), _("own rule, 5 days"))]
    if state in {LogState.RECEIVED, LogState.ACCEPTED}:
        return [Clock((sent_at + OUTCOME_OF_LOG).date(), _("Ask what came of it"), _("own rule, 30 days"))]
    return []


def of_request(request: Request, today: date) -> list[Clock]:
    """Return the clocks that run for a request: its answer, and what is kept before it lapses."""
    state = RequestState(request.state)
    found: list[Clock] = []
    if request.answer_due is not None and state in {RequestState.SENT, RequestState.ACKNOWLEDGED}:
        found.append(Clock(request.answer_due, _("Answer of the platform"), _("the order itself"), is_legal=True))
    if warns_of_lapse(request, today) and request.lapses_on is not None:
        found.append(
            Clock(request.lapses_on, _("What is kept lapses: renew or ask for it"), _("the order itself"), True)
        )
    return found


def warns_of_lapse(request: Request, today: date) -> int:
    """Return 14, 7 or 2 where what a platform keeps lapses within as many days, 0 where there is time.

    A day that has passed warns as 2: a lapse is an incident.
    """
    if request.lapses_on is None or request.state not in {RequestState.PRESERVED, RequestState.PARTIALLY}:
        return 0
    left = (request.lapses_on - today).days
    return next((days for days in sorted(WARN_BEFORE_LAPSE_DAYS) if left <= days), 0)
