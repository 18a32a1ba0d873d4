"""What came from others, and their consent, as people record it on the screen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.workbench.cases_of_tests import a_case
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World, a_person

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.agreeing import record_consent, record_origin
from lycaon.workbench.people.labels import TLP
from lycaon.workbench.people.models import Consent, Origin
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.models import Event

Browser = Callable[[Actor | None], Client]
DAY = date(2026, 3, 5)


def an_origin(world: World, reference: str, **changes: str) -> dict[str, str]:
    return {
        "reference": reference, "originator": world.stranger.reference, "tlp": "amber", "received_on": "2026-03-05",
    } | changes  # fmt: skip


def a_consent(world: World, **changes: str) -> dict[str, str]:
    authority = world.organisations[Kind.AUTHORITY]
    return {
        "recipient": authority.reference, "tlp_min": "amber", "given_by": "Ms X, by mail", "given_on": "2026-03-06",
    } | changes  # fmt: skip


def test_a_lead_records_where_it_came_from_and_who_may_have_it(world: World, browser_of: Browser) -> None:
    [offer] = offers(world[Role.LEAD])
    lead = browser_of(world[Role.LEAD])
    assert lead.get("/consents/").status_code == 200
    assert lead.post("/consents/origin/", an_origin(world, offer.reference)).status_code == 303
    origin = Origin.objects.get()
    assert (origin.object_kind, origin.object_id, origin.originator) == ("offer", offer.reference, world.stranger)
    assert "nobody" in lead.get("/consents/").content.decode()
    assert lead.post(f"/consents/{origin.pk}/", a_consent(world)).status_code == 303
    page = lead.get("/consents/").content.decode()
    assert "Ms X, by mail" in page
    assert Consent.objects.get().recorded_by == world[Role.LEAD].person
    events = Event.objects.filter(verb="record_consent", object_id=offer.reference)
    assert events.count() == 2
    assert not events.filter(data__contains="Ms X").exists(), "the record holds no names"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"reference": "F-000000000000"}, "none of this name"),
        ({"received_on": "2099-01-01"}, "lies ahead"),
        ({"originator": "O-000000000000"}, "valid choice"),
    ],
)
def test_what_cannot_be_is_said_on_the_form(
    world: World, browser_of: Browser, changes: dict[str, str], says: str
) -> None:
    [offer] = offers(world[Role.LEAD])
    sent = an_origin(world, offer.reference) | changes
    answer = browser_of(world[Role.LEAD]).post("/consents/origin/", sent)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)


def test_another_house_finds_nothing_here(world: World, browser_of: Browser) -> None:
    [offer] = offers(world[Role.LEAD])
    record_origin(world[Role.LEAD], offer, originator=world.stranger, tlp=TLP.AMBER, received_on=DAY)
    stranger = browser_of(world.stranger_lead)
    assert offer.reference not in stranger.get("/consents/").content.decode()
    assert stranger.get(f"/consents/{Origin.objects.get().pk}/").status_code == 404
    sent = an_origin(world, offer.reference, originator=world.host.reference)
    assert "none of this name" in stranger.post("/consents/origin/", sent).content.decode()


def test_who_is_no_member_of_a_case_learns_nothing_of_it(world: World, browser_of: Browser) -> None:
    case = a_case(world[Role.LEAD])
    other = a_person(Role.LEAD, at=world.host)
    answer = browser_of(other).post("/consents/origin/", an_origin(world, case.reference))
    assert "none of this name" in answer.content.decode()


def test_consent_needs_an_origin_a_person_and_a_day_that_was(world: World) -> None:
    [offer] = offers(world[Role.LEAD])
    given = {"originator": world.stranger, "recipient": world.organisations[Kind.AUTHORITY], "tlp_min": TLP.AMBER,
             "given_by": "X"}  # fmt: skip
    lead, tomorrow = world[Role.LEAD], timezone.localdate() + timedelta(days=1)
    with pytest.raises(WrongStateError, match="Record first"):
        record_consent(lead, offer, given_on=DAY, **given)  # type: ignore[arg-type]
    with pytest.raises(WrongStateError, match="nobody's consent"):
        record_origin(lead, offer, originator=world.host, tlp=TLP.AMBER, received_on=DAY)
    record_origin(lead, offer, originator=world.stranger, tlp=TLP.AMBER, received_on=DAY)
    with pytest.raises(WrongStateError, match="already"):
        record_origin(lead, offer, originator=world.stranger, tlp=TLP.AMBER, received_on=DAY)
    with pytest.raises(WrongStateError, match="ahead"):
        record_consent(lead, offer, given_on=tomorrow, **given)  # type: ignore[arg-type]
    with pytest.raises(WrongStateError, match="Only a person"):
        record_consent(Actor.software("j"), offer, given_on=DAY, **given)  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        record_consent(world[Role.ANALYST], offer, given_on=DAY, **given)  # type: ignore[arg-type]
