"""Received exhibits: a saved page, an export, a screenshot that somebody hands over.

What is known of them is what the giver says. They are copied byte by byte under plain names, with the giver's
statement beside them, and are never called captured.
"""

import mimetypes
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import whole_seconds
from lycaon.evidence.manifest import plain_name
from lycaon.evidence.objects import digest_of
from lycaon.values.evidence import Acquisition, Capture, CapturedFile, CaptureKind, FileRole

LACKS = ("request_and_answer", "server_certificate", "capture_time")
"""What no received file can show: that a site served these bytes, and when."""


def receive(
    paths: Sequence[Path],
    into: Path,
    *,
    giver: str,
    statement: str,
    reason: str,
    now: datetime,
    tool: str,
    asked_url: str = "",
    order: str = "",
) -> Capture:
    """Copy files into a folder and return the capture that speaks of them.

    Args:
        paths: plain files, in the order in which they were handed over.
        into: an empty folder to copy into.
        giver: who handed them over, as the statement names them.
        statement: where the giver says the files come from, in the giver's words.
        reason: why they are kept.
        now: when they were handed over.
        tool: name and version of what copies them.
        asked_url: the page that the giver says they show.
        order: what asked for it.

    Raises:
        EvidenceError: no giver, no statement, no files, or one that is no plain file.
    """
    if not giver.strip() or not statement.strip():
        raise EvidenceError("a received exhibit needs its giver (--giver) and the giver's statement (--statement)")
    if not paths:
        raise EvidenceError("a received exhibit needs at least one file")
    names = "\n".join(f"{number:03d} {path.name}" for number, path in enumerate(paths, start=1))
    words = into / "statement.txt"
    words.write_text(
        f"Given by: {giver}\n\n{statement.strip()}\n\nFiles, as they were named:\n{names}\n", encoding="utf-8"
    )
    files = [_copied(path, into, number) for number, path in enumerate(paths, start=1)]
    moment = whole_seconds(now)
    return Capture(
        kind=CaptureKind.RECEIVED,
        at=moment,
        until=moment,
        asked_url=asked_url,
        files=(described(into, words, FileRole.STATEMENT, "text/plain;charset=utf-8"), *files),
        acquisition=Acquisition(tool=tool, reason=reason),
        lacks=LACKS,
        giver=giver,
        order=order,
    )


def working_copy(
    paths: Sequence[Path],
    into: Path,
    *,
    original: str,
    removed: str,
    reason: str,
    now: datetime,
    tool: str,
    log: bytes = b"",
) -> Capture:
    """Copy redacted files into a folder and return the capture that speaks of them.

    Args:
        paths: the files, with faces, plates and third parties' data made unreadable by whatever tool is at hand.
        into: an empty folder to copy into.
        original: id of the capture they were made from; it stays as it is.
        removed: the redaction log: what was made unreadable, where, and why.
        reason: what the copy is for.
        now: when it was made.
        tool: name and version of what copies them.
        log: the same for machines, box by box (JSON), where there is one.

    Raises:
        EvidenceError: no redaction log, no files, or one that is no plain file.
    """
    if not removed.strip() or not paths:
        raise EvidenceError("a working copy needs files, and a log of what was made unreadable (--removed)")
    words = into / "redactions.txt"
    words.write_text(f"{removed.strip()}\n", encoding="utf-8")
    logs = [described(into, words, FileRole.REDACTION_LOG, "text/plain;charset=utf-8")]
    if log:
        (into / "redactions.json").write_bytes(log)
        logs.append(described(into, into / "redactions.json", FileRole.REDACTION_LOG, "application/json"))
    files = [_copied(path, into, number) for number, path in enumerate(paths, start=1)]
    moment = whole_seconds(now)
    return Capture(
        kind=CaptureKind.REDACTED,
        at=moment,
        until=moment,
        files=(*logs, *files),
        acquisition=Acquisition(tool=tool, reason=reason),
        made_from=original,
    )


def _copied(path: Path, into: Path, number: int) -> CapturedFile:
    if path.is_symlink() or not path.is_file():
        raise EvidenceError(f"{path}: no plain file; hand over the file itself, or pack a folder into one file")
    target = into / f"{number:03d}-{plain_name(path.name)}"
    shutil.copyfile(path, target)
    media_type = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
    return described(into, target, FileRole.ORIGINAL, media_type)


def described(folder: Path, path: Path, role: FileRole, media_type: str) -> CapturedFile:
    """Return what a manifest says of a file that stands below a folder."""
    return CapturedFile(
        path=path.relative_to(folder).as_posix(),
        role=role,
        media_type=media_type,
        size=path.stat().st_size,
        sha256=digest_of(path),
    )
