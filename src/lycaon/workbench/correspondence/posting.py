"""Delivering the outbox, and what is done when a mail cannot be delivered or comes back."""

import smtplib
from collections.abc import Sequence

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WithheldError, WrongStateError
from lycaon.workbench.correspondence.bounces import Bounce
from lycaon.workbench.correspondence.leaving import must_still_go
from lycaon.workbench.correspondence.models import Log, Notice, Sending, SendingKind
from lycaon.workbench.correspondence.outbox import hand_over, mark, stop
from lycaon.workbench.correspondence.states import LogState, NoticeState, SendingState
from lycaon.workbench.correspondence.verbs import SEND_NOTICE
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.record.events import write


def deliver(sendings: Sequence[Sending]) -> dict[SendingState, int]:
    """Deliver mails over one connection; return how many stand where afterwards.

    Raises:
        OSError: the server cannot be reached, or went away; what was not marked is still in the queue.
        smtplib.SMTPException: it cannot be spoken with.
    """
    counted: dict[SendingState, int] = {}
    server = get_connection()
    server.open()  # before anything is marked: a server that is not there costs nothing
    try:
        for sending in sendings:
            if mark(sending):
                state = _deliver(sending, server)
                counted[state] = counted.get(state, 0) + 1
    finally:
        server.close()
    return counted


def _deliver(sending: Sending, server: BaseEmailBackend) -> SendingState:
    try:
        must_still_go(Actor.software("post"), sending)
    except WithheldError as refusal:
        state = stop(sending, str(refusal))
    else:
        state = hand_over(sending, server)
    if state is not SendingState.QUEUED:
        _tell(Actor.software("post"), sending, state)
    return state


@action(SEND_NOTICE)
def _tell(actor: Actor, sending: Sending, state: SendingState) -> None:
    """Write down where a mail stands now; one that is given up is as one that came back."""
    if state in {SendingState.FAILED, SendingState.BOUNCED}:
        _returned(sending)
    write(actor, SEND_NOTICE, sending, data={"state": state.value, "of": _of(sending)})


def _returned(sending: Sending) -> None:
    now = timezone.now()
    if sending.kind == SendingKind.NOTICE:
        Notice.objects.filter(sendings=sending, state=NoticeState.SENT).update(
            state=NoticeState.BOUNCED, state_since=now
        )
    elif sending.kind == SendingKind.LOG:
        Log.objects.filter(sendings=sending, state=LogState.SENT).update(state=LogState.BOUNCED, state_since=now)


def take_bounce(bounce: Bounce) -> Sending | None:
    """Keep that a mail came back; None where it is none of ours, or is known to have."""
    sending = Sending.objects.filter(message_id=bounce.message_id, state__in=_AWAY).first()
    if sending is None or not bounce.is_final:
        return None
    sending.state, sending.fault = SendingState.BOUNCED, bounce.says[:300]
    sending.save(update_fields=["state", "fault"])
    _tell(Actor.software("post"), sending, SendingState.BOUNCED)
    return sending


_AWAY = (SendingState.SENT, SendingState.MARKED)


@action(SEND_NOTICE)
def clear_mark(actor: Actor, sending: Sending, *, was_sent: bool) -> Sending:
    """Say of a mail whose worker died whether it arrived; one that did not goes into the queue again.

    Raises:
        WrongStateError: nothing is unclear about it.
    """
    stands = SendingState.SENT if was_sent else SendingState.QUEUED
    cleared = Sending.objects.filter(pk=sending.pk, state=SendingState.MARKED).update(
        state=stands, sent_at=sending.marked_at if was_sent else None
    )
    if not cleared:
        raise WrongStateError(_("Nothing is unclear about this mail."))
    write(actor, SEND_NOTICE, sending, data={"state": stands.value, "of": _of(sending)})
    sending.refresh_from_db()
    return sending


def _of(sending: Sending) -> str:
    thing = sending.notice or sending.log
    return thing.reference if thing else ""


TRANSIENT = (OSError, smtplib.SMTPException)
"""What a job tries again: the server is away, or does not want to speak now."""
