"""The outbox: every mail is a row before it is a mail, and goes out at most once.

A row is marked, and the mark committed, before a server hears of it. A worker that dies after that leaves a mark, which
no worker touches again: nobody knows whether the server took the mail, so a person looks and decides. What is known not
to have been taken (the server cannot be reached, or says "later") goes back into the queue.
"""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lycaon.exchange import information_log, notice
from lycaon.workbench.correspondence.models import Sending, SendingKind
from lycaon.workbench.correspondence.states import SendingState
from lycaon.workbench.record.reference import new_reference

MOST_ATTEMPTS = 8
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, and to whom."""

    to: str
    subject: str
    body: str


def make_sending(kind: SendingKind, thing: object, letter: Letter, *, version: str) -> Sending:
    """Return a row for the outbox, not saved yet; ``key`` makes the same letter of the same thing one row."""
    reference = new_reference(Sending.prefix)
    name = str(getattr(thing, "reference", ""))
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    sending = Sending(
        reference=reference,
        kind=kind,
        key=f"{kind.value}:{name}:{version}",
        to=letter.to,
        subject=" ".join(letter.subject.split())[:200],
        body=letter.body,
        message_id=f"<{reference.lower()}.{name.lower()}@{host}>",
    )
    if kind is SendingKind.LOG:
        sending.log = thing  # pyright: ignore[reportAttributeAccessIssue]
    else:
        sending.notice = thing  # pyright: ignore[reportAttributeAccessIssue]
    return sending


def mark(sending: Sending, at: datetime | None = None) -> bool:
    """Mark a mail as being sent; False where another worker has, or where it is not in the queue."""
    with transaction.atomic():
        claimed = Sending.objects.filter(pk=sending.pk, state=SendingState.QUEUED).update(
            state=SendingState.MARKED, marked_at=at or timezone.now(), attempts=F("attempts") + 1
        )
    return claimed == 1


def hand_over(sending: Sending, server: BaseEmailBackend) -> SendingState:
    """Hand a marked mail to an open server; keep and return where it stands.

    Raises:
        OSError: the connection broke on the way: nobody knows whether the mail was taken, and it stays marked.
    """
    try:
        server.send_messages([message(sending)])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return _refused(sending, code, words)
    except smtplib.SMTPResponseException as refusal:
        return _refused(sending, refusal.smtp_code, refusal.smtp_error)
    return _stands(sending, SendingState.SENT, "")


def _refused(sending: Sending, code: int, words: bytes | str) -> SendingState:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    sending.refresh_from_db(fields=["attempts"])
    is_final = code >= _PERMANENT or sending.attempts >= MOST_ATTEMPTS
    return _stands(sending, SendingState.FAILED if is_final else SendingState.QUEUED, f"{code} {said}")


def stop(sending: Sending, why: str) -> SendingState:
    """Give a marked mail up before any server hears of it; keep and return where it stands."""
    return _stands(sending, SendingState.FAILED, why)


def _stands(sending: Sending, state: SendingState, fault: str) -> SendingState:
    sending.state, sending.fault = state, fault[:300]
    sending.sent_at = timezone.now() if state is SendingState.SENT else None
    sending.save(update_fields=["state", "fault", "sent_at"])
    return state


def message(sending: Sending) -> EmailMessage:
    """Return the mail of a row, with its files; everything in it was let through by the gate."""
    mail = EmailMessage(
        subject=sending.subject,
        body=sending.body,
        to=[sending.to],
        headers={"Message-ID": sending.message_id, "Auto-Submitted": "auto-generated"},
    )
    for name, data, media_type in files_of(sending):
        mail.attach(name, data, media_type)
    return mail


def files_of(sending: Sending) -> list[tuple[str, bytes, str]]:
    """Return name, bytes and media type of the files that go with a mail; no name says more than a reference."""
    if sending.kind == SendingKind.NOTICE and sending.notice is not None:
        return [(f"{sending.notice.reference}.json", notice.written(sending.notice.told), "application/json")]
    if sending.kind == SendingKind.LOG and sending.log is not None:
        told, name = sending.log.told, sending.log.reference
        return [
            (f"{name}.pdf", information_log.printed(told), "application/pdf"),
            (f"{name}.json", information_log.written(told), "application/json"),
        ]
    return []
