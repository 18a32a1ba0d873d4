"""The outbox: nothing goes out twice, nothing that failed is lost, what came back is known."""

import mailbox
import smtplib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from tests.workbench.correspondence_of_tests import a_sent
from tests.workbench.people_of_tests import World

from lycaon.errors import WrongStateError
from lycaon.workbench.correspondence import bounces, posting
from lycaon.workbench.correspondence.models import Notice, Sending
from lycaon.workbench.correspondence.outbox import MOST_ATTEMPTS
from lycaon.workbench.correspondence.states import NoticeState, SendingState
from lycaon.workbench.correspondence.tasks import deliver_one, take_returned
from lycaon.workbench.people.roles import Role

REPORT = """\
From: MAILER-DAEMON@mx.example
To: lycaon@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; trust@swapyard.example
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {kind}

Message-ID: {message_id}
Subject: Notice

--b--
"""


@pytest.fixture
def sending(world: World) -> Sending:
    """The mail of a notice, in the outbox."""
    a_sent(world)
    return Sending.objects.get()


def failing(error: Exception) -> Callable[..., int]:
    """A server that answers with an error."""

    def send_messages(_self: object, _messages: object) -> int:
        raise error

    return send_messages


def test_a_mail_goes_out_once(sending: Sending) -> None:
    for _ in range(3):
        deliver_one(sending.reference)
    sending.refresh_from_db()
    assert (len(mail.outbox), sending.state, sending.attempts) == (1, SendingState.SENT, 1)


def test_a_worker_that_dies_leaves_a_mark_that_nobody_sends_again(
    world: World, sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_arguments: object) -> SendingState:
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(posting, "hand_over", dies)
        with pytest.raises(SystemExit):
            deliver_one(sending.reference)
    deliver_one(sending.reference)
    sending.refresh_from_db()
    assert (sending.state, mail.outbox) == (SendingState.MARKED, [])
    posting.clear_mark(world[Role.LEAD], sending, was_sent=False)
    deliver_one(sending.reference)
    assert len(mail.outbox) == 1
    with pytest.raises(WrongStateError):
        posting.clear_mark(world[Role.LEAD], sending, was_sent=False)


def test_a_server_that_is_away_costs_nothing(sending: Sending, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        posting.deliver([sending])
    sending.refresh_from_db()
    assert (sending.state, sending.attempts) == (SendingState.QUEUED, 0)


@pytest.mark.parametrize(
    ("error", "state", "stands"),
    [
        (smtplib.SMTPDataError(451, b"later"), SendingState.QUEUED, NoticeState.SENT),
        (smtplib.SMTPDataError(554, b"no"), SendingState.FAILED, NoticeState.BOUNCED),
        (
            smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such user")}),
            SendingState.FAILED,
            NoticeState.BOUNCED,
        ),
    ],
)
def test_what_a_server_refuses_is_tried_again_or_given_up(
    sending: Sending, monkeypatch: pytest.MonkeyPatch, error: Exception, state: SendingState, stands: NoticeState
) -> None:
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", failing(error))
    posting.deliver([sending])
    sending.refresh_from_db()
    assert (sending.state, Notice.objects.get().state) == (state, stands)


def test_a_server_that_says_later_for_ever_is_given_up(sending: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    later = failing(smtplib.SMTPDataError(451, b"later"))
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", later)
    for _ in range(MOST_ATTEMPTS):
        posting.deliver([sending])
    sending.refresh_from_db()
    assert sending.state == SendingState.FAILED


def test_a_connection_that_breaks_leaves_it_open_whether_the_mail_arrived(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = failing(smtplib.SMTPServerDisconnected("gone"))
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        posting.deliver([sending])
    sending.refresh_from_db()
    assert sending.state == SendingState.MARKED


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_came_back_is_taken_from_the_mailbox(sending: Sending, tmp_path: Path, kind: str) -> None:
    deliver_one(sending.reference)
    box = mailbox.Maildir(str(tmp_path / "bounces"), create=True)
    box.add(REPORT.format(status="5.1.1", kind=kind, message_id=sending.message_id).encode())
    box.add(b"Subject: hello\n\nA mail of a person.")
    assert take_returned(tmp_path / "bounces") == 1
    sending.refresh_from_db()
    assert (sending.state, Notice.objects.get().state) == (SendingState.BOUNCED, NoticeState.BOUNCED)
    assert "550 5.1.1" in sending.fault
    assert len(box) == 1, "what is no bounce stays for a person"
    assert take_returned(tmp_path / "bounces") == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe",
        REPORT.format(status="", kind="message/rfc822", message_id="<x@y>").encode(),
        REPORT.replace("delivery-status", "disposition").encode(),
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b--",
    ],
)
def test_other_mails_bring_nothing_down(sending: Sending, raw: bytes) -> None:
    bounce = bounces.read(raw)
    assert bounce is None or posting.take_bounce(bounce) is None


def test_a_delay_is_no_bounce(sending: Sending) -> None:
    deliver_one(sending.reference)
    bounce = bounces.read(REPORT.format(status="4.4.1", kind="message/rfc822", message_id=sending.message_id).encode())
    assert bounce is not None
    assert posting.take_bounce(bounce) is None
