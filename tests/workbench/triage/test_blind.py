"""Who makes the second decision sees nowhere what the first one was."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.workbench.api.actions import make_token
from lycaon.workbench.api.models import Scope
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.offers.models import Account, Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.roles import Role
from lycaon.workbench.triage import actions
from lycaon.workbench.triage.states import Choice, Ground

Browser = Callable[..., Client]


@pytest.fixture
def rejected(world: World, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """An offer that the analyst rejected, and that somebody else decides again."""
    monkeypatch.setattr(actions, "is_sampled", lambda *_: True)
    [offer] = offers(world[Role.ANALYST])
    actions.decide(world[Role.ANALYST], [offer], Choice.REJECT, ground=Ground.LAWFUL)
    return offer


def said(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def found_as(client: Client, offer: Offer) -> list[str]:
    """In which states the list of offers says that an offer is."""
    return [state for state in State.values if offer.reference in said(client, f"/offers/?state={state}")]


@pytest.mark.parametrize("page", ["", "verdicts/", "evidence/", "similar/", "seller/"])
def test_no_page_of_the_offer_tells(page: str, rejected: Offer, world: World, browser_of: Browser) -> None:
    address = f"/offers/{rejected.reference}/{page}"
    assert "rejected" in said(browser_of(world[Role.ANALYST]), address)
    assert "rejected" not in said(browser_of(world[Role.REVIEWER]), address).replace("Reject", "")


def test_the_list_tells_neither_in_its_rows_nor_by_its_filter(
    rejected: Offer, world: World, browser_of: Browser
) -> None:
    first, second = browser_of(world[Role.ANALYST]), browser_of(world[Role.REVIEWER])
    assert found_as(first, rejected) == [State.REJECTED]
    assert found_as(second, rejected) == [State.NEW]
    actions.decide(world[Role.REVIEWER], [rejected], Choice.REJECT, ground=Ground.LAWFUL)
    assert found_as(second, rejected) == [State.REJECTED]


def test_a_handle_tells_nobody_that_there_is_a_case(rejected: Offer, world: World, browser_of: Browser) -> None:
    Offer.objects.update(state=State.CONFIRMED)
    case = cases.open_case(world[Role.LEAD], [rejected], title="One offer")
    lead = world[Role.LEAD].person
    assert lead is not None
    cases.name_members(world[Role.LEAD], case, [], lead=lead, is_restricted=True)
    handle = Account.objects.get().handle
    for page in (
        f"/offers/{rejected.reference}/",
        f"/offers/{rejected.reference}/seller/",
        f"/triage/{rejected.reference}/",
    ):
        assert handle not in said(browser_of(world[Role.REVIEWER]), page)
    assert handle in said(browser_of(world[Role.LEAD]), f"/offers/{rejected.reference}/")


def test_whoever_works_on_the_case_knows_and_is_led_to_it(rejected: Offer, world: World, browser_of: Browser) -> None:
    Offer.objects.update(state=State.CONFIRMED)
    case = cases.open_case(world[Role.LEAD], [rejected], title="One offer")
    page = said(browser_of(world[Role.LEAD]), f"/offers/{rejected.reference}/")
    assert f"/cases/{case.reference}/" in page
    assert "in a case" in page
    assert f"/cases/{case.reference}/" not in said(browser_of(world[Role.REVIEWER]), f"/offers/{rejected.reference}/")


def test_a_page_leads_on(world: World, browser_of: Browser) -> None:
    [offer] = offers(world[Role.ANALYST])
    analyst = browser_of(world[Role.ANALYST])
    assert f"/triage/{offer.reference}/" in said(analyst, f"/offers/{offer.reference}/")
    Offer.objects.update(state=State.CONFIRMED)
    assert f"/cases/open/?offers={offer.reference}" in said(analyst, f"/offers/{offer.reference}/")
    assert "/cases/open/" not in said(browser_of(world[Role.REVIEWER]), f"/offers/{offer.reference}/")


def test_the_interface_for_programs_tells_no_more(rejected: Offer, world: World, client: Client) -> None:
    def told(role: Role, path: str) -> dict[str, object]:
        made = make_token(world[role], name="test", scopes=tuple(Scope))
        return client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {made.secret}"}).json()

    for role, state in ((Role.ANALYST, State.REJECTED), (Role.REVIEWER, State.NEW)):
        assert told(role, f"/offers/{rejected.reference}")["state"] == state
        assert [bool(told(role, f"/offers?state={one.value}")["items"]) for one in State] == [
            one is state for one in State
        ]
