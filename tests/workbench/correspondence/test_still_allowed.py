"""What was sent is asked about again whenever it is looked at: an agreement that ended or changed closes it, and says so."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.workbench.correspondence.test_logs import a_sent_log
from tests.workbench.correspondence_of_tests import a_reviewed, a_sent, notices_may_go
from tests.workbench.people_of_tests import World

from lycaon.errors import WithheldError
from lycaon.workbench.correspondence import actions, log_actions
from lycaon.workbench.correspondence.models import Channel, Sending
from lycaon.workbench.correspondence.posting import deliver
from lycaon.workbench.correspondence.states import NoticeState, SendingState
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.agreeing import end_agreement, record_consent, record_origin
from lycaon.workbench.people.labels import TLP
from lycaon.workbench.people.models import Agreement, Flow
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.models import Event

Browser = Callable[[Actor | None], Client]
DAY = date(2026, 1, 2)


def ended(thing: str) -> None:
    Agreement.objects.filter(flows__object=thing).update(ended_on=DAY)


def narrowed(thing: str, *fields: str) -> None:
    Flow.objects.filter(object=thing).update(fields_deny=list(fields))


def pages_of(kind: str, reference: str) -> tuple[str, ...]:
    if kind == "notice":
        return tuple(
            reverse(f"correspondence:{door}", args=[reference]) for door in ("portal-notice", "portal-notice-file")
        )
    files = tuple(reverse("correspondence:portal-log-file", args=[reference, one]) for one in ("pdf", "json"))
    return (reverse("correspondence:portal-log", args=[reference]), *files)


@pytest.mark.parametrize("kind", ["notice", "information_log"])
def test_after_the_agreement_a_partner_sees_a_reason_and_nothing_else(
    world: World, browser_of: Browser, kind: str
) -> None:
    is_notice = kind == "notice"
    sent = a_sent(world, Channel.PORTAL) if is_notice else a_sent_log(world)
    partner = browser_of(world[Role.PLATFORM_AGENT if is_notice else Role.AUTHORITY_OFFICER])
    pages = pages_of(kind, sent.reference)
    assert {partner.get(page).status_code for page in pages} == {200}
    words = "swapyard.example/a/" if is_notice else "Psittacus"
    listed = reverse(f"correspondence:portal-{'notices' if is_notice else 'logs'}")
    assert words in partner.get(listed).content.decode()
    ended(kind)
    for page in pages:
        answer = partner.get(page)
        assert (answer.status_code, words in answer.content.decode()) == (409, False), page
        assert "The agreement has ended" in answer.content.decode()
    page = partner.get(listed).content.decode()
    assert (sent.reference in page, words in page) == (True, False)
    assert "not let it be shown any more" in page
    last = json.loads(Event.objects.filter(verb="let_out").latest("id").data)
    assert (last["thing"], last["list"]) == (kind, {"deny expired": 1})


@pytest.mark.parametrize("kind", ["notice", "information_log"])
def test_a_narrower_agreement_takes_fields_out_of_what_was_sent(world: World, browser_of: Browser, kind: str) -> None:
    if kind == "notice":
        sent, words, partner = a_sent(world, Channel.PORTAL), "Psittacus", browser_of(world[Role.PLATFORM_AGENT])
        narrowed(kind, "taxon")
    else:
        sent, words, partner = a_sent_log(world), "plumes_du_sud", browser_of(world[Role.AUTHORITY_OFFICER])
        assert words in partner.get(pages_of(kind, sent.reference)[0]).content.decode()
        narrowed(kind, "accounts")
    answers = [partner.get(page) for page in pages_of(kind, sent.reference)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any(words.encode() in answer.content for answer in answers[-1:])
    assert sent.reference.encode() in answers[0].content


def test_the_house_hands_no_file_over_after_the_agreement(world: World, browser_of: Browser) -> None:
    log, notice = a_sent_log(world), a_sent(world, Channel.FILE)
    lead = browser_of(world[Role.LEAD])
    files = (
        reverse("correspondence:log-file", args=[log.reference, "pdf"]),
        reverse("correspondence:file", args=[notice.reference]),
    )
    assert {lead.get(one).status_code for one in files} == {200}
    ended("notice")
    ended("information_log")
    for one in files:
        answer = lead.get(one)
        assert (answer.status_code, "The agreement has ended" in answer.content.decode()) == (409, True)
    # Its own papers the house still reads.
    assert lead.get(reverse("correspondence:log", args=[log.reference])).status_code == 200
    assert lead.get(reverse("correspondence:notice", args=[notice.reference])).status_code == 200


@pytest.mark.parametrize("change", [lambda: ended("notice"), lambda: narrowed("notice", "taxon")])
def test_a_mail_that_waits_does_not_go_under_another_agreement(world: World, change: Callable[[], None]) -> None:
    notice = a_sent(world, Channel.EMAIL)
    change()
    assert deliver(list(Sending.objects.all())) == {SendingState.FAILED: 1}
    assert mail.outbox == []
    notice.refresh_from_db()
    assert (notice.state, "agreement" in Sending.objects.get().fault) == (NoticeState.BOUNCED, True)


def test_a_mail_under_the_same_agreement_goes(world: World) -> None:
    a_sent(world, Channel.EMAIL)
    assert deliver(list(Sending.objects.all())) == {SendingState.SENT: 1}
    assert len(mail.outbox) == 1


def test_what_came_from_somebody_goes_on_with_their_consent_only(world: World) -> None:
    notices_may_go(world)
    notice, lead = a_reviewed(world), world[Role.LEAD]
    record_origin(lead, notice.offer, originator=world.stranger, tlp=TLP.GREEN, received_on=DAY)
    with pytest.raises(WithheldError, match="has not consented"):
        actions.send_notice(lead, notice, Channel.PORTAL)
    consent = {"originator": world.stranger, "tlp_min": TLP.GREEN, "given_by": "mail of 2 January", "given_on": DAY}
    record_consent(lead, notice.offer, recipient=notice.recipient, **consent)  # type: ignore[arg-type]
    notice.refresh_from_db()
    assert actions.send_notice(lead, notice, Channel.PORTAL).state == NoticeState.SENT


def test_a_log_asks_for_the_consent_of_everybody_who_gave_an_offer(world: World) -> None:
    log = a_sent_log(world, 2)
    given = log.told_offers.latest("pk").offer
    record_origin(world[Role.LEAD], given, originator=world.stranger, tlp=TLP.GREEN, received_on=DAY)
    with pytest.raises(WithheldError, match="has not consented"):
        log_actions.let_log_out(world[Role.AUTHORITY_OFFICER], log, log.told)


def test_an_agreement_that_was_ended_by_a_person_closes_at_once(world: World, browser_of: Browser) -> None:
    notice = a_sent(world, Channel.PORTAL)
    agent = browser_of(world[Role.PLATFORM_AGENT])
    agreement = Agreement.objects.get(flows__object="notice")
    end_agreement(world[Role.LEAD], agreement, reason="the platform was sold")
    assert agent.get(pages_of("notice", notice.reference)[0]).status_code == 409
