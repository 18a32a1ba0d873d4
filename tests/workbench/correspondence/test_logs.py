"""Information logs: two reviewers, the gate, the authority that got them and nobody else, the outcome that comes back."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import a_routed_case, judged_offers
from tests.workbench.people_of_tests import World, a_person, an_organisation

from lycaon.errors import WithheldError, WrongStateError
from lycaon.exchange import information_log as values
from lycaon.values.verdict import Legality
from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.cases.models import Result
from lycaon.workbench.correspondence import log_actions
from lycaon.workbench.correspondence.models import Channel, Log
from lycaon.workbench.correspondence.states import LOG_STEPS, LogState
from lycaon.workbench.correspondence.today import waiting
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.events import told_of

Browser = Callable[[Actor | None], Client]


def a_log(world: World, count: int = 1, **changes: Any) -> Log:
    """A draft of the analyst about the offers of one case."""
    office = world.organisations[Kind.AUTHORITY]
    an_agreement(world.host, office, "information_log", **changes)
    case = a_routed_case(world, count, seller="plumes_du_sud")
    return log_actions.draft_logs(world[Role.ANALYST], list(offers_of(case)), office)[0]


def a_sent_log(world: World, count: int = 1, **changes: Any) -> Log:
    """A log in the portal of the authority."""
    logs = [a_log(world, count, **changes)]
    for role in (Role.LEAD, Role.REVIEWER):
        logs = log_actions.review_logs(world[role], logs)
    return log_actions.send_logs(world[Role.LEAD], logs, Channel.PORTAL)[0]


def test_a_log_says_what_was_published_and_what_the_law_appears_to_say(world: World) -> None:
    log = a_log(world, 2)
    value = log.value
    assert (len(value.offers), len(value.accounts), value.language) == (2, 1, "fr")
    assert value.accounts[0].handle == "plumes_du_sud"
    assert {offer.legality for offer in value.offers} == {Legality.PROHIBITED}
    assert "Psittacus erithacus" in value.summary
    assert value.agreement_id.startswith("G-")
    assert [fault.field for fault in values.faults(value)] == ["reviewers"]


def test_two_others_review(world: World) -> None:
    log = a_log(world)
    with pytest.raises(WrongStateError, match="You drafted"):
        log_actions.review_logs(world[Role.ANALYST], [log])
    log_actions.review_logs(world[Role.LEAD], [log])
    assert log.state == LogState.DRAFT
    with pytest.raises(WrongStateError, match="second review"):
        log_actions.review_logs(world[Role.LEAD], [log])
    with pytest.raises(WrongStateError):
        log_actions.send_logs(world[Role.LEAD], [log], Channel.PORTAL)
    log_actions.review_logs(world[Role.REVIEWER], [log])
    assert log.state == LogState.REVIEWED
    log_actions.change_log(world[Role.ANALYST], log, {"summary": "Other words."})
    assert (log.state, log.reviews.count(), log.value.reviewers) == (LogState.DRAFT, 0, ())


def test_a_log_without_an_agreement_lacks_it(world: World) -> None:
    case = a_routed_case(world)
    log = log_actions.draft_logs(world[Role.ANALYST], list(offers_of(case)), world.organisations[Kind.AUTHORITY])[0]
    with pytest.raises(WrongStateError, match="agreement_id"):
        log_actions.review_logs(world[Role.LEAD], [log])


def test_what_appears_lawful_or_is_not_confirmed_is_not_told(world: World) -> None:
    office = world.organisations[Kind.AUTHORITY]
    with pytest.raises(WrongStateError, match="not confirmed"):
        log_actions.draft_logs(world[Role.LEAD], judged_offers(world[Role.LEAD]), office)
    lawful = judged_offers(world[Role.LEAD], 1, Legality.ALLOWED)
    for one in lawful:
        one.state = "confirmed"
    with pytest.raises(WrongStateError, match="never told"):
        log_actions.draft_logs(world[Role.LEAD], lawful, office)


def test_an_authority_is_told_once(world: World) -> None:
    log = a_log(world)
    with pytest.raises(WrongStateError, match="already"):
        log_actions.draft_logs(world[Role.LEAD], [log.told_offers.get().offer], log.recipient)


def test_the_route_must_lead_to_an_authority(world: World) -> None:
    log = a_log(world)
    for role in (Role.LEAD, Role.REVIEWER):
        log_actions.review_logs(world[role], [log])
    case = log.told_offers.get().case
    assert case is not None
    case.route = "platform_policy"
    case.save()
    with pytest.raises(WrongStateError, match="does not lead"):
        log_actions.send_logs(world[Role.LEAD], [log], Channel.PORTAL)


CANARY = "canary7f3a"


@pytest.mark.parametrize("field", ["summary", "accounts", "offers.text", "offers.price", "network", "own_grade"])
def test_a_withheld_field_is_in_no_file_and_on_no_page(world: World, browser_of: Browser, field: str) -> None:
    log = a_log(world, fields_deny=[field])
    value = log.value
    offer = replace(
        value.offers[0], text=CANARY if field == "offers.text" else "", price=CANARY if field == "offers.price" else ""
    )
    account = replace(value.accounts[0], handle=CANARY if field == "accounts" else "known")
    told = {
        "summary": {"summary": CANARY}, "network": {"network": (CANARY,)}, "own_grade": {"own_grade": CANARY},
    }.get(field, {})  # fmt: skip
    log.document = values.written(replace(value, offers=(offer,), accounts=(account,), **told)).decode()
    log.save()
    for role in (Role.LEAD, Role.REVIEWER):
        log_actions.review_logs(world[role], [log])
    try:
        log_actions.send_logs(world[Role.LEAD], [log], Channel.PORTAL)
    except WithheldError:
        assert field == "summary", "only what a log cannot lack stops it"
        return
    officer = browser_of(world[Role.AUTHORITY_OFFICER])
    for kind in ("json", "pdf"):
        answer = officer.get(reverse("correspondence:portal-log-file", args=[log.reference, kind]))
        assert CANARY.encode() not in answer.content
        assert CANARY not in str(answer.headers)
    printed = pdfium.PdfDocument(values.printed(log.told))
    assert CANARY not in " ".join(page.get_textpage().get_text_range() for page in printed)
    assert CANARY not in str(printed.get_metadata_dict())
    for door in ("portal-log", "portal-logs"):
        address = reverse(f"correspondence:{door}", args=[log.reference] if door == "portal-log" else [])
        assert CANARY.encode() not in officer.get(address).content
    assert CANARY not in "".join(event.data + event.reason for event in told_of(log))


def test_an_authority_sees_its_logs_and_no_others(world: World, browser_of: Browser) -> None:
    log = a_sent_log(world)
    other = a_person(Role.AUTHORITY_OFFICER, at=an_organisation(Kind.AUTHORITY, name="Other"))
    for door, more in (
        ("portal-log", []),
        ("portal-log-answer", []),
        ("portal-outcome", []),
        ("portal-log-file", ["json"]),
    ):
        address = reverse(f"correspondence:{door}", args=[log.reference, *more])
        assert browser_of(world[Role.AUTHORITY_OFFICER]).get(address).status_code == 200
        assert browser_of(other).get(address).status_code == 404
    assert browser_of(world.stranger_lead).get(reverse("correspondence:log", args=[log.reference])).status_code == 404


def test_an_officer_confirms_answers_and_tells_the_outcome(world: World, browser_of: Browser) -> None:
    log = a_sent_log(world, 2)
    officer = browser_of(world[Role.AUTHORITY_OFFICER])
    confirmed = officer.post(reverse("correspondence:portal-receipt"), {"logs": [log.reference]})
    assert confirmed.status_code == 303
    answer = reverse("correspondence:portal-log-answer", args=[log.reference])
    assert officer.post(answer, {"answer": "returned"}).status_code == 422
    assert officer.post(answer, {"answer": "accepted", "reference": "EN-411"}).status_code == 303
    names = [one.reference for one in log.told.offers]
    address = reverse("correspondence:portal-outcome", args=[log.reference])
    told = {"offers": names, "result": "seizure", "on": timezone.localdate().isoformat()}
    refused = officer.post(address, told)
    assert refused.status_code == 422, "without an agreement no outcome comes back"
    assert "no_agreement" in refused.content.decode()
    an_agreement(log.recipient, world.host, "outcome")
    assert officer.post(address, told).status_code == 303
    log.refresh_from_db()
    assert (log.state, log.recipient_reference) == (LogState.OUTCOME, "EN-411")
    case = log.told_offers.select_related("case")[0].case
    assert case is not None
    assert [one.result for one in case.outcomes.all()] == [Result.SEIZURE] * 2
    page = browser_of(world[Role.LEAD]).get(reverse("correspondence:log", args=[log.reference]))
    assert "EN-411" in page.content.decode()


def test_a_day_ahead_is_no_outcome(world: World) -> None:
    log = a_sent_log(world)
    officer = world[Role.AUTHORITY_OFFICER]
    log_actions.receive_logs(officer, [log])
    log_actions.answer_logs(officer, [log], LogState.ACCEPTED)
    with pytest.raises(WrongStateError, match="lies ahead"):
        log_actions.tell_outcome(
            officer, log, {log.told.offers[0].reference: Result.SEIZURE}, on=timezone.localdate() + timedelta(days=1)
        )


def test_a_returned_log_is_a_new_version(world: World) -> None:
    log = a_sent_log(world)
    officer = world[Role.AUTHORITY_OFFICER]
    log_actions.receive_logs(officer, [log])
    log_actions.answer_logs(officer, [log], LogState.RETURNED, note="which bird is it?")
    log_actions.change_log(world[Role.ANALYST], log, {"handling": "see the second photo"})
    assert (log.value.version, log.state, log.released) == (2, LogState.DRAFT, "")


def test_many_are_reviewed_and_sent_from_the_list(world: World, browser_of: Browser) -> None:
    log = a_log(world)
    for role in (Role.LEAD, Role.REVIEWER):
        browser = browser_of(world[role])
        assert browser.get(reverse("correspondence:logs") + "?state=draft").status_code == 200
        assert browser.post(reverse("correspondence:review-logs"), {"logs": [log.reference]}).status_code == 303
    sent = browser_of(world[Role.LEAD]).post(
        reverse("correspondence:send-logs"), {"logs": [log.reference], "channel": "portal"}
    )
    assert sent.status_code == 303
    log.refresh_from_db()
    assert log.state == LogState.SENT


def test_offers_of_a_case_are_grouped_on_the_screen(world: World, browser_of: Browser) -> None:
    office = world.organisations[Kind.AUTHORITY]
    an_agreement(world.host, office, "information_log")
    case = a_routed_case(world, 3)
    address = f"{reverse('correspondence:group')}?case={case.reference}"
    assert browser_of(world[Role.LEAD]).post(address, {"recipient": office.reference}).status_code == 303
    assert Log.objects.count() == 3


def test_the_start_page_hears_of_logs(world: World) -> None:
    log = a_log(world)
    assert [heap.count for heap in waiting(world[Role.REVIEWER])] == [1]
    assert waiting(world[Role.ANALYST]) == []
    for role in (Role.LEAD, Role.REVIEWER):
        log_actions.review_logs(world[role], [log])
    assert [heap.count for heap in waiting(world[Role.LEAD])] == [1]
    log_actions.send_logs(world[Role.LEAD], [log], Channel.PORTAL)
    assert [heap.count for heap in waiting(world[Role.AUTHORITY_OFFICER])] == [1]


def test_every_state_of_a_log_is_reached() -> None:
    assert set(LOG_STEPS) == {state for after in LOG_STEPS.values() for state in after} | {LogState.DRAFT}


def test_a_zip_of_evidence_is_refused_where_nothing_stands_in_the_store(world: World, browser_of: Browser) -> None:
    log = a_sent_log(world)
    answer = browser_of(world[Role.AUTHORITY_OFFICER]).get(
        reverse("correspondence:portal-log-file", args=[log.reference, "evidence"])
    )
    assert answer.status_code == 409
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(answer.content))
