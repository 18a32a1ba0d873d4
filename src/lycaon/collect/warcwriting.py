"""Writing WARC 1.1: records in members of gzip, each with the SHA-256 of its block and of its payload.

Blocks are copied from files, never held whole in memory: a video is a record like any other.
"""

import base64
import gzip
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record to be written. ``headers`` come after those that every record has."""

    kind: str
    """``warcinfo``, ``request``, ``response``, ``resource``, ``metadata``"""
    at: datetime
    content_type: str
    block: Path
    url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    payload_from: int | None = None
    """byte of the block at which the payload begins (after the HTTP headers); None: no payload of its own"""
    id: str = ""


def record_id() -> str:
    """Return a new name for a record."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def write_warc(target: Path, entries: Iterable[Entry]) -> None:
    """Write records into a new file, one gzip member each, so that readers can jump to any of them."""
    with target.open("xb") as stream:
        for entry in entries:
            # No name and no hour in the member: the same records are the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as member:
                _write(member, entry)


def _write(member: BinaryIO | gzip.GzipFile, entry: Entry) -> None:
    size = entry.block.stat().st_size
    fields = [
        ("WARC-Type", entry.kind),
        ("WARC-Record-ID", entry.id or record_id()),
        ("WARC-Date", f"{entry.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        *([("WARC-Target-URI", entry.url)] if entry.url else []),
        *entry.headers,
        ("WARC-Block-Digest", _digest(entry.block, 0)),
        *(
            [("WARC-Payload-Digest", _digest(entry.block, entry.payload_from))]
            if entry.payload_from is not None
            else []
        ),
        ("Content-Type", entry.content_type),
        ("Content-Length", str(size)),
    ]
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields)
    member.write(f"WARC/1.1\r\n{head}\r\n".encode())
    with entry.block.open("rb") as block:
        while data := block.read(_BLOCK):
            member.write(data)
    member.write(b"\r\n\r\n")


def _digest(path: Path, start: int) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as stream:
        stream.seek(start)
        while data := stream.read(_BLOCK):
            hasher.update(data)
    # Base 32 of RFC 4648, with its padding: checkers compare lengths.
    return "sha256:" + base64.b32encode(hasher.digest()).decode()


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")
