"""Notices: drafted whole, reviewed by another, sent only through the gate and after the capture, followed to the end."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import (
    REASON,
    a_draft,
    a_reviewed,
    a_routed_case,
    a_sent,
    notices_may_go,
)
from tests.workbench.people_of_tests import World

from lycaon.errors import NotAllowedError, WithheldError, WrongStateError
from lycaon.exchange.notice import LONGEST_EXPLANATION, NoticeKind
from lycaon.values.verdict import Legality
from lycaon.workbench.correspondence import actions, clocks, figures, statements
from lycaon.workbench.correspondence.going import must_go
from lycaon.workbench.correspondence.models import Channel, Notice, Sending
from lycaon.workbench.correspondence.outbox import message
from lycaon.workbench.correspondence.states import NOTICE_STEPS, Decision, NoticeState, Revisit
from lycaon.workbench.offers.models import Capture
from lycaon.workbench.people.models import Agreement
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.events import told_of


def test_a_draft_says_what_the_engine_read_in_the_language_of_the_platform(world: World) -> None:
    value = a_draft(world).value
    assert value.kind is NoticeKind.ILLEGAL_CONTENT
    assert value.language == "fr"
    assert value.urls == ("https://swapyard.example/a/1",)
    assert value.item_id == "1"
    assert "L.214-8 VI" in value.explanation
    assert len(value.explanation) <= LONGEST_EXPLANATION
    assert value.facts[0] == "“African grey parrot”"
    assert any("£650" in fact for fact in value.facts)
    assert [basis.rule for basis in value.legal_basis] == ["FR-09 v3"]
    assert "African grey parrot" in value.why_evident
    assert value.taxon is not None
    assert value.taxon.scientific == "Psittacus erithacus"
    assert value.notifier is not None
    assert value.notifier.organisation == "Host"


def test_an_offer_that_lacks_a_document_gets_a_question(world: World) -> None:
    value = a_draft(world, Legality.NEEDS_DOCUMENT).value
    assert (value.kind, value.requested_action.value) == (NoticeKind.QUERY, "ask_document")


def test_a_lawful_offer_gets_nothing(world: World) -> None:
    with pytest.raises(WrongStateError, match="Neither the law"):
        a_draft(world, Legality.ALLOWED)


def test_one_open_notice_an_offer_and_platform(world: World) -> None:
    notice = a_draft(world)
    with pytest.raises(WrongStateError, match="under way"):
        actions.draft_notice(world[Role.LEAD], notice.case, notice.offer, notice.recipient)


def test_what_is_missing_is_said_and_stops_the_review(world: World) -> None:
    notice = a_draft(world)
    assert [fault.code for fault in actions.faults_of(notice, notice.value)] == ["not_signed"]
    with pytest.raises(WrongStateError, match="Nobody has signed"):
        actions.review_notice(world[Role.REVIEWER], notice)


def test_nobody_reviews_what_he_wrote(world: World) -> None:
    notice = a_draft(world)
    actions.change_notice(world[Role.ANALYST], notice, {"good_faith": True})
    with pytest.raises(WrongStateError, match="Somebody else"):
        actions.review_notice(world[Role.ANALYST], notice)


def test_a_change_after_the_review_asks_for_another(world: World) -> None:
    notice = a_reviewed(world)
    actions.change_notice(world[Role.LEAD], notice, {"explanation": "Other words."})
    assert (notice.state, notice.reviewed_by) == (NoticeState.DRAFT, None)
    notices_may_go(world)
    with pytest.raises(WrongStateError):
        actions.send_notice(world[Role.LEAD], notice, Channel.EMAIL)


def test_nothing_is_sent_without_an_agreement_and_the_refusal_is_written_down(world: World) -> None:
    notice = a_reviewed(world)
    actions.keep_contact(world[Role.LEAD], notice.recipient, "trust@swapyard.example")
    with pytest.raises(WithheldError):
        actions.send_notice(world[Role.LEAD], notice, Channel.EMAIL)
    assert Notice.objects.get().state == NoticeState.REVIEWED
    assert Sending.objects.count() == 0
    assert json.loads(told_of(notice).order_by("id").last().data)["answer"] == "deny"  # type: ignore[union-attr]


def test_nothing_is_sent_on_the_day_the_agreement_ends(world: World) -> None:
    notices_may_go(world)
    Agreement.objects.update(ends_on=timezone.localdate())
    with pytest.raises(WithheldError, match="expired"):
        actions.send_notice(world[Role.LEAD], a_reviewed(world), Channel.PORTAL)


def test_nothing_is_sent_without_a_capture(world: World) -> None:
    notices_may_go(world)
    notice = a_reviewed(world)
    Capture.objects.all().delete()
    with pytest.raises(WrongStateError, match="Capture the offer first"):
        actions.send_notice(world[Role.LEAD], notice, Channel.PORTAL)


def test_only_a_lead_sends(world: World) -> None:
    notices_may_go(world)
    with pytest.raises(NotAllowedError):
        actions.send_notice(world[Role.ANALYST], a_reviewed(world), Channel.PORTAL)


def test_the_notice_waits_where_the_authority_goes_first(world: World) -> None:
    notices_may_go(world)
    notice = a_reviewed(world)
    notice.case.route = "authority_first"
    with pytest.raises(WrongStateError, match="authority goes first"):
        must_go(notice, timezone.now())
    must_go(notice, timezone.now() + timedelta(hours=73))


def test_a_question_only_route_lets_no_accusation_out(world: World) -> None:
    notice = a_reviewed(world)
    notice.case.route = "ask_for_document"
    with pytest.raises(WrongStateError, match="kind of notice"):
        must_go(notice, timezone.now())


def test_a_sent_notice_is_a_letter_with_its_json(world: World) -> None:
    notice = a_sent(world)
    mail = message(Sending.objects.get())
    assert (mail.to, notice.state) == (["trust@swapyard.example"], NoticeState.SENT)
    assert "https://swapyard.example/a/1" in str(mail.body)
    assert mail.extra_headers["Message-ID"].startswith("<m-")
    name, data, _media_type = mail.attachments[0]
    assert name == f"{notice.reference}.json"
    assert json.loads(data)["item_id"] == "1"


CANARY = "canary-7f3a"


@pytest.mark.parametrize("field", ["explanation", "item_id", "why_evident", "taxon", "notifier.trusted_flagger_id"])
def test_a_withheld_field_is_nowhere_in_what_leaves(world: World, field: str) -> None:
    notices_may_go(world, fields_deny=[field])
    notice = a_reviewed(world)
    top = field.partition(".")[0]
    raw = json.loads(notice.document)
    if field == "taxon":
        raw["taxon"] = {"scientific": CANARY, "probability": 0.9}
    elif "." in field:
        raw[top][field.partition(".")[2]] = CANARY
    else:
        raw[top] = CANARY
    notice.document = json.dumps(raw)
    notice.save()
    try:
        actions.send_notice(world[Role.LEAD], notice, Channel.EMAIL)
    except WrongStateError:
        assert field in {"explanation", "why_evident"}, "only what Art. 16(2) asks for stops a notice"
        assert Sending.objects.count() == 0
        return
    sending = Sending.objects.get()
    assert CANARY not in message(sending).message().as_string()
    assert CANARY not in notice.released + sending.body + sending.subject
    assert CANARY not in "".join(event.data + event.reason for event in told_of(notice))


def test_a_case_of_red_is_not_told(world: World) -> None:
    case = a_routed_case(world)
    case.tlp = "TLP:RED"
    case.save()
    notice = actions.draft_notice(
        world[Role.ANALYST], case, case.joined.get().offer, world.organisations[Kind.PLATFORM]
    )
    actions.change_notice(world[Role.ANALYST], notice, {"good_faith": True})
    actions.review_notice(world[Role.REVIEWER], notice)
    notices_may_go(world)
    with pytest.raises(WithheldError, match="label"):
        actions.send_notice(world[Role.LEAD], notice, Channel.PORTAL)


def test_a_notice_goes_its_way_to_a_removal_that_was_seen(world: World) -> None:
    lead, notice = world[Role.LEAD], a_sent(world)
    actions.keep_receipt(lead, notice, receipt="SY-1")
    actions.keep_decision(lead, notice, Decision.REMOVED, known_from="mail of the platform")
    assert notice.case.tasks.filter(done_at=None).count() == 6
    actions.keep_revisit(lead, notice, Revisit.CONFIRMED)
    assert [outcome.result for outcome in notice.case.outcomes.all()] == ["removed"]
    assert figures.precision(world.host) == figures.Precision(1, 1)
    actions.keep_complaint(lead, notice)
    actions.keep_complaint(lead, notice, reversed_=True)
    assert notice.state == NoticeState.CLOSED
    assert figures.precision(world.host) == figures.Precision(0, 1)


def test_an_offer_that_is_still_up_is_no_outcome(world: World) -> None:
    lead, notice = world[Role.LEAD], a_sent(world)
    actions.keep_decision(lead, notice, Decision.REMOVED, known_from="mail of the platform")
    actions.keep_revisit(lead, notice, Revisit.STILL_UP)
    assert notice.case.outcomes.count() == 0


def test_a_wrong_notice_is_taken_back_with_an_apology(world: World) -> None:
    notice = a_sent(world)
    with pytest.raises(WrongStateError):
        actions.withdraw_notice(world[Role.LEAD], notice, reason="-")
    actions.withdraw_notice(world[Role.LEAD], notice, reason="the ring number shows a bird bred here")
    letter = Sending.objects.get(kind="withdrawal")
    assert "bird bred here" in letter.body
    assert notice.reference in letter.subject + letter.body
    assert figures.precision(world.host) == figures.Precision(0, 1)


def test_who_does_not_answer_has_five_days(world: World) -> None:
    lead, notice = world[Role.LEAD], a_sent(world)
    with pytest.raises(WrongStateError, match="five days"):
        actions.give_up(lead, notice)
    actions.give_up(lead, notice, at=timezone.now() + timedelta(days=6))
    assert notice.state == NoticeState.NO_ANSWER


@pytest.mark.parametrize(("legality", "hours"), [(Legality.PROHIBITED, 24), (Legality.NEEDS_DOCUMENT, 7 * 24)])
def test_the_platform_has_as_long_as_the_offer_allows(world: World, legality: Legality, hours: int) -> None:
    notice = a_sent(world, legality=legality)
    assert notice.sent_at is not None
    due = [clock.when for clock in clocks.of_notice(notice) if "Decision" in clock.what]
    assert due == [notice.sent_at + timedelta(hours=hours)]


def test_every_state_is_reached_and_none_is_left_by_accident() -> None:
    assert set(NOTICE_STEPS) == set(NoticeState)
    assert {state for after in NOTICE_STEPS.values() for state in after} == set(NoticeState)
    assert NOTICE_STEPS[NoticeState.WITHDRAWN] == frozenset()


@pytest.mark.parametrize(
    "raw",
    [
        '{{"notice_id": "{reference}", "decision": "removed", "facts": "Art. 5 of our rules"}}',
        '{{"puid": "x {reference}", "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]}}',
        '{{"content_url": "https://swapyard.example/a/1", "decision": "removed"}}',
    ],
)
def test_a_statement_of_reasons_finds_its_notice(world: World, raw: str) -> None:
    notice = a_sent(world)
    told = raw.format(reference=notice.reference).encode()
    statement = statements.upload_statement(world[Role.PLATFORM_AGENT], told, world.host)
    notice.refresh_from_db()
    assert (statement.notice, notice.state, notice.decision) == (notice, NoticeState.DECIDED, "removed")
    with pytest.raises(WrongStateError, match="here already"):
        statements.upload_statement(world[Role.PLATFORM_AGENT], told, world.host)


def test_a_letter_is_matched_and_waits_for_a_person_to_read_the_decision(world: World) -> None:
    notice = a_sent(world)
    told = f"We looked at your notice {notice.reference} and removed the offer.".encode()
    statement = statements.file_statement(world[Role.LEAD], told, notice.recipient, world.host)
    notice.refresh_from_db()
    assert (statement.notice, statement.decision, notice.state) == (notice, "", NoticeState.SENT)


@pytest.mark.parametrize("raw", [b"{}", b"[1]", b"nothing", b'{"notice_id": {"a": 1}}', b"[" * 100_000, b""])
def test_a_statement_about_nothing_waits(world: World, raw: bytes) -> None:
    notice = a_sent(world)
    try:
        statement = statements.file_statement(world[Role.LEAD], raw, notice.recipient, world.host)
    except WithheldError:
        return  # an empty statement: the gate has nothing to let through
    assert statement.notice is None


def test_another_platforms_statement_decides_nothing(world: World) -> None:
    notice = a_sent(world)
    an_agreement(world.stranger, world.host, "statement_of_reasons")
    raw = json.dumps({"notice_id": notice.reference, "decision": "kept"}).encode()
    statement = statements.file_statement(world[Role.LEAD], raw, world.stranger, world.host)
    notice.refresh_from_db()
    assert (statement.notice, notice.state) == (None, NoticeState.SENT)


def test_the_alarm_of_precision_needs_enough_notices() -> None:
    assert not figures.Precision(9, 19).alarms
    assert figures.Precision(18, 20).alarms
    assert not figures.Precision(19, 20).alarms
    assert figures.Precision(0, 0).share is None


def test_the_yearly_report_counts_by_provider_and_type(world: World) -> None:
    notice = a_sent(world)
    actions.keep_decision(world[Role.LEAD], notice, Decision.REMOVED, known_from="mail")
    platform = notice.recipient
    platform.name = "=cmd()"
    platform.save()
    rows = figures.yearly_report(world.host, timezone.now().year)
    assert [(row.notices, row.removed, row.kept) for row in rows] == [(1, 1, 0)]
    assert "'=cmd()" in figures.as_csv(rows)
    assert json.loads(figures.as_json(rows, organisation="Host", year=2026))["rows"][0]["type"] == "illegal_content"
    assert REASON not in figures.as_csv(rows)
