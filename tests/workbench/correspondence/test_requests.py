"""Requests of authorities: stopped where they ask for too much, signed by the verified alone, answered, watermarked."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.people_of_tests import World, a_person, an_organisation

from lycaon.errors import WithheldError, WrongStateError
from lycaon.workbench.correspondence import clocks, request_actions
from lycaon.workbench.correspondence.models import Request
from lycaon.workbench.correspondence.ordering import Order, faults
from lycaon.workbench.correspondence.states import REQUEST_STEPS, RequestState
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.events import told_of

Browser = Callable[[Actor | None], Client]
TODAY = date(2026, 11, 22)
ORDER = Order(
    kind="preservation", way="domestic", legal_basis="Code de procédure pénale, art. 60-2", case_number="EN-411",
    offence="L.415-3", max_penalty_years=3, facts="Three offers of live parrots.", account_id="81402771",
    data_classes=("subscriber",), begins="2026-09-01T00:00+02:00", ends="2026-11-20T00:00+01:00",
    reply_channel="portal", deadline="2099-01-01",
)  # fmt: skip


def test_a_whole_order_stands() -> None:
    assert faults(ORDER, authority="FR", platform="FR", today=TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"account_id": "plumes_du_sud"}, "account_vanity"),
        ({"account_id": "@plumes69"}, "account_vanity"),
        ({"begins": "2026-09-01T00:00"}, "zone"),
        ({"begins": "last summer"}, "zone"),
        ({"begins": "2016-09-01T00:00Z"}, "period_broad"),
        ({"ends": "2026-08-01T00:00Z"}, "period_order"),
        ({"facts": "a\nb\nc\nd\ne\nf"}, "facts_long"),
        ({"deadline": "2026-11-21"}, "expired"),
        ({"legal_basis": ""}, "missing"),
        ({"data_classes": ()}, "missing"),
        ({"kind": "removal", "account_url": "https://swapyard.example/search?q=parrot"}, "address"),
        ({"kind": "production", "way": "e_evidence", "data_classes": ("content",), "max_penalty_years": 2}, "penalty"),
    ],
)
def test_what_asks_for_too_much_or_lacks_something_is_stopped(changes: dict[str, Any], code: str) -> None:
    found = faults(replace(ORDER, **changes), authority="FR", platform="FR", today=TODAY)
    assert [fault.code for fault in found] == [code]
    assert found[0].says


@pytest.mark.parametrize(
    ("way", "platform", "code"), [("domestic", "DE", "country"), ("e_evidence", "US", "not_eu"), ("dsa", "DE", None)]
)
def test_the_ground_must_reach_the_country_of_the_platform(way: str, platform: str, code: str | None) -> None:
    found = faults(replace(ORDER, way=way), authority="FR", platform=platform, today=TODAY)
    assert [fault.code for fault in found] == ([code] if code else [])


@pytest.fixture
def officers(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Actor, Actor]:
    """Two officers of one authority with mail of its domain and a second factor, and the agreements."""
    office, platform = world.organisations[Kind.AUTHORITY], world.organisations[Kind.PLATFORM]
    office.domains = ["example.org"]
    office.save()
    an_agreement(office, platform, "order")
    an_agreement(platform, office, "order_answer")
    monkeypatch.setattr(request_actions, "is_mfa_enabled", lambda _person: True)
    return world[Role.AUTHORITY_OFFICER], a_person(Role.AUTHORITY_OFFICER, at=office)


def signed(world: World, officers: tuple[Actor, Actor], **changes: Any) -> Request:
    """A request that was signed and sent."""
    request = request_actions.draft_request(officers[0], world.organisations[Kind.PLATFORM], replace(ORDER, **changes))
    request_actions.check_request(officers[1], request)
    return request_actions.sign_request(officers[1], request)


def test_somebody_else_checks_what_was_drafted(world: World, officers: tuple[Actor, Actor]) -> None:
    request = request_actions.draft_request(officers[0], world.organisations[Kind.PLATFORM], ORDER)
    with pytest.raises(WrongStateError, match="Somebody else"):
        request_actions.check_request(officers[0], request)
    with pytest.raises(WrongStateError):
        request_actions.sign_request(officers[0], request)


@pytest.mark.parametrize("lacks", ["domain", "second_factor"])
def test_who_is_not_verified_signs_nothing_and_the_refusal_is_kept(
    world: World, officers: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    request = request_actions.draft_request(officers[0], world.organisations[Kind.PLATFORM], ORDER)
    request_actions.check_request(officers[1], request)
    if lacks == "domain":
        request.organisation.domains = ["other.example"]
    else:
        monkeypatch.setattr(request_actions, "is_mfa_enabled", lambda _person: False)
    with pytest.raises(WithheldError, match="not verified"):
        request_actions.sign_request(officers[1], request)
    last = told_of(request).order_by("id").last()
    assert last is not None
    assert json.loads(last.data) == {"answer": "refused", "reason": lacks}
    assert Request.objects.get().state == RequestState.CHECKED


def test_preservation_is_answered_and_warns_before_it_lapses(world: World, officers: tuple[Actor, Actor]) -> None:
    request, agent = signed(world, officers), world[Role.PLATFORM_AGENT]
    request_actions.acknowledge(agent, request)
    request_actions.answer_request(agent, request, RequestState.PRESERVED)
    assert request.lapses_on is not None
    assert request.lapses_on == timezone.localdate() + timedelta(days=90)
    warned = {
        days: clocks.warns_of_lapse(request, request.lapses_on - timedelta(days=days))
        for days in (15, 14, 8, 7, 3, 2, 0)
    }
    assert warned == {15: 0, 14: 14, 8: 14, 7: 7, 3: 7, 2: 2, 0: 2}


def test_a_file_with_another_hash_is_not_the_answer(world: World, officers: tuple[Actor, Actor]) -> None:
    request, agent = signed(world, officers, kind="production"), world[Role.PLATFORM_AGENT]
    with pytest.raises(WrongStateError, match="SHA-256"):
        request_actions.answer_request(agent, request, RequestState.PRODUCED)
    request_actions.answer_request(
        agent, request, RequestState.PRODUCED, hashes={"a.zip": hashlib.sha256(b"data").hexdigest()}
    )
    with pytest.raises(WrongStateError, match="not the one"):
        request_actions.verify_answer(officers[0], request, "a.zip", b"other")
    request_actions.verify_answer(officers[0], request, "a.zip", b"data")
    assert request.state == RequestState.VERIFIED


def test_a_refusal_has_a_ground(world: World, officers: tuple[Actor, Actor]) -> None:
    request = signed(world, officers)
    with pytest.raises(WrongStateError, match="ground"):
        request_actions.answer_request(world[Role.PLATFORM_AGENT], request, RequestState.REFUSED)


def test_each_side_sees_its_own_and_nobody_else_any(
    world: World, browser_of: Browser, officers: tuple[Actor, Actor]
) -> None:
    draft = request_actions.draft_request(officers[0], world.organisations[Kind.PLATFORM], ORDER)
    request = signed(world, officers)
    address = reverse("correspondence:request", args=[request.reference])
    others = [
        a_person(role, at=an_organisation(kind, name=f"Other {kind}"))
        for role, kind in ((Role.PLATFORM_AGENT, Kind.PLATFORM), (Role.AUTHORITY_OFFICER, Kind.AUTHORITY))
    ]
    for actor in (officers[0], world[Role.PLATFORM_AGENT]):
        assert browser_of(actor).get(address).status_code == 200
    assert [browser_of(other).get(address).status_code for other in others] == [404, 404]
    hidden = reverse("correspondence:request", args=[draft.reference])
    assert browser_of(world[Role.PLATFORM_AGENT]).get(hidden).status_code == 404
    assert browser_of(world[Role.PLATFORM_AGENT]).get(reverse("correspondence:requests")).status_code == 200


def test_a_request_goes_its_way_on_the_screens(
    world: World, browser_of: Browser, officers: tuple[Actor, Actor]
) -> None:
    first, second, agent = (browser_of(actor) for actor in (*officers, world[Role.PLATFORM_AGENT]))
    fields = {name: value for name, value in vars_of(ORDER).items() if value}
    fields |= {
        "recipient": world.organisations[Kind.PLATFORM].reference,
        "begins": "2016-01-01T00:00Z",
        "kind": "production",
    }
    made = first.post(reverse("correspondence:request-draft"), fields)
    assert made.status_code == 303
    assert "longer than a year" in first.get(made["Location"]).content.decode()
    fields["begins"] = ORDER.begins
    assert first.post(made["Location"] + "change/", fields).status_code == 303
    assert second.post(made["Location"] + "check/").status_code == 303
    assert second.post(made["Location"] + "sign/").status_code == 303
    assert agent.post(made["Location"] + "receipt/").status_code == 303
    answer = {"effect": "produced", "file_name": "a.zip", "file_sha256": hashlib.sha256(b"data").hexdigest()}
    assert agent.post(made["Location"] + "answer/", answer).status_code == 303
    told = json.loads(second.get(made["Location"] + "file/").content)
    assert officers[1].person is not None
    assert officers[1].person.name in told["watermark"], "every copy says for whom it was made"
    verified = second.post(made["Location"] + "verify/", {"file": SimpleUploadedFile("x", b"data")})
    assert verified.status_code == 303
    assert second.post(made["Location"] + "close/").status_code == 303


def vars_of(order: Order) -> dict[str, Any]:
    """The fields of an order as a form sends them."""
    return {name: getattr(order, name) for name in Order.__dataclass_fields__}


def test_every_state_of_a_request_is_reached() -> None:
    assert set(REQUEST_STEPS) == {state for after in REQUEST_STEPS.values() for state in after}


def preserved(world: World, officers: tuple[Actor, Actor], **changes: Any) -> Request:
    """A request to which a platform said yes."""
    request = signed(world, officers, **changes)
    return request_actions.answer_request(world[Role.PLATFORM_AGENT], request, RequestState.PRESERVED)


def renewed(world: World, officers: tuple[Actor, Actor], request: Request) -> Request:
    """Its renewal, checked, signed and answered with yes."""
    renewal = request_actions.renew_request(officers[0], request, deadline=date(2099, 1, 1))
    request_actions.check_request(officers[1], renewal)
    request_actions.sign_request(officers[1], renewal)
    return request_actions.answer_request(world[Role.PLATFORM_AGENT], renewal, RequestState.PRESERVED)


def test_a_renewal_prolongs_what_is_preserved(world: World, officers: tuple[Actor, Actor]) -> None:
    request = preserved(world, officers)
    first = request.lapses_on
    assert first is not None
    renewal = renewed(world, officers, request)
    request.refresh_from_db()
    assert renewal.lapses_on == first + timedelta(days=90), "from the day on which the first would have lapsed"
    assert (request.state, renewal.state, renewal.document["facts"]) == ("closed", "preserved", ORDER.facts)
    assert renewed(world, officers, renewal).lapses_on == first + timedelta(days=180)


def test_the_regulation_knows_one_renewal_of_thirty_days(world: World, officers: tuple[Actor, Actor]) -> None:
    request = preserved(world, officers, way="e_evidence")
    renewal = renewed(world, officers, request)
    assert request.lapses_on is not None
    assert renewal.lapses_on == request.lapses_on + timedelta(days=30)
    with pytest.raises(WrongStateError, match="no further renewal"):
        request_actions.renew_request(officers[0], renewal, deadline=date(2099, 1, 1))
    assert not request_actions.may_be_renewed(renewal)


def test_only_what_is_still_preserved_is_renewed_and_once_at_a_time(
    world: World, officers: tuple[Actor, Actor]
) -> None:
    request = preserved(world, officers)
    request_actions.renew_request(officers[0], request, deadline=date(2099, 1, 1))
    with pytest.raises(WrongStateError, match="under way"):
        request_actions.renew_request(officers[0], request, deadline=date(2099, 1, 1))
    lapsed = preserved(world, officers)
    Request.objects.filter(pk=lapsed.pk).update(lapses_on=timezone.localdate())
    lapsed.refresh_from_db()
    with pytest.raises(WrongStateError, match="still preserved"):
        request_actions.renew_request(officers[0], lapsed, deadline=date(2099, 1, 1))


def test_an_officer_renews_on_the_screen(world: World, officers: tuple[Actor, Actor], browser_of: Browser) -> None:
    request = preserved(world, officers)
    officer, agent = browser_of(officers[0]), browser_of(world[Role.PLATFORM_AGENT])
    address = reverse("correspondence:request-renew", args=[request.reference])
    assert address in officer.get(reverse("correspondence:request", args=[request.reference])).content.decode()
    assert officer.post(address, {"deadline": "2099-01-01"}).status_code == 303
    assert Request.objects.filter(renews=request).count() == 1
    assert agent.post(address, {"deadline": "2099-01-01"}).status_code == 403
