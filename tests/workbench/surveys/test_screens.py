"""The screens of surveys: draft to coded by clicks alone, blind, and nothing of another house."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.workbench.people_of_tests import World
from tests.workbench.surveys_of_tests import ANSWERS, a_survey, code_all, observed, texts

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role
from lycaon.workbench.surveys import actions
from lycaon.workbench.surveys.models import Code, Observation, Survey
from lycaon.workbench.surveys.states import State

Browser = Callable[[Actor | None], Client]


@pytest.fixture(autouse=True)
def everything_is_coded_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.sampling, "double_coded", lambda ads, *_, **__: tuple(ad.id for ad in ads))


def test_from_a_draft_to_a_frozen_plan(world: World, browser_of: Browser) -> None:
    browser = browser_of(world[Role.RESEARCHER])
    frame = SimpleUploadedFile("frame.csv", texts()["draft_frame"].encode())
    sent = texts() | {"draft_frame": "", "draft_frame_file": frame}  # type: ignore[operator]
    address = browser.post(reverse("surveys:new"), sent)["Location"]
    assert "the plan is complete" in browser.get(address).content.decode()
    assert browser.post(f"{address}freeze/").status_code == 303
    survey = Survey.objects.get()
    assert survey.plan_digest in browser.get(address).content.decode()
    assert browser.get(reverse("surveys:frozen", args=[survey.reference])).content.decode() == survey.plan_text
    assert browser.post(f"{address}change/", texts("Other")).status_code == 409


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"draft_plan": "title: ["}, "survey.yaml: no YAML"),
        ({"draft_frame": "nothing"}, "frame.csv: no column"),
        ({"draft_frame_file": SimpleUploadedFile("frame.csv", b"\xff\xfe")}, "no text in UTF-8"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_on_its_page(
    world: World, browser_of: Browser, sent: dict[str, object], message: str
) -> None:
    answer = browser_of(world[Role.RESEARCHER]).post(reverse("surveys:new"), texts() | sent)  # type: ignore[operator]
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_two_coders_at_the_desk_see_nothing_of_each_other_nor_of_the_engine(world: World, browser_of: Browser) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    desk = reverse("surveys:desk", args=[survey.reference])
    sent = {f"1-{field}": code for field, code in ANSWERS.items()} | {"1-tactic": "asks for a deposit"}
    for role in (Role.RESEARCHER, Role.LEAD):
        browser = browser_of(world[role])
        address = browser.get(desk)["Location"]
        page = browser.get(address).content.decode()
        assert "African grey parrot 1" in page
        assert "asks for a deposit" not in page
        assert "checked" not in page
        assert "seller1" not in page
        assert browser.post(address, sent).status_code == 303
        assert "Nothing waits for you" in browser.get(desk).content.decode()
    assert Code.objects.count() == 24


def test_a_missing_answer_keeps_the_others_on_the_page(world: World, browser_of: Browser) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    browser = browser_of(world[Role.RESEARCHER])
    address = browser.get(reverse("surveys:desk", args=[survey.reference]))["Location"]
    answer = browser.post(address, {"1-message": "active", "1-specimens": "heaps"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="active" checked' in page
    assert "11 answers are missing" in page
    assert not Code.objects.exists()


def test_agreement_and_settling(world: World, browser_of: Browser) -> None:
    survey = observed(world[Role.RESEARCHER], world[Role.ANALYST], 1)
    code_all(world[Role.RESEARCHER], survey)
    code_all(world[Role.LEAD], survey, specimens="2")
    name = Observation.objects.get().ad_id
    browser = browser_of(world[Role.LEAD])
    page = browser.get(reverse("surveys:agreement", args=[survey.reference])).content.decode()
    assert name in page
    settle = browser.get(reverse("surveys:settle", args=[survey.reference, name])).content.decode()
    assert "somebody else settles" in settle
    assert browser.post(reverse("surveys:close", args=[survey.reference])).status_code == 409


def test_another_house_knows_nothing_of_it(world: World, browser_of: Browser) -> None:
    survey = a_survey(world[Role.RESEARCHER])
    stranger = browser_of(world.stranger_lead)
    for name in ("plan", "change", "freeze", "frozen", "observe", "desk", "agreement", "close"):
        address = reverse(f"surveys:{name}", args=[survey.reference])
        assert {stranger.get(address).status_code, stranger.post(address).status_code} <= {404, 405}, name
    assert survey.reference not in stranger.get(reverse("surveys:list")).content.decode()
    assert Survey.objects.get().state == State.FROZEN
