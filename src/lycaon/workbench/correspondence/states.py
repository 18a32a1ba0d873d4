"""The states of notices, information logs, requests and mails, each as a table of what may follow what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lycaon.errors import WrongStateError


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    DRAFT = "draft", gettext_lazy("draft")
    REVIEWED = "reviewed", gettext_lazy("reviewed")
    SENT = "sent", gettext_lazy("sent")
    RECEIVED = "received", gettext_lazy("received")
    UNDER_REVIEW = "under_review", gettext_lazy("under review by the platform")
    DECIDED = "decided", gettext_lazy("decided")
    VERIFIED = "verified", gettext_lazy("looked at again")
    COMPLAINT = "complaint", gettext_lazy("complaint under way")
    CLOSED = "closed", gettext_lazy("closed")
    BOUNCED = "bounced", gettext_lazy("could not be delivered")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    NO_ANSWER = "no_answer", gettext_lazy("not answered")


class Decision(models.TextChoices):
    """What a platform decided on a notice."""

    REMOVED = "removed", gettext_lazy("removed")
    RESTRICTED = "restricted", gettext_lazy("restricted")
    DOCUMENT_REQUESTED = "document_requested", gettext_lazy("document asked for")
    KEPT = "kept", gettext_lazy("kept online")
    ALREADY_GONE = "already_gone", gettext_lazy("gone before")
    ACCOUNT_ACTION = "account_action", gettext_lazy("measure against the account")


UPHELD = frozenset({Decision.REMOVED, Decision.RESTRICTED, Decision.DOCUMENT_REQUESTED, Decision.ACCOUNT_ACTION})
"""Decisions by which a platform agreed; one that was gone before says neither yes nor no."""


class Revisit(models.TextChoices):
    """What was seen at the address after a decision."""

    CONFIRMED = "confirmed", gettext_lazy("as decided")
    STILL_UP = "still_up", gettext_lazy("still online")
    REPOSTED = "reposted", gettext_lazy("offered again")


class LogState(models.TextChoices):
    """Where an information log stands."""

    DRAFT = "draft", gettext_lazy("draft")
    REVIEWED = "reviewed", gettext_lazy("reviewed")
    SENT = "sent", gettext_lazy("sent")
    RECEIVED = "received", gettext_lazy("received")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    RETURNED = "returned", gettext_lazy("returned: more is asked for")
    DECLINED = "declined", gettext_lazy("declined")
    OUTCOME = "outcome", gettext_lazy("outcome told")
    CLOSED = "closed", gettext_lazy("closed")
    BOUNCED = "bounced", gettext_lazy("could not be delivered")


class RequestState(models.TextChoices):
    """Where a request or order of an authority stands."""

    DRAFT = "draft", gettext_lazy("draft")
    CHECKED = "checked", gettext_lazy("legally checked")
    SIGNED = "signed", gettext_lazy("signed by the authority")
    SENT = "sent", gettext_lazy("sent")
    ACKNOWLEDGED = "acknowledged", gettext_lazy("acknowledged")
    PRESERVED = "preserved", gettext_lazy("effect given")
    PARTIALLY = "partially", gettext_lazy("effect given in part")
    REFUSED = "refused", gettext_lazy("refused")
    NO_SUCH_ACCOUNT = "no_such_account", gettext_lazy("no such account")
    PRODUCED = "produced", gettext_lazy("data handed over")
    VERIFIED = "verified", gettext_lazy("answer checked")
    CLOSED = "closed", gettext_lazy("closed")
    EXPIRED = "expired", gettext_lazy("lapsed")


class SendingState(models.TextChoices):
    """Where a mail stands. ``MARKED`` is written down before a server hears of it."""

    QUEUED = "queued", gettext_lazy("waits to be sent")
    MARKED = "marked", gettext_lazy("being sent")
    SENT = "sent", gettext_lazy("handed to the mail server")
    FAILED = "failed", gettext_lazy("given up")
    BOUNCED = "bounced", gettext_lazy("came back")


S = TypeVar("S", NoticeState, LogState, RequestState)
_N, _L, _R = NoticeState, LogState, RequestState

NOTICE_STEPS: Mapping[NoticeState, frozenset[NoticeState]] = MappingProxyType(
    {
        _N.DRAFT: frozenset({_N.DRAFT, _N.REVIEWED, _N.CLOSED}),
        _N.REVIEWED: frozenset({_N.DRAFT, _N.SENT, _N.CLOSED}),
        _N.SENT: frozenset({_N.RECEIVED, _N.UNDER_REVIEW, _N.DECIDED, _N.BOUNCED, _N.WITHDRAWN, _N.NO_ANSWER}),
        _N.RECEIVED: frozenset({_N.UNDER_REVIEW, _N.DECIDED, _N.WITHDRAWN, _N.NO_ANSWER}),
        _N.UNDER_REVIEW: frozenset({_N.DECIDED, _N.WITHDRAWN, _N.NO_ANSWER}),
        _N.DECIDED: frozenset({_N.VERIFIED, _N.COMPLAINT, _N.WITHDRAWN, _N.CLOSED}),
        _N.VERIFIED: frozenset({_N.VERIFIED, _N.COMPLAINT, _N.WITHDRAWN, _N.CLOSED}),
        _N.COMPLAINT: frozenset({_N.CLOSED, _N.WITHDRAWN}),
        _N.CLOSED: frozenset({_N.COMPLAINT, _N.WITHDRAWN}),
        _N.BOUNCED: frozenset({_N.DRAFT, _N.CLOSED}),
        _N.WITHDRAWN: frozenset[NoticeState](),
        _N.NO_ANSWER: frozenset({_N.DECIDED, _N.WITHDRAWN, _N.CLOSED}),
    }
)

LOG_STEPS: Mapping[LogState, frozenset[LogState]] = MappingProxyType(
    {
        _L.DRAFT: frozenset({_L.REVIEWED, _L.CLOSED}),
        _L.REVIEWED: frozenset({_L.SENT, _L.DRAFT, _L.CLOSED}),
        _L.SENT: frozenset({_L.RECEIVED, _L.BOUNCED}),
        _L.RECEIVED: frozenset({_L.ACCEPTED, _L.RETURNED, _L.DECLINED}),
        _L.ACCEPTED: frozenset({_L.OUTCOME}),
        _L.RETURNED: frozenset({_L.DRAFT, _L.CLOSED}),
        _L.DECLINED: frozenset({_L.CLOSED}),
        _L.OUTCOME: frozenset({_L.OUTCOME, _L.CLOSED}),
        _L.CLOSED: frozenset[LogState](),
        _L.BOUNCED: frozenset({_L.REVIEWED, _L.CLOSED}),
    }
)

_ANSWERS = frozenset({_R.PRESERVED, _R.PARTIALLY, _R.REFUSED, _R.NO_SUCH_ACCOUNT, _R.PRODUCED})
REQUEST_STEPS: Mapping[RequestState, frozenset[RequestState]] = MappingProxyType(
    {
        _R.DRAFT: frozenset({_R.DRAFT, _R.CHECKED, _R.CLOSED}),
        _R.CHECKED: frozenset({_R.DRAFT, _R.SIGNED, _R.CLOSED}),
        _R.SIGNED: frozenset({_R.SENT, _R.CLOSED}),
        _R.SENT: frozenset({_R.ACKNOWLEDGED, _R.EXPIRED, *_ANSWERS}),
        _R.ACKNOWLEDGED: frozenset({_R.EXPIRED, *_ANSWERS}),
        _R.PRESERVED: frozenset({_R.PRODUCED, _R.EXPIRED, _R.CLOSED, _R.VERIFIED}),
        _R.PARTIALLY: frozenset({_R.PRODUCED, _R.EXPIRED, _R.CLOSED, _R.VERIFIED}),
        _R.REFUSED: frozenset({_R.CLOSED}),
        _R.NO_SUCH_ACCOUNT: frozenset({_R.CLOSED}),
        _R.PRODUCED: frozenset({_R.VERIFIED, _R.CLOSED}),
        _R.VERIFIED: frozenset({_R.CLOSED}),
        _R.CLOSED: frozenset[RequestState](),
        _R.EXPIRED: frozenset({_R.CLOSED}),
    }
)


def must_follow(steps: Mapping[S, frozenset[S]], now: S, wanted: S) -> None:
    """Pass where ``wanted`` may follow ``now``.

    Raises:
        WrongStateError: it may not; says where things stand.
    """
    if wanted not in steps[now]:
        raise WrongStateError(
            _("This is “%(now)s”; it cannot become “%(wanted)s”.") % {"now": now.label, "wanted": wanted.label}
        )
