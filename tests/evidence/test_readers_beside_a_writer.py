"""Whoever reads the log brings its index up to date; several at once must not stumble over each other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from lycaon.evidence.canonical import sha256
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.values.evidence import Acquisition, Action, Capture, CapturedFile, CaptureKind, FileRole

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHO = Custodian("A. Analyst", "analyst")


def test_readers_find_every_line_while_others_write(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    store = Store.create(folder, lambda: NOW)
    (tmp_path / "page.html").write_bytes(b"page")
    file = CapturedFile(path="page.html", role=FileRole.PAGE, media_type="text/html", size=4, sha256=sha256(b"page"))
    capture = Capture(
        kind=CaptureKind.CAPTURED, at=NOW, until=NOW, files=(file,), acquisition=Acquisition(tool="t", reason="r")
    )
    kept = store.keep(capture, tmp_path, WHO)

    def write(_: int) -> None:
        mine = Store(folder, lambda: NOW)
        for _ in range(6):
            mine.note(Action.EXPORTED, kept, WHO, "again")
        mine.close()

    def read(_: int) -> int:
        mine = Store(folder, lambda: NOW)
        seen = max(len(mine.history(kept)) for _ in range(25))
        mine.close()
        return seen

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, n) for n in range(4)]
        readers = [pool.submit(read, n) for n in range(8)]
        for one in (*writers, *readers):
            one.result()
    assert [line.event.seq for line in store.history(kept)] == list(range(25))
    store.close()
