"""A person asks for the page of an offer; what comes is kept, whatever it is, and only the offer itself counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.collect.site import Market, market
from tests.workbench.cases_of_tests import REASON
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.errors import WrongStateError
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.capturing import ask_captures
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.offers import evidence, visiting
from lycaon.workbench.offers.models import Capture, Fault, Health, Listing, Offer, Visit
from lycaon.workbench.people.models import Membership
from lycaon.workbench.people.roles import Role


class Changing(Market):
    """A market from which an offer can be taken down."""

    is_removed = False
    asked = 0

    def show_a(self) -> None:
        type(self).asked += 1
        if type(self).is_removed:
            self.answer(410, b"<h1>Gone</h1>")
        else:
            super().show_a()


@pytest.fixture
def shop(settings, tmp_path: Path) -> Iterator[str]:
    settings.EVIDENCE_HOME = str(tmp_path / "evidence")
    Changing.is_removed, Changing.asked = False, 0
    with market(Changing) as place:
        settings.CAPTURE_ALLOW = (place,)
        yield place


def on_sale(world: World, place: str, count: int = 1) -> list[Offer]:
    found = offers(world[Role.ANALYST], count)
    for number, offer in enumerate(found):
        Listing.objects.filter(offer=offer).update(url=f"http://{place}/a/{number}")
    return found


def visited(world: World, offer: Offer, role: Role = Role.ANALYST) -> Visit:
    visit = visiting.ask_visit(world[role], offer)
    visiting.make_visit(visit)
    visit.refresh_from_db()
    return visit


def test_a_page_is_kept_sealed_and_attached(world: World, shop: str) -> None:
    [offer] = on_sale(world, shop)
    visit = visited(world, offer)
    assert visit.capture is not None
    assert (visit.fault, visit.capture.health, visit.capture.kind) == ("", Health.WHOLE, "captured")
    custody = evidence.custody(visit.capture.store_id)
    assert custody is not None
    assert [event.action for event in custody.events] == ["created", "sealed"]
    assert world[Role.ANALYST].person.name in custody.events[0].actor
    assert evidence.check(visit.capture.store_id).holds


def test_a_visit_that_is_done_again_fetches_once(world: World, shop: str) -> None:
    [offer] = on_sale(world, shop)
    visit = visited(world, offer)
    Visit.objects.filter(pk=visit.pk).update(done_at=None, capture=None)  # killed between the store and the database
    Capture.objects.all().delete()
    visiting.make_visit(Visit.objects.get(pk=visit.pk))
    visiting.make_visit(Visit.objects.get(pk=visit.pk))
    assert Changing.asked == 1
    assert Capture.objects.count() == 1


def test_gone_is_proof_of_removal_and_no_capture_of_the_offer(world: World, shop: str) -> None:
    [offer] = on_sale(world, shop)
    Changing.is_removed = True
    visit = visited(world, offer)
    assert visit.capture is not None
    assert visit.capture.health == Health.GONE
    case = cases.open_case(world[Role.ANALYST], [offer], title="One offer")
    with pytest.raises(WrongStateError, match="no capture"):
        cases.complete_step(world[Role.ANALYST], case, Step.CAPTURE)


def test_an_address_of_our_own_network_is_never_asked(world: World, shop: str, settings) -> None:
    settings.CAPTURE_ALLOW = ()
    [offer] = on_sale(world, shop)
    assert visited(world, offer).fault == Fault.REFUSED
    assert Changing.asked == 0


def test_nobody_answers(world: World, settings, tmp_path: Path) -> None:
    settings.EVIDENCE_HOME, settings.CAPTURE_ALLOW = str(tmp_path), ("127.0.0.1:9",)
    [offer] = on_sale(world, "127.0.0.1:9")
    assert visited(world, offer).fault == Fault.UNREACHABLE


def test_who_may_no_longer_ask_gets_nothing(world: World, shop: str) -> None:
    [offer] = on_sale(world, shop)
    visit = visiting.ask_visit(world[Role.ANALYST], offer)
    Membership.objects.filter(person=world[Role.ANALYST].person).update(roles=[Role.REVIEWER])
    visiting.make_visit(visit)
    visit.refresh_from_db()
    assert (visit.fault, Changing.asked) == (Fault.NOT_ALLOWED, 0)


def test_a_page_is_asked_for_once_at_a_time_and_by_those_who_may(world: World, shop: str, browser_of) -> None:
    [offer] = on_sale(world, shop)
    visiting.ask_visit(world[Role.ANALYST], offer)
    with pytest.raises(WrongStateError, match="being asked for"):
        visiting.ask_visit(world[Role.LEAD], offer)
    Visit.objects.update(asked_at=Visit.objects.get().asked_at - visiting.LOST_AFTER)
    visiting.ask_visit(world[Role.LEAD], offer)
    address = f"/offers/{offer.reference}/visit/"
    assert browser_of(world[Role.REVIEWER]).post(address).status_code == 403
    assert browser_of(world.stranger_lead).post(address).status_code == 404
    assert browser_of(world[Role.ANALYST]).post(address).status_code == 409


def test_an_address_elsewhere_is_not_returned_to(world: World, shop: str, browser_of) -> None:
    first, second = on_sale(world, shop, 2)
    analyst = browser_of(world[Role.ANALYST])
    left = analyst.post(f"/offers/{first.reference}/visit/", {"next": "https://elsewhere.example/"})
    assert left["Location"] == f"/offers/{first.reference}/evidence/"
    assert analyst.post(f"/offers/{second.reference}/visit/", {"next": "/cases/"})["Location"] == "/cases/"


def test_a_whole_case_is_asked_for(world: World, shop: str) -> None:
    found = on_sale(world, shop, 3)
    Listing.objects.filter(offer=found[2]).update(url="")
    analyst = world[Role.ANALYST]
    visited(world, found[0])
    case = cases.open_case(analyst, found, title="Three offers")
    assert ask_captures(analyst, case) == 1
    with pytest.raises(WrongStateError, match="names no address"):
        ask_captures(analyst, case)
    visiting.make_visit(Visit.objects.get(offer=found[1]))
    cases.take_out(analyst, case, found[2], reason=REASON)
    cases.complete_step(analyst, case, Step.CAPTURE)


def test_a_capture_of_the_store_is_attached_by_its_name(world: World, shop: str, browser_of) -> None:
    first, second = on_sale(world, shop, 2)
    kept = visited(world, first).capture
    assert kept is not None
    analyst, address = browser_of(world[Role.ANALYST]), f"/offers/{second.reference}/attach/"
    for wrong in ("", kept.store_id[:7], "f" * 12, "../../etc/passwd"):
        assert analyst.post(address, {"capture": wrong}).status_code == 422
    assert analyst.post(address, {"capture": kept.store_id[:12].upper()}).status_code == 303
    assert Capture.objects.get(offer=second).store_id == kept.store_id
    assert analyst.post(address, {"capture": kept.store_id}).status_code == 422, "it is attached already"
    assert browser_of(world[Role.REVIEWER]).post(address, {"capture": kept.store_id}).status_code == 403
