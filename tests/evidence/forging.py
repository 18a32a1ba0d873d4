"""A bundle to attack, and a forger's tools: what can be made anew is made anew."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import UNSET
from tests.evidence.conftest import WHO

from lycaon.collect.extracting import NAME, extract, pages_of
from lycaon.collect.warcwriting import Entry, write_warc
from lycaon.evidence.bag import INFO, TAG_MANIFEST, files_below, oxum
from lycaon.evidence.canonical import canonical, sha256, uncanonical
from lycaon.evidence.contents import Contents, folder_of
from lycaon.evidence.contents import Entry as Listed
from lycaon.evidence.objects import digest_of
from lycaon.evidence.receive import described
from lycaon.evidence.store import Store
from lycaon.values.codec import to_json
from lycaon.values.evidence import Acquisition, Capture, CaptureKind, Extracted, FileRole, Hints, ReadFile

PAGE = b"<html><body><h1>Statuette en ivoire</h1><p>200 EUR, Lyon, envoi possible partout en Europe</p></body></html>"


def warc(path: Path, page: bytes) -> None:
    block = path.with_suffix(".block")
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    block.write_bytes(head + page)
    entry = Entry(
        kind="response",
        at=datetime.now(UTC),
        content_type="application/http;msgtype=response",
        block=block,
        url="https://markt.example/a/2",
        payload_from=len(head),
    )
    path.unlink(missing_ok=True)
    write_warc(path, [entry])
    block.unlink()


def captured(
    store: Store,
    folder: Path,
    *,
    text: str = "Statuette en ivoire 200 €",
    picture: bytes = b"\x89PNG\r\n\x1a\n-pixels-",
    lie: Callable[[Extracted], Extracted | bytes] = lambda read: read,
) -> str:
    """Keep one capture with a file of every kind; ``lie`` changes what is said to be read out of its page."""
    folder.mkdir(parents=True)
    warc(folder / "exchange.warc.gz", PAGE)
    (folder / "page.html").write_bytes(PAGE)
    (folder / "screen.png").write_bytes(picture)
    (folder / "dom.html").write_bytes(PAGE + b"<!-- built -->")
    (folder / "text.txt").write_bytes(text.encode())
    (folder / "image-1.jpg").write_bytes(b"\xff\xd8\xff\xe0-jpeg-")
    kinds = {
        "exchange.warc.gz": (FileRole.ARCHIVE, "application/warc"),
        "page.html": (FileRole.PAGE, "text/html"),
        "screen.png": (FileRole.SCREENSHOT, "image/png"),
        "dom.html": (FileRole.DOM, "text/html"),
        "text.txt": (FileRole.TEXT, "text/plain"),
        "image-1.jpg": (FileRole.IMAGE, "image/jpeg"),
    }
    now = datetime.now(UTC).replace(microsecond=0)
    capture = Capture(
        kind=CaptureKind.CAPTURED,
        at=now,
        until=now,
        asked_url="https://markt.example/a/2",
        url="https://markt.example/a/2",
        files=tuple(described(folder, folder / name, *kind) for name, kind in kinds.items()),
        acquisition=Acquisition(tool="lycaon tests", reason="case 12"),
    )
    sources = [ReadFile(path=file.path, sha256=file.sha256) for file in pages_of(capture)]
    read = extract(folder, capture, sources, Hints())
    assert read is not None
    told = lie(read)
    (folder / NAME).write_bytes(told if isinstance(told, bytes) else to_json(told))
    listing = described(folder, folder / NAME, FileRole.LISTING, "application/json")
    return store.keep(replace(capture, files=(*capture.files, listing)), folder, WHO)


class Forger:
    """A copy of the bundle, and everything that needs no secret of the sender."""

    def __init__(self, bundle: Path, captured_id: str, received_id: str, work: Path) -> None:
        self.bundle = bundle
        self.data = bundle / "data"
        self.captured = self.data / folder_of(captured_id)
        self.received = self.data / folder_of(received_id)
        self.captured_log = self.data / "custody" / f"{captured_id[:16]}.jsonl"
        self.received_log = self.data / "custody" / f"{received_id[:16]}.jsonl"
        self.work = work

    def write(self, path: Path, data: bytes) -> None:
        path.chmod(0o644) if path.exists() else None
        path.write_bytes(data)

    def edit(self, path: Path, change: Callable[[bytes], bytes]) -> None:
        before = path.read_bytes()
        after = change(before)
        assert after != before, "the forger changed nothing"
        self.write(path, after)

    def lines(self, path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
        self.edit(path, lambda raw: b"".join(line + b"\n" for line in change(raw.splitlines())))

    def manifest(self) -> None:
        """Let the manifest of the capture speak of the files as they are now."""
        path = self.captured / "manifest.json"
        capture = uncanonical(path.read_bytes(), Capture, "manifest")
        files = self.captured / "files"
        renewed = tuple(described(files, files / f.path, f.role, f.media_type) for f in capture.files)
        self.write(path, canonical({**_fields(capture), "files": renewed}))

    def contents(self) -> None:
        """Let contents.json speak of the files as they are now."""
        path = self.data / "contents.json"
        contents = uncanonical(path.read_bytes(), Contents, "contents")
        files = [
            Listed(path=name, size=found.stat().st_size, sha256=digest_of(found))
            for found in sorted(files_below(self.data))
            if (name := found.relative_to(self.data).as_posix()) != "contents.json" and not name.startswith("custody/")
        ]
        told = digest_of(self.bundle / "VERIFY.txt")
        self.write(path, canonical({**_fields(contents), "files": files, "verify_txt": told}))

    def bag(self) -> None:
        """Make the bag's own papers anew."""
        info = (self.bundle / INFO).read_text()
        info = re.sub("Payload-Oxum: .*", f"Payload-Oxum: {oxum(self.bundle)}", info)
        digest = digest_of(self.data / "contents.json") if (self.data / "contents.json").exists() else ""
        info = re.sub("External-Identifier: .*", f"External-Identifier: {digest}", info)
        self.write(self.bundle / INFO, info.encode())
        payload = sorted(files_below(self.data))
        self._list("manifest-sha256.txt", payload)
        self.list_tags()

    def list_tags(self) -> None:
        """Make the list of the bag's own papers anew."""
        self._list(TAG_MANIFEST, sorted(p for p in self.bundle.iterdir() if p.is_file() and p.name != TAG_MANIFEST))

    def _list(self, name: str, paths: list[Path]) -> None:
        lines = [f"{digest_of(path)}  {path.relative_to(self.bundle).as_posix()}\n" for path in paths]
        self.write(self.bundle / name, "".join(lines).encode())


def _fields(value: object) -> dict[str, object]:
    held = {name: getattr(value, name) for name in type(value).__slots__}  # type: ignore[attr-defined]
    return {name: found for name, found in held.items() if found is not UNSET}


def chained(lines: list[bytes]) -> list[bytes]:
    """Make the chain of an extract anew, as far as it is known."""
    import json

    made: list[bytes] = []
    previous = "0" * 64
    for line in lines:
        event = json.loads(line)
        event["previous_of_object"] = previous
        made.append(json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
        previous = sha256(made[-1])
    return made


LONG_AGO = timedelta(days=400)
