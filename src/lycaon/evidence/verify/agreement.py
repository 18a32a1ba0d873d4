"""Whether the files of one capture agree with each other and with what its manifest says of them.

Hashes say that files are those that were kept. Whoever kept them, key in hand, could have put a page of one site
beside the web archive of another, somebody else's certificates, or a redaction log of other pictures; here these are
held against each other.
"""

import hashlib
import http.client
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from fastwarc.warc import ArchiveIterator, WarcRecordType
from typing_extensions import override

from lycaon.errors import EvidenceError
from lycaon.evidence.contents import SHORT, folder_of
from lycaon.evidence.verify.box import paper
from lycaon.evidence.verify.report import Finding, fails, holds
from lycaon.values.evidence import Ailment, Capture, CapturedFile, CaptureKind, FileRole

if TYPE_CHECKING:
    import socket

_BLOCK = 1024 * 1024
_SERVED = frozenset({FileRole.PAGE, FileRole.IMAGE})


def check_agreement(bundle: Path, obj: str, captures: Mapping[str, Capture]) -> Iterator[Finding]:
    """Check one capture of a bundle; files that are gone are said elsewhere, and passed over."""
    capture = captures[obj]
    folder = bundle / "data" / folder_of(obj) / "files"
    there = [file for file in capture.files if (folder / file.path).is_file()]
    yield from _served(folder, obj, capture, there)
    for file in there:
        if file.role is FileRole.CERTIFICATES:
            yield from _certificates(folder, obj, file, capture.acquisition.certificate_sha256)
        if file.role is FileRole.REDACTION_LOG and file.media_type == "application/json":
            yield from _redactions(folder, obj, file, captures)


def _served(folder: Path, obj: str, capture: Capture, there: list[CapturedFile]) -> Iterator[Finding]:
    """Compare pages and pictures with the answers that the web archive holds at their addresses."""
    archives = [file for file in there if file.role is FileRole.ARCHIVE]
    named = [file for file in capture.files if file.role in _SERVED and file.url]
    if capture.kind is not CaptureKind.CAPTURED or capture.health.ailment is Ailment.TRUNCATED:
        return
    if not archives or not named:
        return
    try:
        held = {answer for file in archives for answer in _answers(folder / file.path)}
    except (OSError, EOFError, ValueError) as error:
        yield fails("archive.unreadable", f"{obj[:SHORT]}:{archives[0].path}", f"no WARC that can be read ({error})")
        return
    other = [file for file in named if (file.url, file.sha256) not in held]
    for file in other:
        words = f"is not what the web archive of the same capture holds at {file.url}"
        yield fails("archive.other", f"{obj[:SHORT]}:{file.path}", words)
    if not other:
        yield holds("archive", obj, f"its web archive holds the {len(named)} pages and pictures as they were served")


def _answers(archive: Path) -> Iterator[tuple[str, str]]:
    """Yield address and SHA-256 of the body of each answer."""
    with archive.open("rb") as stream:
        found = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False, fsspec_args=False)
        for record in found:
            yield record.headers.get("WARC-Target-URI") or "", _digest(record.reader)


def _digest(block: Any) -> str:
    # Read as it was when it was captured: the body with its chunks joined.
    answer = http.client.HTTPResponse(cast("socket.socket", _Line(block)), method="GET")
    hasher = hashlib.sha256()
    try:
        answer.begin()
        while data := answer.read(_BLOCK):
            hasher.update(data)
    except (http.client.HTTPException, ValueError):
        return ""  # a body that breaks off is no whole answer
    return hasher.hexdigest()


class _Line(io.RawIOBase):
    """An answer of an archive as the line that ``http.client`` reads from."""

    def __init__(self, block: Any) -> None:
        self._block = block

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return itself as a file."""
        return io.BufferedReader(self)

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int:
        data = self._block.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _certificates(folder: Path, obj: str, file: CapturedFile, named: str) -> Iterator[Finding]:
    where = f"{obj[:SHORT]}:{file.path}"
    try:
        first = x509.load_pem_x509_certificates(paper(folder / file.path))[0]
    except (EvidenceError, ValueError) as error:
        yield fails("certificates.unreadable", where, f"no certificates that can be read ({error})")
        return
    if first.fingerprint(SHA256()).hex() != named:
        words = f"begins with another certificate than the one that the manifest names, {named or 'none'}"
        yield fails("certificates.other", where, words)


def _redactions(folder: Path, obj: str, file: CapturedFile, captures: Mapping[str, Capture]) -> Iterator[Finding]:
    """Check that a log of boxes speaks of the pictures of this copy, and of those that it was made from."""
    where, copy = f"{obj[:SHORT]}:{file.path}", captures[obj]
    try:
        told = json.loads(paper(folder / file.path))
        pictures = [_picture(one) for one in told["pictures"]]
        original = str(told["original"])
    except (EvidenceError, ValueError, KeyError, TypeError, RecursionError) as error:
        yield fails("redaction.unreadable", where, f"no log of boxes ({type(error).__name__}: {error})")
        return
    if original != copy.made_from:
        yield fails("redaction.original", where, "is the log of a copy of something else")
    if {made for _, _, made in pictures} != {it.sha256 for it in copy.files if it.role is FileRole.ORIGINAL}:
        yield fails("redaction.files", where, "does not speak of the pictures of this copy, all of them and no others")
    if copy.made_from in captures:
        held = {(it.path, it.sha256) for it in captures[copy.made_from].files}
        for path, digest, _ in pictures:
            if (path, digest) not in held:
                yield fails("redaction.original", where, f"speaks of {path!r}, which the original does not hold so")


def _picture(told: dict[str, Any]) -> tuple[str, str, str]:
    """Return path and hash of an original and the hash of its copy; boxes outside the picture cover nothing."""
    for box in told["boxes"]:
        x, y, width, height = (box[name] for name in ("x", "y", "width", "height"))
        if min(x, y) < 0 or min(width, height) <= 0 or x + width > told["width"] or y + height > told["height"]:
            raise ValueError(f"a box outside {told['path']!r}")
    return str(told["path"]), str(told["sha256"]), str(told["copy_sha256"])
