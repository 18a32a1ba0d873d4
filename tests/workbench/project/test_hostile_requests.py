"""Requests of others' pages, and requests that are made to be too much: refused at every door, before anything is done."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseForbidden
from django.test import Client
from django.test.client import FakePayload
from tests.workbench.calls_of_tests import ALL, ask, bearer
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World
from tests.workbench.project.test_matrix import DOORS, TOKENED

from lycaon.evidence.log import Custodian
from lycaon.evidence.receive import receive
from lycaon.evidence.store import Store
from lycaon.workbench.api.models import Scope
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.doors import verb_of
from lycaon.workbench.people.roles import Role
from lycaon.workbench.project import middleware
from lycaon.workbench.record.models import Event
from lycaon.workbench.ui import views as ui

Browsers = Callable[[Actor | None], Client]


def test_no_door_takes_a_form_of_another_site(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ui, "csrf_failure", lambda *_args, **_more: HttpResponseForbidden(b"form"))
    clients: dict[Role | None, Client] = {}
    for role in (None, *Role):
        clients[role] = Client(enforce_csrf_checks=True)
        actor = world[role] if role else None
        if actor is not None and actor.person is not None:
            clients[role].force_login(actor.person)
    before, open_doors = Event.objects.count(), []
    for name, (path, pattern) in DOORS.items():
        verb = verb_of(pattern.callback)
        assert verb is not None
        role = None if verb.is_public else next(role for role in Role if role in verb.roles)
        answer = clients[role].post(
            path, {"reason": "because another site says so"}, HTTP_ORIGIN="https://evil.example"
        )
        if name == "api:openapi-json":  # the description, which anybody may read
            continue
        refused = {401, 404, 405} if name in TOKENED or name.startswith("api:") else {403}
        if answer.status_code not in refused:
            open_doors.append(f"{answer.status_code} {path} ({name})")
    assert open_doors == []
    assert Event.objects.count() == before


def test_a_session_of_a_browser_opens_no_operation(world: World, browser_of: Browsers) -> None:
    """What needs no token of a form must not be reachable with what a browser sends by itself."""
    browser = browser_of(world[Role.LEAD])
    assert {ask(browser, one, {}).status_code for one in ALL.values()} == {401}


@pytest.mark.parametrize(("known", "most"), [(False, middleware.LARGEST_OF_STRANGERS), (True, middleware.LARGEST)])
def test_what_is_too_large_is_refused_unread(world: World, known: bool, most: int) -> None:
    class Unread(FakePayload):
        def read(self, *_size: Any) -> bytes:
            raise AssertionError("it was read")

    headers = {"authorization": "Bearer lycaon_x"} if known else {}
    client = Client(headers=headers)
    for path in ("/account/log-in/", "/api/v1/check", "/notices/statements/"):
        for told in (str(most + 1), "9" * 400, "-1", "1e9"):
            answer = client.post(
                path, "x", content_type="text/plain", CONTENT_LENGTH=told, **{"wsgi.input": Unread(b"x")}
            )
            assert answer.status_code == 413, (path, told)
    assert client.post("/api/v1/check", "{}", content_type="application/json").status_code == 401


DEEP = b"[" * 200_000
HEAVY = {
    "deep JSON": DEEP,
    "deep objects": b'{"a":' * 100_000,
    "a long number": b"1" * 500_000,
    "a word of a million": b'{"title": "' + b"x" * 1_000_000 + b'"}',
    "a million listings": b'{"listings": [' + b"{}," * 300_000 + b"{}]}",
    "half a surrogate": b'{"title": "\\ud800"}',
    "no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("what", HEAVY)
def test_no_body_brings_the_interface_down(world: World, what: str) -> None:
    client = bearer(world[Role.LEAD], *Scope)
    for path in ("/check", "/check/batch", "/offers", "/cases", "/logs"):
        answer = client.post(f"/api/v1{path}", HEAVY[what], content_type="application/json")
        assert answer.status_code in {400, 422}, (path, answer.status_code)
        assert len(answer.content) < 10_000, "it is not sent back"


@pytest.mark.parametrize(
    "data", [DEEP, b"\x00" * 1000, b"PK\x03\x04" + b"\x00" * 1000, b"x" * (1024 * 1024 + 1), b'{"a":' * 50_000]
)
def test_no_upload_brings_a_page_down(world: World, browser_of: Browsers, data: bytes) -> None:
    agent = browser_of(world[Role.PLATFORM_AGENT])
    answer = agent.post("/portal/notices/statements/", {"file": SimpleUploadedFile("a.json", data)})
    assert answer.status_code in {409, 422}


def test_a_picture_that_unfolds_to_gigabytes_is_not_shown(
    world: World, browser_of: Browsers, settings: Any, tmp_path: Path
) -> None:
    """20,000 by 20,000 points are 50 kB on disk and more than a gigabyte in memory."""
    settings.EVIDENCE_HOME = str(tmp_path / "evidence")
    [offer] = offers(world[Role.LEAD])
    for folder in ("in", "out"):
        (tmp_path / folder).mkdir()
    (tmp_path / "in" / "photo.png").write_bytes(a_bomb(SIDE))
    now = datetime.now(UTC)
    capture = receive(
        [tmp_path / "in" / "photo.png"], tmp_path / "out", giver="G", statement="s", reason="case", now=now, tool="t 1"
    )
    store = Store.create(tmp_path / "evidence", lambda: now)
    name = store.keep(capture, tmp_path / "out", Custodian("A", "analyst"))
    store.close()
    from lycaon.workbench.offers.actions import keep_capture

    keep_capture(world[Role.LEAD], offer, name, kind="received", at=now)
    browser = browser_of(world[Role.LEAD])
    assert browser.get(f"/offers/{offer.reference}/evidence/").status_code == 200
    for way in ("", "?as=kept"):
        answer = browser.get(f"/offers/{offer.reference}/evidence/{name}/pictures/1/{way}")
        assert answer.status_code == 404


SIDE = 20_000


@cache
def a_bomb(side: int) -> bytes:
    """A grey picture of so many points in a square, each row the same."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows, packer = io.BytesIO(), zlib.compressobj(9)
    for _ in range(side):
        rows.write(packer.compress(b"\x00" * (side // 8 + 1)))
    rows.write(packer.flush())
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows.getvalue()) + chunk(b"IEND", b"")


def test_the_bomb_is_small() -> None:
    assert len(a_bomb(SIDE)) < 80_000
