"""Every sweep of every app, run on real rows: each finds something, forgets it, and leaves none of its words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence.test_logs import a_sent_log
from tests.workbench.correspondence_of_tests import a_reviewed, a_sent
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World, a_person, an_organisation
from tests.workbench.surveys_of_tests import observed, texts

from lycaon.workbench.api import actions as api
from lycaon.workbench.api.models import Answered, Scope
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.models import Case
from lycaon.workbench.correspondence import actions, answering, log_actions, request_actions
from lycaon.workbench.correspondence.models import Channel, Log, Notice, Request, Sending, Statement
from lycaon.workbench.correspondence.ordering import Order
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import Decision, LogState, RequestState, SendingState
from lycaon.workbench.deconfliction import actions as deconfliction
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Invitation
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.privacy.actions import place_hold
from lycaon.workbench.privacy.models import Sweeping
from lycaon.workbench.privacy.queries import traces
from lycaon.workbench.privacy.sweeping import sweep_all, sweeps
from lycaon.workbench.record.subjects import Sought
from lycaon.workbench.surveys import actions as surveys
from lycaon.workbench.surveys.models import Observation, Survey
from lycaon.workbench.triage import actions as triage
from lycaon.workbench.triage.models import Decision as DecisionRow
from lycaon.workbench.triage.states import Choice, Ground

JOB = Actor.software("retention")
FAR = timedelta(days=4_000)
CANARY = "canary7f3a"


@pytest.fixture
def full(world: World, settings: object, tmp_path: Path) -> World:
    """A house in which something of every kind was written, with the canary in its words."""
    settings.SURVEYS_HOME = str(tmp_path)  # type: ignore[attr-defined]
    _letters(world)
    _requests(world)
    _offers(world)
    _survey(world)
    _question_and_answer(world)
    gone = an_organisation(Kind.PLATFORM, name="Gone")
    actions.keep_contact(world[Role.LEAD], gone, f"{CANARY}@gone.example")
    type(gone).objects.filter(pk=gone.pk).update(ended_at=timezone.now())
    Invitation.objects.create(
        email=f"{CANARY}@example.org", name=CANARY, organisation=world.host, roles=["analyst"], token_hash="x",
        expires_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    Session.objects.create(session_key="old", session_data=CANARY, expire_date=datetime(2026, 1, 1, tzinfo=UTC))
    return world


def _letters(world: World) -> None:
    notice = a_sent(world, seller=CANARY, title=f"Grey parrot {CANARY}")
    Sending.objects.update(state=SendingState.SENT)
    reasons = Reasons(ground="rules", facts=f"{CANARY} said so")
    answering.answer_notice(world[Role.PLATFORM_AGENT], notice, Decision.REMOVED, reasons)
    log = a_sent_log(world)
    officer = world[Role.AUTHORITY_OFFICER]
    log_actions.receive_logs(officer, [log])
    log_actions.answer_logs(officer, [log], LogState.ACCEPTED, note=CANARY)
    for case in Case.objects.all():
        cases.write_note(world[Role.LEAD], case, CANARY)
        Case.objects.filter(pk=case.pk).update(
            closed_at=timezone.now(), closing_reason=CANARY, keep_until=timezone.localdate() + timedelta(days=2_000)
        )

    # A case that is still open: its letter stays, its mail and the platform's words do not.
    young = actions.send_notice(world[Role.LEAD], a_reviewed(world), Channel.EMAIL)
    Sending.objects.update(state=SendingState.SENT)
    answering.answer_notice(
        world[Role.PLATFORM_AGENT], young, Decision.KEPT, replace(reasons, facts=f"{CANARY}, again")
    )


def _requests(world: World) -> None:
    platform = world.organisations[Kind.PLATFORM]
    officer = world[Role.AUTHORITY_OFFICER]
    asked = Order(kind="preservation", way="domestic", facts=CANARY, account_id=CANARY, deadline="2099-01-01")
    request_actions.close_request(officer, request_actions.draft_request(officer, platform, asked))


def _offers(world: World) -> None:
    lead = world[Role.LEAD]
    plain = offers(lead, 4, title=CANARY, text=CANARY)
    triage.decide(world[Role.ANALYST], [plain[0]], Choice.REJECT, ground=next(iter(Ground)), says="no parrot")
    DecisionRow.objects.update(says=CANARY)
    for offer, state, probability in zip(
        plain[1:], (State.NEW, State.NEW, State.CONFIRMED), (0.1, 0.9, 0.9), strict=True
    ):
        Offer.objects.filter(pk=offer.pk).update(state=state, probability=probability)


def _survey(world: World) -> None:
    observed(world[Role.RESEARCHER], world[Role.ANALYST])
    surveys.open_survey(world[Role.RESEARCHER], texts(CANARY))


def _question_and_answer(world: World) -> None:
    """A question to another house, and an answer that a program was given."""
    lead = world[Role.LEAD]
    an_agreement(world.host, world.stranger, "deconfliction")
    deconfliction.ask(lead, Case.objects.get(closed_at=None), world.stranger)
    made = api.make_token(lead, name="program", scopes=list(Scope)[:1])
    Answered.objects.create(token=made.token, key="k", asked="0" * 64, status=200, body=CANARY)


def words_left() -> list[str]:
    """The tables in which the canary still stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE '%{CANARY}%'")  # noqa: S608
            found += [table] if cursor.fetchone() != (0,) else []
    return found


def test_every_sweep_finds_something_and_leaves_nothing(full: World) -> None:
    assert words_left(), "a canary that was never there proves nothing"
    sweep_all(JOB, now=timezone.now() + FAR)
    forgotten = {proof.sweep: proof.forgotten for proof in Sweeping.objects.all()}
    assert [one.name for one in sweeps() if not forgotten[one.name]] == []
    assert {proof.left for proof in Sweeping.objects.all()} == {0}
    sweep_all(JOB, now=timezone.now() + FAR)  # a handle goes the night after the last offer of its account
    assert words_left() == []
    sweep_all(JOB, now=timezone.now() + FAR)
    assert {proof.forgotten for proof in Sweeping.objects.order_by("-id")[: len(sweeps())]} == {0}


def test_what_is_forgotten_can_still_be_counted_and_shown(
    full: World, browser_of: Callable[[Actor | None], Client]
) -> None:
    sweep_all(JOB, now=timezone.now() + FAR)
    notice, log, request = Notice.objects.earliest("pk"), Log.objects.get(), Request.objects.get()
    assert (notice.decision, notice.value.urls, notice.released) == ("removed", (), "")
    assert Statement.objects.earliest("pk").decision == "removed"
    assert (log.value.offers, log.state) == ((), LogState.CLOSED)
    lead = browser_of(full[Role.LEAD])
    for address in (
        "/notices/",
        f"/notices/{notice.reference}/",
        "/notices/figures/",
        "/logs/",
        f"/logs/{log.reference}/",
    ):
        assert lead.get(address).status_code == 200, address
    officer = browser_of(full[Role.AUTHORITY_OFFICER])
    for address in ("/portal/logs/", "/portal/requests/", f"/portal/requests/{request.reference}/"):
        assert officer.get(address).status_code == 200, address
    assert request.state == RequestState.CLOSED
    assert Observation.objects.exists()
    assert Survey.objects.count() == 1


@pytest.mark.parametrize("kind", ["case", "offer", "account", "notice"])
def test_a_hold_on_any_part_holds_the_letter(full: World, kind: str) -> None:
    notice = Notice.objects.select_related("case", "offer__account").earliest("pk")
    assert notice.offer.account is not None
    name = {
        "case": notice.case.reference, "offer": notice.offer.reference, "account": notice.offer.account.reference,
        "notice": notice.reference,
    }[kind]  # fmt: skip
    review = timezone.localdate() + timedelta(days=30)
    officer = full[Role.DATA_PROTECTION_OFFICER]
    place_hold(officer, kind, name, reason="order of a court", basis="Art. 18", review_on=review)
    sweep_all(JOB, now=timezone.now() + FAR)
    notice.refresh_from_db()
    assert notice.value.urls
    assert notice.sendings.get().body


def test_the_desk_finds_a_seller_in_letters_and_surveys(full: World) -> None:
    found = {trace.kind for trace in traces(Sought(site="swapyard.example", handle=CANARY), full.host)}
    assert {"account", "case", "notice"} <= found
    in_logs = traces(Sought(site="swapyard.example", handle="plumes_du_sud"), full.host)
    assert "log" in {trace.kind for trace in in_logs}
    row = Observation.objects.select_related("offer__account").earliest("pk")
    handle = row.offer.account.handle if row.offer and row.offer.account else ""
    assert "survey" in {one.kind for one in traces(Sought(site="swapyard.example", handle=handle), full.host)}
    assert traces(Sought(site="swapyard.example", handle=CANARY), full.stranger) == []
    by_mail = {trace.kind for trace in traces(Sought(email="trust@swapyard.example"), full.host)}
    assert {"sending", "organisation"} <= by_mail


def test_surveys_tell_the_start_page(world: World, settings: object, tmp_path: Path) -> None:
    from lycaon.workbench.surveys.today import running, waiting

    settings.SURVEYS_HOME = str(tmp_path)  # type: ignore[attr-defined]
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST])
    [heap] = waiting(world[Role.RESEARCHER])
    assert (heap.count, survey.reference in heap.what) == (2, True)
    assert waiting(world[Role.ANALYST]) == []
    Survey.objects.filter(pk=survey.pk).update(publishing_since=timezone.now(), publishing_fault="no words")
    assert [one.count for one in waiting(world[Role.LEAD])] == [2, 1]
    assert len(running(world[Role.LEAD])) == 1
    assert waiting(a_person(Role.LEAD, at=world.stranger)) == []
