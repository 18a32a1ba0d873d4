"""The screens of cases: what members see, what others are told, what a form does with a mistake."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.workbench.cases_of_tests import REASON, a_case, brought_to
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.workbench.cases import actions
from lycaon.workbench.cases.models import Case
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.today import due, waiting
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.models import Read

Browser = Callable[[Actor | None], Client]
PAGES = ("case", "sign", "route", "members", "task", "note", "outcome", "join", "close")


@pytest.mark.parametrize("page", PAGES)
def test_only_members_know_of_a_case(world: World, browser_of: Browser, page: str) -> None:
    case = a_case(world[Role.LEAD])
    assert world[Role.LEAD].person is not None
    address = reverse(f"cases:{page}", args=[case.reference])
    assert browser_of(world[Role.LEAD]).get(address).status_code == 200
    assert browser_of(world.stranger_lead).get(address).status_code == 404
    assert browser_of(world[Role.ANALYST]).get(address).status_code in {403, 404}


def test_another_lead_knows_of_a_case_unless_it_is_restricted(world: World, browser_of: Browser) -> None:
    case = a_case(world[Role.ANALYST])
    address = reverse("cases:case", args=[case.reference])
    assert browser_of(world[Role.LEAD]).get(address).status_code == 200
    Case.objects.filter(pk=case.pk).update(is_restricted=True)
    assert browser_of(world[Role.LEAD]).get(address).status_code == 404
    assert case.reference not in browser_of(world[Role.LEAD]).get(reverse("cases:list")).content.decode()


def test_that_a_case_was_read_is_noted(world: World, browser_of: Browser) -> None:
    case = a_case(world[Role.LEAD])
    browser_of(world[Role.LEAD]).get(reverse("cases:case", args=[case.reference]))
    read = Read.objects.get()
    assert (read.object_id, read.actor) == (case.reference, world[Role.LEAD].reference)


def test_a_case_is_opened_from_the_names_of_offers(world: World, browser_of: Browser) -> None:
    found = offers(world[Role.ANALYST], 2)
    browser = browser_of(world[Role.ANALYST])
    refused = browser.post(reverse("cases:open"), {"title": "x", "offers": "F-NOTHING"})
    assert refused.status_code == 422
    assert b"F-NOTHING" in refused.content
    made = browser.post(
        reverse("cases:open"), {"title": "Parrots", "offers": ", ".join(offer.reference for offer in found)}
    )
    assert made.status_code == 303
    page = browser.get(made["Location"])
    assert all(offer.reference in page.content.decode() for offer in found)


def test_offers_of_another_house_cannot_be_named(world: World, browser_of: Browser) -> None:
    foreign = offers(world.stranger_lead, 1)[0]
    answer = browser_of(world[Role.ANALYST]).post(reverse("cases:open"), {"title": "x", "offers": foreign.reference})
    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_a_refused_step_says_why_and_keeps_what_was_written(world: World, browser_of: Browser) -> None:
    case = a_case(world[Role.LEAD])
    answer = browser_of(world[Role.LEAD]).post(
        reverse("cases:step", args=[case.reference, Step.CAPTURE]), {"says": "written before"}
    )
    assert answer.status_code == 422
    assert "have no capture" in answer.content.decode()
    assert "written before" in answer.content.decode()


def test_steps_with_pages_of_their_own_lead_there(world: World, browser_of: Browser) -> None:
    case = a_case(world[Role.LEAD])
    answer = browser_of(world[Role.LEAD]).get(reverse("cases:step", args=[case.reference, Step.ROUTE]))
    assert answer["Location"] == reverse("cases:route", args=[case.reference])
    assert browser_of(world[Role.LEAD]).get(reverse("cases:step", args=[case.reference, "dance"])).status_code == 404


def test_the_page_asks_the_database_a_fixed_number_of_times(
    world: World, browser_of: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    case = brought_to(world, Step.ENRICH, count=12)
    browser = browser_of(world[Role.LEAD])
    with django_assert_max_num_queries(32):  # type: ignore[attr-defined]
        assert browser.get(reverse("cases:case", args=[case.reference])).status_code == 200


def test_the_start_page_hears_of_clocks_and_signatures(world: World) -> None:
    case = brought_to(world, Step.ASSESS)
    assert [clock.detail for clock in due(world[Role.LEAD])] == [case.title]
    assert [heap.count for heap in waiting(world[Role.ANALYST])] == [1]
    actions.sign(world[Role.ANALYST], case, agrees=["taxon", "law", "links"])
    assert waiting(world[Role.ANALYST]) == []
    assert waiting(world[Role.REVIEWER]) == []


def test_what_a_seller_wrote_is_never_markup(world: World, browser_of: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    case = a_case(world[Role.LEAD], title=hostile)
    actions.write_note(world[Role.LEAD], case, hostile)
    actions.add_task(world[Role.LEAD], case, hostile, basis=hostile)
    page = browser_of(world[Role.LEAD]).get(reverse("cases:case", args=[case.reference])).content.decode()
    assert "<script>alert" not in page
    assert REASON not in page
