"""Hidden services: only through the proxy, only with a reason, and no name server hears of them."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.collect.site import market

from lycaon.collect.socks import connect_through
from lycaon.collect.targets import hidden_target
from lycaon.errors import TargetRefusedError
from lycaon.watch.asking import Asker
from lycaon.watch.charter import Gate
from lycaon.watch.plan import Plan

ONION = "a" * 56 + ".onion"


@contextmanager
def proxy(
    leads_to: str, *, refusal: int = 0, greeting: bytes = b"\x05\x00"
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """A SOCKS5 proxy that leads every name to one place; yields its ``host:port`` and what was asked of it."""
    asked: list[tuple[str, int]] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def copy(source: socket.socket, target: socket.socket) -> None:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

    def serve() -> None:
        while True:
            try:
                link, _ = listening.accept()
            except OSError:
                return
            with link:
                link.recv(3)
                link.sendall(greeting)
                head = link.recv(5)
                if len(head) < 5:
                    continue
                name = link.recv(head[4]).decode()
                asked.append((name, struct.unpack(">H", link.recv(2))[0]))
                link.sendall(bytes([5, refusal, 0, 1, 0, 0, 0, 0, 0, 0]))
                if refusal:
                    continue
                host, _, port = leads_to.partition(":")
                with socket.create_connection((host, int(port))) as there:
                    back = threading.Thread(target=copy, args=(there, link))
                    back.start()
                    data = link.recv(65536)
                    there.sendall(data)
                    back.join()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}", asked
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def no_name_server(host: str, port: int) -> list[str]:
    raise AssertionError(f"asked a name server for {host}:{port}")


def asker(folder: Path, through: str) -> Asker:
    plan = Plan.model_validate({
        "name": "test", "purpose": "A lawful reading", "contact": "watch@office.example", "begins": "2026-03-02",
        "hidden_services": "lawful", "proxy": f"socks5h://{through}", "lawful_basis": "Order 17/2026 of the prosecutor",
        "sites": [{"id": "m", "start": [f"http://{ONION}/list"]}],
    })  # fmt: skip
    doors = Gate(lambda _: 1, sleep=lambda _: None)
    return Asker(plan, doors, folder, agent="lycaon", note=lambda *_: None, resolver=no_name_server)


def test_a_hidden_service_is_read_through_the_proxy_alone(tmp_path: Path) -> None:
    with market() as host, proxy(host) as (through, asked):
        answer = asker(tmp_path, through).ask(f"http://{ONION}/a/1")
    assert answer.status == 200
    assert "Statuette" in answer.text
    assert asked == [(ONION, 80), (ONION, 80)]  # robots.txt first


@pytest.mark.parametrize(
    "url", [f"http://{'b' * 56}.onion/", f"http://{ONION}:22/", "http://127.0.0.1/", "http://short.onion/"]
)
def test_the_proxy_opens_no_other_way(tmp_path: Path, url: str) -> None:
    with proxy("127.0.0.1:9") as (through, asked), pytest.raises((TargetRefusedError, AssertionError)):
        asker(tmp_path, through).ask(url)
    assert asked == []


@pytest.mark.parametrize(("refusal", "words"), [(4, "nobody is known"), (5, "refused"), (99, "says 99")])
def test_what_the_proxy_refuses_is_said(refusal: int, words: str) -> None:
    with proxy("127.0.0.1:9", refusal=refusal) as (through, _), pytest.raises(ConnectionError, match=words):
        connect_through(through, ONION, 80, timeout_s=5)


def test_a_proxy_that_wants_a_password_or_is_none() -> None:
    with proxy("127.0.0.1:9", greeting=b"\x05\xff") as (through, _), pytest.raises(ConnectionError, match="password"):
        connect_through(through, ONION, 80, timeout_s=5)
    with proxy("127.0.0.1:9", greeting=b"HT") as (through, _), pytest.raises(ConnectionError, match="not a SOCKS5"):
        connect_through(through, ONION, 80, timeout_s=5)


@pytest.mark.parametrize("url", [
    "http://example.onion/", "http://127.0.0.1/", f"ftp://{ONION}/", f"http://me:word@{ONION}/", f"http://{ONION}.example/",
    f"http://{ONION}:0x50/",
])  # fmt: skip
def test_what_is_no_hidden_service(url: str) -> None:
    with pytest.raises(TargetRefusedError):
        hidden_target(url, "127.0.0.1:9050")
