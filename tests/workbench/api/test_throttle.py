"""How often a token may call: counted exactly, in whatever instant; and what a program is told when it is not let in."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.test import Client
from tests.workbench.calls_of_tests import bearer
from tests.workbench.people_of_tests import World, make_world

from lycaon.workbench.api import throttle
from lycaon.workbench.api.models import Called, Scope, Token
from lycaon.workbench.api.operations import offers
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role

THREADS, EACH = 8, 25


def test_calls_in_one_instant_are_all_counted(own_database: object) -> None:
    bearer(make_world()[Role.LEAD])
    token, together = Token.objects.get(), threading.Barrier(THREADS)

    def call() -> list[int]:
        together.wait(10)
        try:
            return [throttle.counted(token.pk, 1) for _ in range(EACH)]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        told = [one for each in [pool.submit(call) for _ in range(THREADS)] for one in each.result(60)]
    assert sorted(told) == list(range(1, THREADS * EACH + 1))
    assert throttle.counted(token.pk, 2) == 1, "the next minute begins anew"


def test_too_many_calls_are_told_when_to_come_again(world: World) -> None:
    client = bearer(world[Role.LEAD], *Scope)
    assert client.get("/api/v1/offers").status_code == 200
    Called.objects.update(calls=throttle.MOST_A_MINUTE)
    answer = client.get("/api/v1/offers")
    if answer.status_code == 200:  # the minute had just ended
        Called.objects.update(calls=throttle.MOST_A_MINUTE)
        answer = client.get("/api/v1/offers")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert bearer(world[Role.ANALYST], *Scope).get("/api/v1/offers").status_code == 200, "another token may"


def test_every_refusal_has_one_shape(world: World) -> None:
    whole = bearer(world[Role.LEAD], *Scope)
    refusals = [
        Client().get("/api/v1/offers"),
        Client(headers={"authorization": "Bearer lycaon_x"}).get("/api/v1/offers"),
        bearer(world[Role.LEAD], name="none").get("/api/v1/offers"),
        whole.get("/api/v1/offers/F-000000000000"),
        whole.get("/api/v1/offers?size=0"),
        whole.post("/api/v1/check", "{", content_type="application/json"),
        whole.post("/api/v1/offers/F-000000000000/decision", "[]", content_type="application/json"),
    ]
    assert [answer.status_code for answer in refusals] == [401, 401, 403, 404, 422, 400, 422]
    assert all(set(answer.json()) == {"code", "says"} for answer in refusals)


def test_where_the_database_is_away_a_program_asks_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_actor: Actor) -> None:
        raise OperationalError("terminating connection due to administrator command at 10.0.0.5")

    client = bearer(world[Role.LEAD], *Scope)
    monkeypatch.setattr(offers, "offers_for", gone)
    answer = client.get("/api/v1/offers")
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (503, "2", "away")
    assert b"10.0.0.5" not in answer.content
