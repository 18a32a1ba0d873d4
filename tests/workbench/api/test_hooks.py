"""Webhooks: signed, in the order of the chain, at least once, and nothing of another house."""

import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.collect.certificates import chain
from tests.workbench.calls_of_tests import ORDER
from tests.workbench.cases_of_tests import a_case
from tests.workbench.correspondence_of_tests import a_sent
from tests.workbench.people_of_tests import World, make_world

from lycaon.collect.targets import Target
from lycaon.workbench.api import hooks
from lycaon.workbench.api.models import Hook
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.correspondence import answering, request_actions
from lycaon.workbench.correspondence.models import Channel
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import Decision
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.models import Event, Link

NOON = datetime(2100, 1, 1, 12, tzinfo=UTC)


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


def a_hook(organisation: Organisation, *verbs: str) -> Hook:
    return Hook.objects.create(
        organisation=organisation, url="https://hear.example/", secret="secret", verbs=list(verbs)
    )


def hear(hook: Hook, ear: Ear, at: datetime = NOON) -> int:
    """Deliver what is in the chain; links are made where a transaction ends."""
    connection.check_constraints()
    return hooks.deliver(hook, ear, now=lambda: at)


def test_events_arrive_in_order_and_signed(world: World) -> None:
    hook, ear = a_hook(world.host, "open_case", "write_note"), Ear()
    case = a_case(world[Role.LEAD])
    cases.write_note(world[Role.LEAD], case, "words that stay here")
    assert hear(hook, ear) == 2
    assert [event["verb"] for event in ear.heard] == ["open_case", "write_note"]
    assert all(b"words that stay here" not in body for body in ear.bodies)
    at = int(NOON.timestamp())
    for body, headers in zip(ear.bodies, ear.headers, strict=True):
        mac = hmac.new(b"secret", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        assert headers[hooks.SIGNATURE] == f"t={at},v1={mac}"
    assert hear(hook, ear) == 0


def test_what_did_not_arrive_is_sent_again_before_what_came_later(world: World) -> None:
    hook, ear = a_hook(world.host, "open_case", "write_note"), Ear(200, 500, 503)
    case = a_case(world[Role.LEAD])
    for number in range(3):
        cases.write_note(world[Role.LEAD], case, f"note {number}")
    assert hear(hook, ear) == 1
    assert hook.failures == 1
    assert hear(hook, ear, NOON + timedelta(seconds=59)) == 0, "it waits"
    assert (hear(hook, ear, NOON + timedelta(seconds=60)), hook.failures) == (0, 2)
    assert hear(hook, ear, NOON + timedelta(seconds=179)) == 0, "it waits twice as long"
    assert hear(hook, ear, NOON + timedelta(seconds=180)) == 3
    assert [event["id"] for event in ear.heard] == sorted(event["id"] for event in ear.heard)  # type: ignore[type-var]
    assert len(ear.heard) == 4
    assert hook.failures == 0


def test_who_does_not_answer_for_three_days_is_given_up(world: World) -> None:
    hook, ear, now = a_hook(world.host), Ear(*[0] * 99), NOON
    a_case(world[Role.LEAD])
    for _ in range(99):
        hear(hook, ear, now)
        now = hook.next_at
    assert hook.failures == hooks.GIVE_UP_AFTER
    assert timedelta(days=2) < now - NOON < timedelta(days=4)
    assert not hooks.due(now + timedelta(days=9)).exists()


def test_nothing_of_another_house_is_heard(world: World) -> None:
    hook, ear = a_hook(world.host), Ear()
    a_case(world.stranger_lead)
    assert hear(hook, ear) == 0


def test_a_platform_hears_what_was_sent_to_it_and_the_house_the_answer(world: World) -> None:
    platform = world.organisations[Kind.PLATFORM]
    theirs, ours, theirs_ear, ours_ear = a_hook(platform), a_hook(world.host, "answer_notice"), Ear(), Ear()
    notice = a_sent(world, Channel.PORTAL)
    hear(theirs, theirs_ear)
    assert [(event["verb"], event["object"], event["data"]) for event in theirs_ear.heard] == [
        ("send_notice", {"kind": "notice", "reference": notice.reference}, {})
    ]
    answering.answer_notice(world[Role.PLATFORM_AGENT], notice, Decision.REMOVED, Reasons(facts="gone"))
    hear(ours, ours_ear)
    told = {"kind": "notice", "reference": notice.reference}
    assert [event["data"] for event in ours_ear.heard if event["object"] == told] == [{}]
    assert hear(a_hook(world.stranger), Ear()) == 0


def test_a_platform_does_not_hear_of_a_request_before_it_was_sent(world: World) -> None:
    platform, officer = world.organisations[Kind.PLATFORM], world[Role.AUTHORITY_OFFICER]
    hook, ear = a_hook(platform, "sign_request", "draft_request"), Ear()
    request = request_actions.draft_request(officer, platform, ORDER)
    assert hear(hook, ear) == 0
    type(request).objects.filter(pk=request.pk).update(sent_at=timezone.now(), released={"kind": "preservation"})
    assert hear(hook, ear) == 0, "that it was drafted is still nobody's business"


def test_a_private_address_is_never_connected_to() -> None:
    assert hooks.over_tls("https://127.0.0.1:9/", b"{}", {}) == 0
    assert hooks.over_tls("https://no-such-host.invalid/", b"{}", {}) == 0


@pytest.fixture
def committed(own_database: object) -> World:
    return make_world()


def test_an_event_that_is_committed_late_is_heard(committed: World) -> None:
    """Numbers of events are given when they are written; the chain's when they are committed."""
    hook, ear = a_hook(committed.host), Ear()
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            _event(committed, "slow")
            written.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    _event(committed, "quick")
    assert hooks.deliver(hook, ear, now=lambda: NOON) == 1
    go_on.set()
    thread.join(10)
    assert hooks.deliver(hook, ear, now=lambda: NOON + timedelta(hours=1)) == 1
    assert [event["verb"] for event in ear.heard] == ["quick", "slow"]
    assert Link.objects.count() == 2


def test_two_workers_do_not_send_one_message_twice(committed: World) -> None:
    hook, ear = a_hook(committed.host), Ear()
    _event(committed, "once")
    other = Hook.objects.get(pk=hook.pk)

    def meanwhile(url: str, body: bytes, headers: dict[str, str]) -> int:
        assert hooks.deliver(other, ear, now=lambda: NOON) == 0
        return ear(url, body, headers)

    assert hooks.deliver(hook, meanwhile, now=lambda: NOON) == 1
    assert len(ear.heard) == 1


def _event(world: World, verb: str) -> None:
    Event.objects.create(
        actor="P-1", role="lead", organisation=world.host.reference, verb=verb, object_kind="case", object_id="C-1"
    )


class _Listener(BaseHTTPRequestHandler):
    heard: ClassVar[list[tuple[str, bytes, str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, body, self.headers[hooks.SIGNATURE]))
        self.send_response(302 if self.path == "/moved" else 204)
        self.send_header("Location", "http://127.0.0.1:1/inside")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An address on this machine that passes for a public one; its certificate is of an authority of ours."""
    made = chain(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Listener)
    server.socket = made.context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]

    def judged(url: str) -> Target:
        parts = urlsplit(url)
        return Target(url=url, scheme="https", host="127.0.0.1", port=port, path=parts.path, address="127.0.0.1")

    trusted = ssl.create_default_context(cafile=str(made.root_file))
    monkeypatch.setattr(hooks, "check_target", judged)
    monkeypatch.setattr(hooks, "ssl", SimpleNamespace(create_default_context=lambda: trusted))
    _Listener.heard.clear()
    yield f"https://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def test_a_message_goes_over_tls_and_follows_nobody(listener: str) -> None:
    assert (
        hooks.over_tls(f"{listener}/hear", b'{"id":1}', {hooks.SIGNATURE: hooks.signature("s", b'{"id":1}', 1)}) == 204
    )
    [(path, body, signed)] = _Listener.heard
    assert (path, body, signed) == ("/hear", b'{"id":1}', hooks.signature("s", body, 1))
    assert hooks.over_tls(f"{listener}/moved", b"{}", {hooks.SIGNATURE: ""}) == 302
    assert len(_Listener.heard) == 2, "where a redirect leads is not asked"


def test_who_cannot_show_a_certificate_hears_nothing(listener: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "ssl", ssl)
    assert hooks.over_tls(f"{listener}/hear", b"{}", {hooks.SIGNATURE: ""}) == 0
    assert _Listener.heard == []
