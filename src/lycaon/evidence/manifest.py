"""The manifest of a capture: its canonical JSON, whose SHA-256 is the capture's id."""

import re
import unicodedata
from pathlib import Path, PurePosixPath

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import canonical, is_digest, sha256, uncanonical
from lycaon.values.evidence import Capture, CapturedFile

_LONGEST_PATH = 240
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def capture_id(capture: Capture) -> str:
    """Return the id of a capture."""
    return sha256(canonical(capture))


def read_manifest(data: bytes, where: str) -> Capture:
    """Read a manifest, and trust nothing in it.

    Raises:
        EvidenceError: not a manifest; a path that leaves its folder; two files of one name.
    """
    capture = uncanonical(data, Capture, where)
    check_capture(capture, where)
    return capture


def check_capture(capture: Capture, where: str) -> None:
    """Make sure that a capture can be kept and written to any disk.

    Raises:
        EvidenceError: it cannot.
    """
    seen: set[str] = set()
    for file in capture.files:
        check_path(file.path, where)
        if not is_digest(file.sha256) or file.size < 0:
            raise EvidenceError(f"{where}: {file.path!r} has no proper size or SHA-256")
        # Two names that differ in case, or in how an accent is written, are one file on some disks.
        name = unicodedata.normalize("NFC", file.path).casefold()
        if name in seen:
            raise EvidenceError(f"{where}: two files are named {file.path!r}")
        seen.add(name)
    if not capture.files:
        raise EvidenceError(f"{where}: a capture without files")


def check_path(path: str, where: str) -> None:
    """Refuse a path that is not plain, relative and harmless on every system.

    >>> check_path("files/001-page.html", "here")
    >>> check_path("../etc/passwd", "here")
    Traceback (most recent call last):
    lycaon.errors.EvidenceError: here: '../etc/passwd' leaves its folder or is no plain relative path
    """
    parts = path.split("/")
    if (
        not path
        or len(path) > _LONGEST_PATH
        or path.startswith("/")
        or not path.isprintable()  # signs that turn writing round make one ending look like another
        or _CONTROL.search(path)
        or any(part in {"", ".", ".."} or part.endswith((" ", ".")) or _RESERVED.fullmatch(part) for part in parts)
    ):
        raise EvidenceError(f"{where}: {path!r} leaves its folder or is no plain relative path")


def plain_name(name: str) -> str:
    """Return a giver's file name as it can stand on any disk; the name as given stands in the statement.

    >>> plain_name("../Foto: Élan (1).JPG")
    'Foto-lan-1.jpg'
    """
    path = PurePosixPath(name.replace("\\", "/")).name
    stem, dot, suffix = path.rpartition(".")
    stem, suffix = (stem, suffix.lower()) if dot else (path, "")
    kept = re.sub(r"[^A-Za-z0-9_]+", "-", stem).strip("-")[:80] or "file"
    suffix = re.sub(r"[^a-z0-9]", "", suffix)[:10]
    plain = f"{kept}.{suffix}" if suffix else kept
    # Some systems keep a few names for themselves.
    return f"file-{plain}" if _RESERVED.fullmatch(plain) else plain


def find(capture: Capture, path: str) -> CapturedFile:
    """Return one file of a capture by its path.

    Raises:
        EvidenceError: there is none.
    """
    for file in capture.files:
        if file.path == path:
            return file
    raise EvidenceError(f"{path!r}: not in this capture, which holds {', '.join(file.path for file in capture.files)}")


def file_in(folder: Path, file: CapturedFile) -> Path:
    """Return where a file of a capture stands in a folder; refuses links, which could lead elsewhere.

    Raises:
        EvidenceError: it is not there, or a link.
    """
    path = folder / file.path
    for step in (path, *path.parents):
        if step == folder:
            break
        if step.is_symlink():
            raise EvidenceError(f"{path}: a link, where a file was expected")
    if not path.is_file():
        raise EvidenceError(f"{path}: not there, or no plain file")
    return path
