"""Webhooks: signed, in order, at least once, and nothing of another house."""

import hashlib
import hmac
import json

from tests.workbench.cases_of_tests import a_case
from tests.workbench.people_of_tests import World

from lycaon.workbench.api import hooks
from lycaon.workbench.api.models import Hook
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.people.roles import Role


class Ear:
    """An address that keeps what it hears."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.heard: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.heard.append(json.loads(body))
            self.headers.append(headers)
            self.bodies.append(body)
        return status


def a_hook(world: World, *verbs: str) -> Hook:
    return Hook.objects.create(organisation=world.host, url="https://hear.example/", secret="secret", verbs=list(verbs))


def test_events_arrive_in_order_and_signed(world: World) -> None:
    hook, ear = a_hook(world, "open_case", "write_note"), Ear()
    case = a_case(world[Role.LEAD])
    cases.write_note(world[Role.LEAD], case, "words that stay here")
    assert hooks.deliver(hook, ear, now=lambda: 1_000_000) == 2
    assert [event["verb"] for event in ear.heard] == ["open_case", "write_note"]
    assert all(b"words that stay here" not in body for body in ear.bodies)
    for body, headers in zip(ear.bodies, ear.headers, strict=True):
        mac = hmac.new(b"secret", b"1000000." + body, hashlib.sha256).hexdigest()
        assert headers[hooks.SIGNATURE] == f"t=1000000,v1={mac}"
    assert hooks.deliver(hook, ear) == 0


def test_what_did_not_arrive_is_sent_again_before_what_came_later(world: World) -> None:
    hook, ear = a_hook(world, "open_case", "write_note"), Ear(200, 500)
    case = a_case(world[Role.LEAD])
    for number in range(3):
        cases.write_note(world[Role.LEAD], case, f"note {number}")
    assert hooks.deliver(hook, ear) == 1
    assert hook.failures == 1
    assert hooks.deliver(hook, ear) == 3
    assert [event["id"] for event in ear.heard] == sorted(event["id"] for event in ear.heard)  # type: ignore[type-var]
    assert len(ear.heard) == 4
    assert hook.failures == 0


def test_nothing_of_another_house_is_heard(world: World) -> None:
    hook, ear = a_hook(world), Ear()
    a_case(world.stranger_lead)
    assert hooks.deliver(hook, ear) == 0


def test_a_private_address_is_never_connected_to() -> None:
    assert hooks.over_tls("https://127.0.0.1:9/", b"{}", {}) == 0
    assert hooks.over_tls("https://no-such-host.invalid/", b"{}", {}) == 0
