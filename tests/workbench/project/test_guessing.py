"""Guessing many passwords in one instant, from many places: counted as if one came after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from tests.workbench.people_of_tests import PASSWORD, make_world

from lycaon.workbench.people.models import Person
from lycaon.workbench.people.roles import Role

GUESSES, ALLOWED = 12, 5


def test_guesses_in_one_instant_are_all_counted(own_database: object, monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_world()[Role.ANALYST].person
    assert person is not None
    looked_at: list[str] = []
    together, check = threading.Barrier(GUESSES), Person.check_password

    def checked(self: Person, raw: str) -> bool:
        looked_at.append(raw)
        return check(self, raw)

    monkeypatch.setattr(Person, "check_password", checked)

    def guess(number: int) -> None:
        together.wait(20)
        try:
            told = {"login": person.email, "password": f"guess {number}"}
            Client(REMOTE_ADDR=f"203.0.113.{number}").post("/account/log-in/", told)
        finally:
            connection.close()

    with ThreadPoolExecutor(GUESSES) as pool:
        for one in [pool.submit(guess, number) for number in range(GUESSES)]:
            one.result(60)
    assert 1 <= len(looked_at) <= ALLOWED
    late = Client(REMOTE_ADDR="203.0.113.99")
    late.post("/account/log-in/", {"login": person.email, "password": PASSWORD})
    assert late.get("/").status_code == 302, "the right one, too late"
