"""A store with a clock that tests can turn, and one time-stamp authority on loopback for all of them."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lycaon.evidence.authority import create_authority, serve
from lycaon.evidence.log import Custodian
from lycaon.evidence.receive import receive
from lycaon.evidence.stamps import Authority
from lycaon.evidence.store import Store

WHO = Custodian("A. Analyst", "analyst")


@dataclass
class Clock:
    """A clock that runs with the real one, ahead or behind by ``offset``."""

    offset: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", clock)
    yield made
    made.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    folder = tmp_path_factory.mktemp("authority")
    root = create_authority(folder, now=datetime.now(UTC))
    server = serve(folder, port=0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Authority(url=f"http://127.0.0.1:{server.server_port}/", roots=root.read_text())
    server.shutdown()
    server.server_close()
    thread.join()


def given(store: Store, folder: Path, *, text: str = "An ivory statuette, 200 €.", order: str = "") -> str:
    """Keep one received exhibit of two files."""
    folder.mkdir(parents=True)
    (folder / "Anzeige: Élfenbein.html").write_text(f"<h1>Elfenbein</h1><p>{text}</p>", encoding="utf-8")
    (folder / "screen.png").write_bytes(b"\x89PNG" + text.encode())
    into = folder / "copied"
    into.mkdir()
    capture = receive(
        sorted(folder.glob("*.*")),
        into,
        giver="B. Citizen",
        statement="I saved this page myself.",
        reason="tip 17",
        now=store.now(),
        tool="lycaon tests",
        asked_url="https://markt.example/a/1",
        order=order,
    )
    return store.keep(capture, into, WHO)
