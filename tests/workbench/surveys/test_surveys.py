"""Surveys: frozen once, observed without handles, coded blind by two, settled by a third."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World, a_person
from tests.workbench.surveys_of_tests import SEEN, SITE, a_survey, answers, code_all, observed, texts

from lycaon.errors import DecisionError, EvidenceError, FormatError, NotAllowedError, RecordError, WrongStateError
from lycaon.workbench.offers.models import Account, Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.events import told_of
from lycaon.workbench.surveys import actions, publication, queries, tasks
from lycaon.workbench.surveys.drafts import EMPTY, faults_of
from lycaon.workbench.surveys.models import Code, Observation, Survey
from lycaon.workbench.surveys.states import Round, State

Browser = Callable[[Actor | None], Client]


@pytest.fixture(autouse=True)
def everything_is_coded_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.sampling, "double_coded", lambda ads, *_, **__: tuple(ad.id for ad in ads))


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("draft_plan", "title: [", "survey.yaml: no YAML"),
        ("draft_plan", "- a list", "survey.yaml: expected fields"),
        ("draft_plan", "title: x\nperiod: {start: 2026-09-14, end: 2026-09-01}", "ends before it begins"),
        ("draft_frame", "id,code\nx,y\n", "frame.csv: no column"),
        ("draft_keywords", "words,language,taxon\na,b\n", "keywords.csv:2"),
        ("draft_plan", "", "survey.yaml: expected fields"),
    ],
)
def test_what_is_no_plan_is_named_by_file_and_field(world: World, column: str, text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as refusal:
        actions.open_survey(world[Role.RESEARCHER], texts() | {column: text})
    assert "/tmp" not in str(refusal.value)  # noqa: S108 - nothing of the server in a message
    assert not Survey.objects.exists()


def test_a_plan_with_gaps_is_kept_and_not_frozen(world: World) -> None:
    gaps = dict(EMPTY) | {"draft_plan": EMPTY["draft_plan"].replace('title: ""', 'title: "Gaps"', 1)}
    survey = actions.open_survey(world[Role.RESEARCHER], gaps)
    assert {fault.where for fault in faults_of(survey)} >= {"frame.csv", "keywords.csv", "survey.yaml, taxa_as_of"}
    with pytest.raises(DecisionError, match="not complete"):
        actions.freeze(world[Role.RESEARCHER], survey)
    survey.refresh_from_db()
    assert survey.state == State.DRAFT


def test_a_frozen_plan_does_not_change(world: World) -> None:
    survey = a_survey(world[Role.RESEARCHER])
    assert survey.frozen.id == survey.plan_digest
    for act in (lambda: actions.change_draft(world[Role.LEAD], survey, texts("Other")),
                lambda: actions.freeze(world[Role.LEAD], survey)):  # fmt: skip
        with pytest.raises(WrongStateError, match="plan frozen"):
            act()
    Survey.objects.update(plan_text=survey.plan_text.replace("parrots", "turtles"))
    survey.refresh_from_db()
    with pytest.raises(EvidenceError, match="changed after it was frozen"):
        _ = survey.frozen


def test_nobody_observes_before_the_plan_is_frozen(world: World) -> None:
    with pytest.raises(WrongStateError, match="draft"):
        actions.observe(world[Role.RESEARCHER], a_survey(world[Role.RESEARCHER], frozen=False))


def test_only_researchers_and_leads_survey(world: World) -> None:
    with pytest.raises(NotAllowedError):
        actions.open_survey(world[Role.ANALYST], texts())


def test_observations_hold_no_handle_and_no_address(world: World) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 2)
    kept = json.dumps(list(survey.observations.values("ad_id", "ad", "items"))) + "".join(
        event.data for event in told_of(survey)
    )
    account = Account.objects.order_by("pk").first()
    assert account is not None
    for secret in (account.handle, account.seller_key, f"{SITE}:1", "https://"):
        assert secret not in kept
    assert {one.ad_value.seen_on.isoformat() for one in survey.observations.all()} == {"2026-09-16"}
    assert len({one.ad_value.seller for one in survey.observations.all()} - {""}) == 2


def test_taking_in_again_changes_nothing_and_other_houses_and_days_stay_out(world: World) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    offers(world.stranger_lead, 1, site=SITE)
    offers(world[Role.ANALYST], 1, site=SITE)  # seen today, which is after the period
    offers(world[Role.ANALYST], 1, site=SITE, protected=0.1)
    Offer.objects.filter(probability__lt=0.5).update(first_seen=SEEN, last_seen=SEEN)
    again = actions.observe(world[Role.RESEARCHER], survey)
    assert (again.new, again.known) == (0, 1)


def test_effort_is_read_or_refused_whole(world: World) -> None:
    survey = a_survey(world[Role.RESEARCHER])
    with pytest.raises(FormatError, match=r"effort.csv"):
        actions.observe(world[Role.RESEARCHER], survey, effort="site,on\nx,yesterday\n")
    actions.observe(world[Role.RESEARCHER], survey, effort=f"site,on,minutes\n{SITE},2026-09-14,30\n")
    survey.refresh_from_db()
    assert SITE in survey.effort


def test_the_second_coder_is_another_person_and_there_is_no_third(world: World) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 2)
    researcher, lead = world[Role.RESEARCHER].person, world[Role.LEAD].person
    assert researcher
    assert lead
    assert code_all(world[Role.RESEARCHER], survey) == 2
    assert not queries.waiting_for(survey, researcher).exists()
    assert code_all(world[Role.LEAD], survey) == 2
    assert set(Code.objects.values_list("by", "round").distinct()) == {
        (researcher.pk, Round.FIRST), (lead.pk, Round.SECOND),
    }  # fmt: skip
    for actor in (world[Role.RESEARCHER], world[Role.LEAD]):
        observation = Observation.objects.order_by("pk")[0]
        with pytest.raises(WrongStateError, match="does not wait"):
            actions.code(actor, observation, answers(observation))


def test_what_is_not_drawn_is_coded_once(world: World) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 2)
    Observation.objects.filter(pk=Observation.objects.order_by("pk")[0].pk).update(is_twice=False)
    code_all(world[Role.RESEARCHER], survey)
    assert code_all(world[Role.LEAD], survey) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"message": "maybe"}, "no code 'maybe'"),
        ({"specimens": "many"}, "no number"),
    ],
)
def test_codes_outside_the_book_are_refused(world: World, change: dict[str, str], message: str) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    with pytest.raises(RecordError, match=message):
        code_all(world[Role.RESEARCHER], survey, **change)
    assert not Code.objects.exists()


def test_an_offer_is_coded_whole(world: World) -> None:
    observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    observation = Observation.objects.get()
    with pytest.raises(RecordError, match="no answer to: tactic"):
        actions.code(world[Role.RESEARCHER], observation, answers(observation)[:-1])


@pytest.fixture
def disputed(world: World) -> Observation:
    """An offer of whose legality two coders say two things."""
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    code_all(world[Role.RESEARCHER], survey)
    code_all(world[Role.LEAD], survey, legality="unknown")
    return Observation.objects.get()


def test_a_third_settles_what_two_differ_on_and_then_the_coding_closes(world: World, disputed: Observation) -> None:
    survey = disputed.survey
    assert [place[2] for place in queries.disputes_of(disputed)] == ["legality"]
    with pytest.raises(WrongStateError, match="Something is left"):
        actions.close_coding(world[Role.LEAD], survey)
    with pytest.raises(WrongStateError, match="somebody else settles"):
        actions.settle(world[Role.LEAD], disputed, [(1, "legality", "unknown")])
    someone = a_person(Role.RESEARCHER, at=world.host)
    with pytest.raises(WrongStateError, match="Nothing is in dispute"):
        actions.settle(someone, disputed, [(1, "message", "other")])
    actions.settle(someone, disputed, [(1, "legality", "prohibited")])
    assert queries.disputes_of(disputed) == ()
    assert Code.objects.filter(round=Round.FIRST).count() == Code.objects.filter(round=Round.SECOND).count() == 12
    assert actions.close_coding(world[Role.LEAD], survey).state == State.ADJUDICATED
    with pytest.raises(WrongStateError, match="settled"):
        actions.observe(world[Role.LEAD], survey)


def closed(world: World, count: int = 2) -> Survey:
    """A survey whose codes are settled."""
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], count)
    for role in (Role.RESEARCHER, Role.LEAD):
        code_all(world[role], survey)
    return actions.close_coding(world[Role.LEAD], survey)


def test_the_report_is_made_of_settled_codes_and_leads_to_no_account(
    world: World, browser_of: Browser, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SURVEYS_HOME = str(tmp_path)
    survey = closed(world)
    actions.ask_for_report(world[Role.RESEARCHER], survey)
    publication.make(survey, languages=["en"], pdf=False)
    actions.end_publication(Actor.software("test"), survey)
    survey.refresh_from_db()
    names = publication.files_of(survey)
    assert {"report.en.html", "report.en.xlsx", "tables/T1.csv", "datapackage.json"} <= set(names)
    browser = browser_of(world[Role.LEAD])
    secrets = [one.handle for one in Account.objects.all()] + [one.reference for one in Offer.objects.all()]
    for name in names:
        answer = browser.get(reverse("surveys:file", args=[survey.reference, name]))
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert answer.status_code == 200
        assert "sandbox" in answer["Content-Security-Policy"]
        assert ("attachment" in answer["Content-Disposition"]) is not name.endswith(".html")
        assert not [secret for secret in secrets if secret.encode() in body], name
    for name in ("../restricted/behind.csv", "..%2frestricted/key", "/etc/passwd", "report.xx.html"):
        assert browser.get(f"/surveys/{survey.reference}/report/{name}").status_code == 404, name
    stranger = browser_of(world.stranger_lead)
    assert stranger.get(reverse("surveys:file", args=[survey.reference, "report.en.html"])).status_code == 404


def test_a_report_that_cannot_be_made_says_why_and_can_be_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = closed(world, 1)

    def refuse(_survey: Survey) -> None:
        raise DecisionError("a figure of others has no source")

    monkeypatch.setattr(tasks.publication, "make", refuse)
    actions.ask_for_report(world[Role.RESEARCHER], survey)
    tasks.publish_one(survey.reference)
    survey.refresh_from_db()
    assert (survey.state, survey.publishing_since) == (State.ADJUDICATED, None)
    assert "no source" in survey.publishing_fault
    assert actions.ask_for_report(world[Role.RESEARCHER], survey).publishing_fault == ""


def test_two_waves_are_compared_by_the_survey_room(world: World, browser_of: Browser) -> None:
    first, second = closed(world), closed(world, 3)
    browser = browser_of(world[Role.RESEARCHER])
    page = browser.get(reverse("surveys:comparison", args=[second.reference]), {"baseline": first.reference})
    compared = page.context["compared"]
    assert (compared.before, compared.now, compared.sites) == (2, 5, 1)
    assert "Choose the survey" in browser.get(reverse("surveys:comparison", args=[first.reference])).content.decode()
