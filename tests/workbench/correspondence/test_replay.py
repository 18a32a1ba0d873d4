"""The survey of 2017 again: 327 offers in 190 information logs, from their drafting to their outcome.

The logs are reviewed by two, leave through the gate, reach a real mail server on this machine, are received, answered,
and their outcome is in the case. Every tenth mail carries its real PDF; printing all 190 would take half a minute.
"""

import email
import socket
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import LOOKED, REASON, judged_offers
from tests.workbench.people_of_tests import World, a_person

from lycaon.exchange import information_log as values
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.cases.models import Case, Outcome, Result
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import Route
from lycaon.workbench.correspondence import actions, log_actions
from lycaon.workbench.correspondence.models import Channel, Log, Sending
from lycaon.workbench.correspondence.posting import deliver
from lycaon.workbench.correspondence.states import LogState, SendingState
from lycaon.workbench.offers.models import Capture
from lycaon.workbench.people.roles import Kind, Role

OFFERS, LOGS = 327, 190


class Mailbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - its name
        """Keep a mail."""
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server on this machine, to which the workbench speaks."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()


def an_operation(world: World) -> Case:
    """One case of 327 offers of 190 accounts, captured, signed and on its way to the authority."""
    lead, analyst = world[Role.LEAD], world[Role.ANALYST]
    found = judged_offers(lead, OFFERS, sellers=LOGS)
    case = cases.open_case(lead, found, title="The survey of 2017 again")
    assert lead.person is not None
    assert analyst.person is not None
    cases.name_members(lead, case, [analyst.person], lead=lead.person, is_restricted=False)
    Capture.objects.bulk_create(
        Capture(offer=one, store_id=f"{one.pk:064x}", kind="captured", at=datetime(2026, 11, 2, tzinfo=UTC))
        for one in found
    )
    for step in (Step.CAPTURE, Step.TRIAGE, Step.DECONFLICT):
        cases.complete_step(lead, case, step, says=REASON)
    for actor in (lead, analyst):
        cases.sign(actor, case, agrees=LOOKED)
    cases.choose_route(lead, case, Route.AUTHORITY_FIRST, reason=REASON)
    return case


def test_327_offers_become_190_logs_that_come_back_with_their_outcome(
    world: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, office = world[Role.LEAD], world.organisations[Kind.AUTHORITY]
    an_agreement(world.host, office, "information_log")
    an_agreement(office, world.host, "outcome")
    actions.keep_contact(lead, office, "logs@inspectorate.example")
    case = an_operation(world)
    offers = list(case_offers(case))
    logs = log_actions.draft_logs(lead, offers, office)
    assert (len(offers), len(logs)) == (OFFERS, LOGS)
    assert Counter(len(log.value.offers) for log in logs) == {2: OFFERS - LOGS, 1: 2 * LOGS - OFFERS}
    assert Counter(one.reference for log in logs for one in log.value.offers) == Counter(o.reference for o in offers)
    assert all(len(log.value.accounts) == 1 for log in logs)

    for actor in (world[Role.ANALYST], a_person(Role.REVIEWER, at=world.host)):
        logs = log_actions.review_logs(actor, logs)
    assert {log.state for log in logs} == {LogState.REVIEWED}
    logs = log_actions.send_logs(lead, logs, Channel.EMAIL)

    real = {log.reference for log in logs[::10]}
    printed = values.printed
    monkeypatch.setattr(values, "printed", lambda log: printed(log) if log.log_id in real else b"%PDF-1.7 not printed")
    assert deliver(list(Sending.objects.select_related("log"))) == {SendingState.SENT: LOGS}
    assert deliver(list(Sending.objects.select_related("log"))) == {}, "nothing is sent twice"
    assert len(mailbox.mails) == len({mail["Message-ID"] for mail in mailbox.mails}) == LOGS
    told = [values.read(part(mail, "application/json")) for mail in mailbox.mails]
    assert sum(len(log.offers) for log in told) == OFFERS
    assert all(len(log.reviewers) == 2 for log in told)
    assert sum(len(part(mail, "application/pdf")) > 5_000 for mail in mailbox.mails) == len(real)

    officer = world[Role.AUTHORITY_OFFICER]
    logs = log_actions.receive_logs(officer, list(Log.objects.select_related("recipient", "organisation")))
    logs = log_actions.answer_logs(officer, logs, LogState.ACCEPTED, reference="EN-411")
    for log in logs:
        results = {one.reference: Result.SEIZURE for one in log.told.offers}
        log_actions.tell_outcome(officer, log, results, on=timezone.localdate())
    assert Log.objects.filter(state=LogState.OUTCOME).count() == LOGS
    assert Outcome.objects.filter(case=case, result=Result.SEIZURE).count() == OFFERS


def case_offers(case: Case) -> Any:
    """The offers of a case with what a log reads of them."""
    return offers_of(case).order_by("pk")


def part(mail: Message, kind: str) -> bytes:
    """The file of a kind in a mail."""
    return next(bytes(one.get_payload(decode=True)) for one in mail.walk() if one.get_content_type() == kind)  # type: ignore[arg-type]
