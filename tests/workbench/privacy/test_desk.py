"""The clocks of the law, and that nobody is told what is not theirs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import a_sent
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World, a_person

from lycaon.errors import WrongStateError
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.privacy import actions
from lycaon.workbench.privacy.actions import month_after
from lycaon.workbench.privacy.models import Answer, Assessment, Breach, Right, SubjectRequest
from lycaon.workbench.privacy.queries import signed_assessment, traces
from lycaon.workbench.privacy.today import due
from lycaon.workbench.record.models import Event, Read
from lycaon.workbench.record.subjects import Sought

Browsers = Callable[[Actor | None], Client]


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 11, 22), 1, date(2026, 12, 22)), (date(2026, 12, 22), 1, date(2027, 1, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)  # fmt: skip
def test_a_month_is_a_month(day: date, months: int, end: date) -> None:
    assert month_after(day, months) == end


def ask(world: World, right: Right = Right.ERASURE, days_ago: int = 0) -> SubjectRequest:
    return actions.take_request(
        world[Role.DATA_PROTECTION_OFFICER], right=right, contact="ann@example.org", about="swapyard.example, joe",
        received_on=timezone.localdate() - timedelta(days=days_ago),
    )  # fmt: skip


def test_a_request_runs_for_a_month_and_once_for_three(world: World) -> None:
    officer = world[Role.DATA_PROTECTION_OFFICER]
    request = ask(world)
    [clock] = due(officer)
    assert (clock.when, clock.is_legal) == (month_after(request.received_on), True)
    actions.extend_request(officer, request, reason="many offers")
    assert request.due_on == month_after(request.received_on, 3)
    with pytest.raises(WrongStateError):
        actions.extend_request(officer, request, reason="more")
    with pytest.raises(WrongStateError):
        actions.extend_request(officer, ask(world, days_ago=40), reason="too late")


def test_nothing_is_handed_out_before_the_identity_is_known(world: World) -> None:
    officer = world[Role.DATA_PROTECTION_OFFICER]
    request = ask(world)
    with pytest.raises(WrongStateError):
        actions.answer_request(officer, request, Answer.GRANTED, because="all of it")
    with pytest.raises(WrongStateError):
        actions.answer_request(officer, request, Answer.REFUSED, because="no")
    actions.check_identity(officer, request)
    actions.answer_request(officer, request, Answer.GRANTED, because="all of it was deleted")
    request.refresh_from_db()
    assert (request.contact, request.about, request.answer) == ("", "", "granted")
    assert due(officer) == []
    assert "ann@example.org" not in "".join(Event.objects.values_list("data", flat=True))
    with pytest.raises(WrongStateError):
        actions.answer_request(officer, request, Answer.WITHDRAWN, because="")


def test_a_person_is_found_by_what_they_give_and_in_the_own_house_only(world: World) -> None:
    offers(world[Role.LEAD], 2, seller="Joe")
    found = traces(Sought(site="swapyard.example", handle=" JOE"), world.host)
    assert [trace.kind for trace in found] == ["account", "offer", "offer"]
    assert traces(Sought(site="swapyard.example", handle="joe"), world.stranger) == []
    assert traces(Sought(site="other.example", handle="joe"), world.host) == []
    person = world[Role.ANALYST].person
    assert person is not None
    assert [trace.kind for trace in traces(Sought(email=person.email.upper()), world.host)] == ["person"]
    assert traces(Sought(), world.host) == []


def test_a_search_is_written_down(world: World, browser_of: Browsers) -> None:
    request = ask(world)
    browser = browser_of(world[Role.DATA_PROTECTION_OFFICER])
    page = browser.get(
        reverse("privacy:request", args=[request.reference]), {"site": "swapyard.example", "handle": "x"}
    )
    assert page.status_code == 200
    assert Read.objects.get(reason="search").object_id == request.reference


def test_a_breach_has_72_hours(world: World) -> None:
    administrator = world[Role.ADMINISTRATOR]
    aware = timezone.now() - timedelta(hours=80)
    breach = actions.register_breach(administrator, aware_at=aware, what="a laptop was lost", categories="sellers")
    [clock] = due(administrator)
    assert clock.when == aware + timedelta(hours=72)
    with pytest.raises(WrongStateError):
        actions.close_breach(administrator, breach, consequences="", measures="", is_risk=True, is_high_risk=False)
    with pytest.raises(WrongStateError):  # late, and no reason
        actions.tell_authority(administrator, breach, at=timezone.now(), reference="CNIL 1")
    with pytest.raises(WrongStateError):  # before anybody knew
        actions.tell_authority(administrator, breach, at=aware - timedelta(hours=1), reference="CNIL 1")
    actions.tell_authority(administrator, breach, at=timezone.now(), reference="CNIL 1", because="found on a holiday")
    assert due(administrator) == []
    with pytest.raises(WrongStateError):  # a high risk, nobody told, no reason
        actions.close_breach(administrator, breach, consequences="c", measures="m", is_risk=True, is_high_risk=True)
    actions.close_breach(
        administrator, breach, consequences="c", measures="m", is_risk=True, is_high_risk=True,
        persons_told_at=timezone.now(),
    )  # fmt: skip
    assert Breach.objects.get().closed_at is not None


def test_a_harmless_breach_is_closed_with_a_reason(world: World) -> None:
    administrator = world[Role.ADMINISTRATOR]
    breach = actions.register_breach(administrator, aware_at=timezone.now(), what="w", categories="c")
    with pytest.raises(WrongStateError):
        actions.close_breach(administrator, breach, consequences="", measures="", is_risk=False, is_high_risk=False)
    actions.close_breach(
        administrator, breach, consequences="none", measures="none", is_risk=False, is_high_risk=False,
        because="the disk was encrypted",
    )  # fmt: skip


def test_the_assessment_says_what_is_and_notices_what_changes(world: World) -> None:
    officer = world[Role.DATA_PROTECTION_OFFICER]
    offers(world[Role.LEAD])
    signed = actions.sign_assessment(officer)
    for words in ("swapyard.example", "rejected_offers", "there is no signed agreement", "Host"):
        assert words in signed.text
    assert signed_assessment(world.host).is_current
    offers(world[Role.LEAD])  # more of the same changes nothing
    assert signed_assessment(world.host).is_current
    offers(world[Role.LEAD], site="another.example", listing_id="another.example:1")
    assert not signed_assessment(world.host).is_current
    actions.sign_assessment(officer)
    assert signed_assessment(world.host).is_current
    an_agreement(world.host, world.organisations[Kind.PLATFORM], "notice")
    assert not signed_assessment(world.host).is_current
    assert Assessment.objects.count() == 2


def test_what_is_anothers_is_not_there(world: World, browser_of: Browsers) -> None:
    request = ask(world)
    breach = actions.register_breach(world[Role.ADMINISTRATOR], aware_at=timezone.now(), what="w", categories="c")
    hold = actions.place_hold(
        world[Role.LEAD], "offer", "F-1", reason="r", basis="b", review_on=timezone.localdate() + timedelta(days=9)
    )
    browser = browser_of(a_person(Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR, at=world.stranger))
    for name, reference in (
        ("request", request.reference), ("identity", request.reference), ("extend", request.reference),
        ("breach", breach.reference), ("told", breach.reference), ("close", breach.reference), ("lift", hold.reference),
    ):  # fmt: skip
        assert browser.post(reverse(f"privacy:{name}", args=[reference])).status_code == 404, name
    for name in ("record", "reads", "desk"):
        page = browser.get(reverse(f"privacy:{name}")).content.decode()
        assert request.reference not in page
        assert breach.reference not in page


@pytest.mark.parametrize("name", ["desk", "assessment", "reads", "record", "take", "register", "hold"])
def test_every_page_opens_and_asks_little(
    world: World, browser_of: Browsers, name: str, django_assert_max_num_queries
) -> None:
    browser = browser_of(world[Role.DATA_PROTECTION_OFFICER])
    if name in {"register"}:
        browser = browser_of(world[Role.ADMINISTRATOR])
    browser.get("/")
    with django_assert_max_num_queries(45):
        assert browser.get(reverse(f"privacy:{name}")).status_code == 200


def test_the_chain_is_checked_by_a_button(world: World, browser_of: Browsers) -> None:
    ask(world)
    browser = browser_of(world[Role.DATA_PROTECTION_OFFICER])
    page = browser.post(reverse("privacy:check-record"), follow=True)
    assert page.status_code == 200


def test_the_register_shows_what_is_closed_too(world: World, browser_of: Browsers) -> None:
    officer = world[Role.DATA_PROTECTION_OFFICER]
    breach = actions.register_breach(officer, aware_at=timezone.now(), what="a laptop", categories="c")
    actions.close_breach(
        officer, breach, consequences="none", measures="encrypted disk", is_risk=False, is_high_risk=False,
        because="the disk was encrypted",
    )  # fmt: skip
    request = ask(world)
    actions.answer_request(officer, request, Answer.NOTHING_HELD, because="nothing")
    page = browser_of(officer).get(reverse("privacy:register-of-all")).content.decode()
    assert breach.reference in page
    assert "encrypted disk" in page
    assert request.reference in page
    assert browser_of(world[Role.LEAD]).get(reverse("privacy:register-of-all")).status_code == 403
    stranger = a_person(Role.DATA_PROTECTION_OFFICER, at=world.stranger)
    assert breach.reference not in browser_of(stranger).get(reverse("privacy:register-of-all")).content.decode()


def test_the_desk_names_whoever_was_told(world: World, browser_of: Browsers) -> None:
    a_sent(world, seller="plumes_du_sud")
    request = ask(world)
    told = {"site": "swapyard.example", "handle": "plumes_du_sud"}
    address = reverse("privacy:request", args=[request.reference])
    page = browser_of(world[Role.DATA_PROTECTION_OFFICER]).get(address, told).content.decode()
    platform = world.organisations[Kind.PLATFORM].name
    assert f'<bdi translate="no">{platform}</bdi>' in page
    assert "Art. 19" in page


def test_the_assessment_names_agreements_and_asks_for_the_balance(world: World) -> None:
    an_agreement(world.host, world.organisations[Kind.PLATFORM], "notice")
    signed = actions.sign_assessment(world[Role.DATA_PROTECTION_OFFICER])
    for words in ("Host and platform (platform; Art. 6(1)(f))", "Balancing test", "Art. 26", "published each night"):
        assert words in signed.text, words
