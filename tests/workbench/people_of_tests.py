"""A small world: one host, one platform, one authority, one oversight body, and a person in each role."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Membership, Organisation, Person
from lycaon.workbench.people.roles import Kind, Role

PASSWORD = "correct horse battery staple"  # noqa: S105 - of made-up people
"""Everybody's."""

HOME_OF: Mapping[Role, Kind] = {
    Role.PLATFORM_AGENT: Kind.PLATFORM,
    Role.AUTHORITY_OFFICER: Kind.AUTHORITY,
    Role.OVERSIGHT: Kind.OVERSIGHT,
}
"""Where people of a role work; all others work for the host, which is an NGO."""


def an_organisation(kind: Kind = Kind.NGO, *, name: str = "", is_host: bool = False) -> Organisation:
    """A new organisation."""
    return Organisation.objects.create(
        kind=kind,
        name=name or f"{kind.value} {Organisation.objects.count()}",
        is_host=is_host,
        country="FR",
        languages=["fr"],
    )


def a_person(*roles: Role, at: Organisation, name: str = "") -> Actor:
    """A new person in these roles."""
    number = Person.objects.count()
    person = Person.objects.enrol(f"person{number}@example.org", name=name or f"Person {number}", password=PASSWORD)
    return Actor.of(Membership.objects.create(person=person, organisation=at, roles=[role.value for role in roles]))


@dataclass(frozen=True)
class World:
    """Who is there."""

    host: Organisation
    stranger: Organisation
    """Another NGO on the same installation; sees nothing of the host's."""
    organisations: Mapping[Kind, Organisation]
    actors: Mapping[Role, Actor]
    stranger_lead: Actor

    def __getitem__(self, role: Role) -> Actor:
        return self.actors[role]


@pytest.fixture
def world(db: None) -> World:
    """One person in each role."""
    return make_world()


def make_world() -> World:
    """For tests whose database is not rolled back."""
    host = an_organisation(Kind.NGO, name="Host", is_host=True)
    organisations = {kind: host if kind is Kind.NGO else an_organisation(kind, name=kind.value) for kind in Kind}
    actors = {role: a_person(role, at=organisations[HOME_OF.get(role, Kind.NGO)], name=role.value) for role in Role}
    stranger = an_organisation(Kind.NGO, name="Stranger")
    return World(host, stranger, organisations, actors, a_person(Role.LEAD, Role.ANALYST, at=stranger))


@pytest.fixture
def browser_of(client: Client) -> Callable[[Actor | None], Client]:
    """Return a client that is signed in as somebody; None is a stranger."""

    def signed_in(actor: Actor | None) -> Client:
        fresh = Client()
        if actor is not None and actor.person is not None:
            fresh.force_login(actor.person)
        return fresh

    return signed_in
