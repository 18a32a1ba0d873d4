"""What stands in the database of the browser tests. An app adds its function to :data:`SEEDERS`."""

from collections.abc import Callable, Sequence

from django.test import Client

from lycaon.workbench.people.roles import Role
from tests.browser.seed_cases import seed_cases
from tests.browser.seed_correspondence import seed_correspondence
from tests.browser.seed_offers import seed_offers
from tests.browser.seed_outside import seed_outside
from tests.browser.seed_people import seed_people
from tests.browser.seed_privacy import seed_privacy
from tests.browser.seed_surveys import seed_surveys
from tests.browser.seed_triage import seed_triage
from tests.browser.seeded import Seeded
from tests.workbench.people_of_tests import make_world

PASSWORD = "a tortoise crosses no border"  # noqa: S105 - of made-up people

SEEDERS: list[Callable[[Seeded], None]] = [
    seed_people,
    seed_offers,
    seed_cases,
    seed_correspondence,
    seed_triage,
    seed_privacy,
    seed_surveys,
    seed_outside,
]
"""One function an app, from the lowest; each adds to ``names`` what its screens need."""


def seed(seeders: Sequence[Callable[[Seeded], None]] = SEEDERS) -> Seeded:
    """Fill the database."""
    seeded = Seeded(make_world())
    for role, actor in seeded.world.actors.items():
        client = Client()
        assert actor.person is not None
        actor.person.set_password(PASSWORD)
        actor.person.save()
        client.force_login(actor.person)
        seeded.sessions[Role(role).value] = client.cookies["sessionid"].value
    analyst = seeded.world[Role.ANALYST].person
    assert analyst is not None
    seeded.names["mail"] = analyst.email
    for one in seeders:
        one(seeded)
    return seeded
