"""Who may be what, and how people come and go."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.workbench.people_of_tests import PASSWORD, World, a_person

from lycaon.errors import DecisionError, NotAllowedError, WithheldError, WrongStateError
from lycaon.workbench.people import actions
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.actions import Profile
from lycaon.workbench.people.models import Invitation, Membership, Organisation, Person
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.events import told_of
from lycaon.workbench.record.models import Event

Browsers = Callable[[Actor | None], Client]
OFFICE = Profile(kind=Kind.AUTHORITY, name="Office", country="FR", domains=("office.example",))


def membership(actor: Actor) -> Membership:
    return Membership.objects.get(person=actor.person)


def test_an_invitation_leads_to_an_account_once(world: World, browser_of: Browsers) -> None:
    administrator = browser_of(world[Role.ADMINISTRATOR])
    asked = {"email": "New@Example.org", "name": "Ann", "roles": ["analyst"]}
    response = administrator.post(reverse("people:invite", args=[world.host.reference]), asked)
    assert response.status_code == 303
    [sent] = mail.outbox
    assert sent.to == ["new@example.org"]
    link = re.search(r"http://testserver(/join/\S+)", sent.body)
    assert link is not None
    stranger = browser_of(None)
    assert b"new@example.org" in stranger.get(link[1]).content
    weak = stranger.post(link[1], {"name": "Ann", "password": "password1234", "again": "password1234"})
    assert weak.status_code == 422
    joined = stranger.post(link[1], {"name": "Ann", "password": PASSWORD, "again": PASSWORD})
    assert joined.headers["Location"] == reverse("mfa_index")
    person = Person.objects.get(email="new@example.org")
    assert Membership.objects.get(person=person).roles == ["analyst"]
    assert browser_of(None).get(link[1]).status_code == 404
    assert link[1].split("/")[-2] not in "".join(Event.objects.values_list("data", flat=True))


@pytest.mark.parametrize("change", [{"expires_at": -1}, {"withdrawn_at": 0}, {"accepted_at": 0}])
def test_a_link_that_is_over_is_nothing(world: World, client: Client, change: dict[str, int]) -> None:
    invited = actions.invite(
        world[Role.ADMINISTRATOR], world.host, email="a@example.org", name="A", roles=[Role.ANALYST]
    )
    [(field, days)] = change.items()
    Invitation.objects.update(**{field: timezone.now() + timedelta(days=days)})
    assert client.get(reverse("people:join", args=[invited.token])).status_code == 404
    assert client.get(reverse("people:join", args=["guess"])).status_code == 404


def test_the_second_invitation_replaces_the_first(world: World) -> None:
    first, second = (
        actions.invite(world[Role.ADMINISTRATOR], world.host, email="a@example.org", name="A", roles=[Role.ANALYST])
        for _ in range(2)
    )
    assert actions.open_invitation(first.token) is None
    assert actions.open_invitation(second.token) == second.invitation


def test_who_has_an_account_joins_as_that_person_only(world: World, browser_of: Browsers) -> None:
    guest = world.stranger_lead
    assert guest.person is not None
    invited = actions.invite(
        world[Role.ADMINISTRATOR], world.host, email=guest.person.email, name="", roles=[Role.REVIEWER]
    )
    address = reverse("people:join", args=[invited.token])
    assert "log-in" in browser_of(None).get(address).headers["Location"]
    assert "log-in" in browser_of(world[Role.LEAD]).post(address).headers["Location"]
    browser = browser_of(guest)
    assert browser.get(address).status_code == 200
    assert browser.post(address).headers["Location"] == "/"
    # Now of two organisations: what is seen is what the chosen one may see.
    offers = reverse("people:organisation", args=[world.host.reference])
    assert browser.get(offers).status_code == 403  # a reviewer of the host administers nothing
    assert "Stranger" in browser.get(reverse("people:choose")).content.decode()
    browser.post(reverse("people:choose"), {"organisation": world.stranger.reference})
    assert browser.get(reverse("people:index")).status_code == 200
    assert browser.get(offers).status_code == 404
    assert browser.post(reverse("people:choose"), {"organisation": "O-nowhere"}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "role"),
    [(Kind.PLATFORM, Role.ANALYST), (Kind.AUTHORITY, Role.LEAD), (Kind.OVERSIGHT, Role.PLATFORM_AGENT), (Kind.NGO, Role.AUTHORITY_OFFICER)],
)  # fmt: skip
def test_an_organisation_gives_only_its_own_roles(world: World, kind: Kind, role: Role) -> None:
    with pytest.raises(WrongStateError):
        actions.invite(
            world[Role.ADMINISTRATOR], world.organisations[kind], email="a@example.org", name="A", roles=[role]
        )


@pytest.mark.parametrize("address", ["ann@other.example", "ann@notoffice.example", "ann@office.example.evil.example"])
def test_a_foreign_address_is_refused_and_written_down(world: World, address: str) -> None:
    office = actions.enrol_organisation(world[Role.ADMINISTRATOR], OFFICE)
    with pytest.raises(WithheldError):
        actions.invite(world[Role.ADMINISTRATOR], office, email=address, name="A", roles=[Role.AUTHORITY_OFFICER])
    assert [event.verb for event in told_of(office)] == ["keep_organisation", "invite"]
    assert not Invitation.objects.exists()
    good = "ann@fraud.office.example"
    assert actions.invite(world[Role.ADMINISTRATOR], office, email=good, name="A", roles=[Role.AUTHORITY_OFFICER])


def test_an_authority_without_a_domain_is_not_enrolled(world: World) -> None:
    with pytest.raises(WrongStateError):
        actions.enrol_organisation(world[Role.ADMINISTRATOR], Profile(kind=Kind.AUTHORITY, name="Office", country="FR"))


def test_nobody_changes_the_own_rights(world: World) -> None:
    administrator = world[Role.ADMINISTRATOR]
    assert administrator.person is not None
    for act in (
        lambda: actions.give_roles(administrator, membership(administrator), [Role.ADMINISTRATOR, Role.LEAD]),
        lambda: actions.end_membership(administrator, membership(administrator), reason="r"),
        lambda: actions.close_account(administrator, administrator.person, reason="r"),
        lambda: actions.forget_second_factor(administrator, administrator.person, reason="r"),
    ):
        with pytest.raises(WrongStateError):
            act()


def test_somebody_always_administers_the_house(world: World) -> None:
    # The installation itself (its command line) is not stopped by "oneself".
    software = Actor.software("command")
    last = membership(world[Role.ADMINISTRATOR])
    for act in (
        lambda: actions.give_roles(software, last, [Role.LEAD]),
        lambda: actions.end_membership(software, last, reason="r"),
        lambda: actions.close_account(software, last.person, reason="r"),
    ):
        with pytest.raises(WrongStateError):
            act()
    a_person(Role.ADMINISTRATOR, at=world.host)
    actions.give_roles(software, last, [Role.LEAD], reason="handed over")


def test_roles_hold_from_the_next_request_on(world: World, browser_of: Browsers) -> None:
    browser = browser_of(world[Role.ANALYST])
    assert browser.get(reverse("people:index")).status_code == 403
    actions.give_roles(world[Role.ADMINISTRATOR], membership(world[Role.ANALYST]), [Role.LEAD], reason="promoted")
    assert browser.get(reverse("people:index")).status_code == 200
    actions.end_membership(world[Role.ADMINISTRATOR], membership(world[Role.ANALYST]), reason="left")
    assert browser.get(reverse("people:index")).status_code == 302


def test_a_closed_account_is_out_at_once(world: World, browser_of: Browsers) -> None:
    analyst = world[Role.ANALYST]
    assert analyst.person is not None
    browser = browser_of(analyst)
    assert browser.get("/").status_code == 200
    actions.close_account(world[Role.ADMINISTRATOR], analyst.person, reason="left")
    assert browser.get("/").status_code == 302
    assert (
        b'name="password"'
        in browser.post(
            reverse("account_login"), {"login": analyst.person.email, "password": PASSWORD}, follow=True
        ).content
        or browser.get("/").status_code == 302
    )
    actions.reopen_account(world[Role.ADMINISTRATOR], analyst.person, reason="back")
    assert [event.verb for event in told_of(analyst.person)] == ["close_account", "close_account"]


def test_an_ended_partner_is_out(world: World, browser_of: Browsers) -> None:
    browser = browser_of(world[Role.PLATFORM_AGENT])
    assert browser.get("/").status_code == 200
    actions.end_organisation(world[Role.ADMINISTRATOR], world.organisations[Kind.PLATFORM], reason="over")
    assert browser.get("/").status_code == 302
    with pytest.raises(DecisionError):
        actions.end_organisation(world[Role.ADMINISTRATOR], world.host, reason="no")


def test_a_stranger_administers_the_own_organisation_only(world: World, browser_of: Browsers) -> None:
    stranger = a_person(Role.ADMINISTRATOR, at=world.stranger)
    browser = browser_of(stranger)
    victim = world[Role.ANALYST]
    assert victim.person is not None
    for name, arguments in (
        ("organisation", [world.host.reference]), ("change", [world.host.reference]), ("end", [world.host.reference]),
        ("invite", [world.host.reference]), ("person", [victim.reference]),
        ("roles", [victim.reference, world.host.reference]), ("leave", [victim.reference, world.host.reference]),
        ("close", [victim.reference]), ("forget-factor", [victim.reference]),
    ):  # fmt: skip
        address = reverse(f"people:{name}", args=arguments)
        assert (browser.get(address).status_code, browser.post(address).status_code) == (404, 404), name
    assert browser.get(reverse("people:organisation", args=[world.stranger.reference])).status_code == 200
    with pytest.raises(WrongStateError):
        actions.give_roles(stranger, membership(victim), [Role.LEAD])


def test_the_house_is_founded_once(world: World) -> None:
    with pytest.raises(WrongStateError):
        actions.found_house(Actor.software("set_up"), Profile(kind=Kind.NGO, name="Another", country="FR"))
    with pytest.raises(NotAllowedError):
        actions.found_house(world[Role.LEAD], Profile(kind=Kind.NGO, name="Another", country="FR"))


def test_the_administration_asks_little_of_the_database(
    world: World, browser_of: Browsers, django_assert_max_num_queries
) -> None:
    for number in range(20):
        a_person(Role.ANALYST, at=world.host, name=f"Extra {number}")
    browser = browser_of(world[Role.ADMINISTRATOR])
    browser.get("/")
    with django_assert_max_num_queries(10):
        assert browser.get(reverse("people:index")).status_code == 200
    with django_assert_max_num_queries(11):
        assert browser.get(reverse("people:organisation", args=[world.host.reference])).status_code == 200
    connection.check_constraints()


def test_an_organisation_is_enrolled_and_changed_by_form(world: World, browser_of: Browsers) -> None:
    browser = browser_of(world[Role.ADMINISTRATOR])
    said = {"name": "Office", "kind": "authority", "country": "fr", "languages": ["fr"], "domains": "office.example"}
    assert browser.post(reverse("people:enrol"), said | {"time_zone": "Mars/Olympus"}).status_code == 422
    assert browser.post(reverse("people:enrol"), said | {"domains": ""}).status_code == 409
    assert browser.post(reverse("people:enrol"), said).status_code == 303
    office = Organisation.objects.get(name="Office")
    assert (office.country, office.domains, office.is_host) == ("FR", ["office.example"], False)
    change = reverse("people:change", args=[office.reference])
    assert b"office.example" in browser.get(change).content
    assert browser.post(change, said | {"controller_name": "Ministry"}).status_code == 303
    office.refresh_from_db()
    assert office.controller_name == "Ministry"
