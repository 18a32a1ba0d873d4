"""The screen of triage: one key a decision, nothing of another house, few questions to the database."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role
from lycaon.workbench.triage import actions
from lycaon.workbench.triage.models import Decision
from lycaon.workbench.triage.states import Choice, Ground
from lycaon.workbench.triage.today import waiting

Browser = Callable[[Actor | None], Client]


def page(offer: Offer) -> str:
    return reverse("triage:offer", args=[offer.reference])


def test_the_way_through_the_queue(world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "is_sampled", lambda *_: False)
    found = offers(world[Role.ANALYST], 3)
    browser = browser_of(world[Role.ANALYST])
    address = browser.get(reverse("triage:first"))["Location"]
    for act in ("confirm", "reject:not_wildlife", "ask"):
        shown = browser.get(address)
        assert shown.status_code == 200
        opened = re.search(r'name="opened" value="([^"]+)"', shown.content.decode())
        assert opened
        answer = browser.post(f"{address}decide/", {"act": act, "opened": opened[1]})
        assert answer.status_code == 303
        address = answer["Location"]
    assert {offer.state for offer in Offer.objects.all()} == {State.CONFIRMED, State.REJECTED, State.UNSURE}
    assert all(decision.seconds is not None for decision in Decision.objects.all())
    assert len(found) == Decision.objects.count()
    assert "No offer waits" in browser.get(reverse("triage:first")).content.decode()


def test_another_house_knows_nothing_of_it(world: World, browser_of: Browser) -> None:
    [offer] = offers(world[Role.ANALYST])
    stranger = browser_of(world.stranger_lead)
    assert stranger.get(page(offer)).status_code == 404
    assert stranger.post(f"{page(offer)}decide/", {"act": "confirm"}).status_code == 404
    decision = actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM)
    assert stranger.get(reverse("triage:undo", args=[decision.pk])).status_code == 404
    assert stranger.get(reverse("triage:first")).status_code == 200


def test_only_near_duplicates_that_were_ticked_are_taken_along(world: World, browser_of: Browser) -> None:
    first, second, third, other = offers(world[Role.ANALYST], 4)
    Offer.objects.filter(pk__in=[first.pk, second.pk, third.pk]).update(group="g1")
    browser = browser_of(world[Role.ANALYST])
    text = browser.get(page(first)).content.decode()
    assert second.reference in text
    browser.post(f"{page(first)}decide/", {"act": "confirm", "along": [second.reference, other.reference]})
    states = dict(Offer.objects.values_list("reference", "state"))
    assert [states[one.reference] for one in (first, second, third, other)] == [
        State.CONFIRMED,
        State.CONFIRMED,
        State.NEW,
        State.NEW,
    ]


def test_confirm_and_open_a_case_leads_there_with_the_offers(world: World, browser_of: Browser) -> None:
    [offer] = offers(world[Role.ANALYST])
    browser = browser_of(world[Role.ANALYST])
    answer = browser.post(f"{page(offer)}decide/", {"act": "case"})
    assert offer.reference in browser.get(answer["Location"]).content.decode()
    assert Offer.objects.get().state == State.CONFIRMED


@pytest.mark.parametrize("told", [{}, {"act": "destroy"}, {"act": "reject:"}, {"act": "reject"}])
def test_a_decision_that_does_not_arrive_whole_decides_nothing(
    world: World, browser_of: Browser, told: dict[str, str]
) -> None:
    [offer] = offers(world[Role.ANALYST])
    assert browser_of(world[Role.ANALYST]).post(f"{page(offer)}decide/", told).status_code == 409
    assert Offer.objects.get().state == State.NEW


@pytest.mark.parametrize("opened", ["", "forged", "1:abc", "MTIz:1a:xx"])
def test_a_forged_clock_is_no_clock(world: World, browser_of: Browser, opened: str) -> None:
    [offer] = offers(world[Role.ANALYST])
    browser_of(world[Role.ANALYST]).post(f"{page(offer)}decide/", {"act": "confirm", "opened": opened})
    assert Decision.objects.get().seconds is None


def test_undo_asks_for_the_reason(world: World, browser_of: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "is_sampled", lambda *_: False)
    [offer] = offers(world[Role.ANALYST])
    decision = actions.decide(world[Role.ANALYST], [offer], Choice.CONFIRM)
    browser = browser_of(world[Role.ANALYST])
    address = reverse("triage:undo", args=[decision.pk])
    assert browser.post(address).status_code == 200
    assert browser.post(address, {"reason": "x"}).status_code == 422
    assert browser.post(address, {"reason": "slip of the key"})["Location"] == page(offer)
    assert Offer.objects.get().state == State.NEW


def test_what_a_seller_wrote_is_never_markup(world: World, browser_of: Browser) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    found = offers(world[Role.ANALYST], 2, title=hostile, text=hostile, price_written=hostile, country="FR")
    Offer.objects.update(group="g")
    text = browser_of(world[Role.ANALYST]).get(page(found[0])).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_the_page_asks_the_database_a_fixed_number_of_times(
    world: World, browser_of: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    found = offers(world[Role.ANALYST], 40)
    Offer.objects.filter(pk__in=[offer.pk for offer in found[:9]]).update(group="g")
    browser = browser_of(world[Role.ANALYST])
    with django_assert_max_num_queries(36):  # type: ignore[attr-defined]
        assert browser.get(page(found[0])).status_code == 200


def test_decisions_are_downloaded_by_those_who_may(world: World, browser_of: Browser) -> None:
    [offer] = offers(world[Role.ANALYST])
    actions.decide(world[Role.ANALYST], [offer], Choice.REJECT, ground=Ground.NOT_WILDLIFE)
    answer = browser_of(world[Role.LEAD]).post(reverse("triage:hand-on"))
    assert b"".join(answer.streaming_content).count(b"\n") == 1  # type: ignore[attr-defined]
    assert browser_of(world[Role.ANALYST]).post(reverse("triage:hand-on")).status_code == 403


def test_the_start_page_hears_of_the_queue(world: World) -> None:
    offers(world[Role.ANALYST], 2)
    offers(world[Role.ANALYST], 1, legality="needs_document")
    heaps = {heap.legality: heap.count for heap in waiting(world[Role.ANALYST])}
    assert heaps == {"prohibited": 2, "needs_document": 1}
    assert waiting(world[Role.PLATFORM_AGENT]) == []
