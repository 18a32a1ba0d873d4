"""What a hostile request, a hostile name and a broken database get out of the workbench: nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from tests.workbench.people_of_tests import PASSWORD, World

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.people.roles import Role
from lycaon.workbench.project import health

Browsers = Callable[[Actor | None], Client]
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}{% now 'Y' %}"


def test_a_hostile_name_is_words_on_every_page(world: World, browser_of: Browsers) -> None:
    analyst = world[Role.ANALYST].person
    assert analyst is not None
    Organisation.objects.filter(pk=world.host.pk).update(
        name=HOSTILE, controller_name=HOSTILE, controller_address=HOSTILE
    )
    Person.objects.filter(pk=analyst.pk).update(name=HOSTILE)
    pages = {
        "people:index": [], "people:organisation": [world.host.reference], "people:person": [analyst.reference],
        "people:invite": [world.host.reference], "people:draft": [], "privacy:desk": [],
        "people:roles": [analyst.reference, world.host.reference], "home": [],
    }  # fmt: skip
    browser = browser_of(world[Role.ADMINISTRATOR])
    for name, arguments in pages.items():
        page = browser.get(reverse(name, args=arguments)).content.decode()
        for bad in ("<script>alert", "<img src=x", "'><", ">14<"):
            assert bad not in page, name
    assessment = browser_of(world[Role.DATA_PROTECTION_OFFICER]).get(reverse("privacy:assessment")).content.decode()
    assert "<script>alert" not in assessment


def test_a_guesser_does_not_become_another_by_saying_so(world: World) -> None:
    cache.clear()
    person = world[Role.ANALYST].person
    assert person is not None
    for number in range(12):
        liar = Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        liar.post("/account/log-in/", {"login": f"nobody{number}@example.org", "password": "wrong"})
    late = Client(HTTP_X_FORWARDED_FOR="203.0.113.99")
    late.post("/account/log-in/", {"login": person.email, "password": PASSWORD})
    assert late.get("/").status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "testserver@evil.example"])
def test_a_foreign_host_is_refused(client: Client, db: None, host: str) -> None:
    assert client.get("/account/log-in/", HTTP_HOST=host).status_code == 400


def test_what_is_too_much_is_refused_early(world: World, browser_of: Browsers) -> None:
    browser = browser_of(world[Role.ADMINISTRATOR])
    address = reverse("people:enrol")
    assert browser.post(address, {f"f{number}": "x" for number in range(2_001)}).status_code == 400
    assert browser.post(address, {"name": "x" * (6 * 1024 * 1024)}).status_code in {400, 413}


@pytest.mark.parametrize("odd", ["\x00", "../../etc/passwd", "%00", "'; DROP TABLE people_person; --", "F" * 3_000])
def test_odd_references_are_not_found(world: World, browser_of: Browsers, odd: str) -> None:
    browser = browser_of(world[Role.LEAD])
    for prefix in ("/offers/", "/cases/", "/agreements/", "/people/persons/", "/people/organisations/", "/join/"):
        assert browser.get(prefix + quote(odd) + "/").status_code in {400, 403, 404}
    for address in ("/offers/", "/privacy/record/"):
        asked = browser_of(world[Role.DATA_PROTECTION_OFFICER]).get(address, {"about": odd, "from": odd, "q": odd})
        assert asked.status_code in {200, 400, 403}


def test_health_says_whether_it_is_well_and_nothing_else(client: Client, db: None, monkeypatch: Any) -> None:
    assert client.get("/health").json() == {"database": True, "tables": True, "well": True}

    def broken(_: object) -> None:
        raise DatabaseError("connection to 10.0.0.5 as lycaon_app failed")

    monkeypatch.setattr(health, "MigrationExecutor", broken)
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"database": False, "tables": False, "well": False})


def test_a_failure_shows_its_number_and_nothing_else(world: World, browser_of: Browsers, monkeypatch: Any) -> None:
    def broken(_: HttpRequest) -> None:
        raise RuntimeError("the canary of the traceback")

    monkeypatch.setattr(health, "_health", lambda: broken(HttpRequest()))
    browser = browser_of(world[Role.LEAD])
    browser.raise_request_exception = False
    answer = browser.get("/health")
    assert answer.status_code == 500
    assert b"canary" not in answer.content
    assert answer.headers["X-Request-Id"].encode() in answer.content


def test_the_way_back_leads_nowhere_else(client: Client, db: None) -> None:
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = client.post("/preferences/", {"theme": "dark", "next": target})
        assert answer.headers["Location"] == "/"
