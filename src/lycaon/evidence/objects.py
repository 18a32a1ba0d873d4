"""Bytes kept under their own hash, written once.

A file is written aside, forced to the disk, made read-only and renamed, in that order: whatever stands under
``objects/`` is whole, whenever the power fails. The same bytes are kept once.
"""

import hashlib
import io
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import is_digest

_BLOCK = 1024 * 1024


def force_folder(folder: Path) -> None:
    """Force a folder's list of names to the disk, so that a rename survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_once(path: Path, data: bytes, *, mode: int = 0o444) -> None:
    """Write a small file whole or not at all.

    Raises:
        EvidenceError: another file stands there already.
    """
    if path.exists():
        if path.read_bytes() == data:
            return
        raise EvidenceError(f"{path}: already written, and with other bytes; what is kept is never overwritten")
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(mode)
        aside.rename(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    force_folder(path.parent)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Objects:
    """A folder of bytes by hash: ``objects/ab/ab12...``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "objects"
        self._aside = folder / "aside"

    def create(self) -> None:
        """Make the folders."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._aside.mkdir(exist_ok=True)

    def path(self, digest: str) -> Path:
        """Return where the bytes of a hash stand, or would stand.

        Raises:
            EvidenceError: it is no SHA-256 (a path of somebody's making, perhaps).
        """
        if not is_digest(digest):
            raise EvidenceError(f"{digest[:80]!r}: not a SHA-256 in 64 lower-case hexadecimal digits")
        return self._folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Tell whether the bytes are kept."""
        return self.path(digest).is_file()

    def put(self, source: BinaryIO) -> str:
        """Keep all bytes of a stream and return their SHA-256. A full disk leaves nothing behind."""
        aside = self._aside / uuid.uuid4().hex
        try:
            digest = _copy(source, aside)
            path = self.path(digest)
            if path.exists():
                aside.unlink()
                return digest
            self._settle(aside, path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        return digest

    def put_bytes(self, data: bytes) -> str:
        """Keep bytes that are already in memory."""
        return self.put(io.BytesIO(data))

    def _settle(self, aside: Path, path: Path) -> None:
        is_new_folder = not path.parent.exists()
        path.parent.mkdir(exist_ok=True)
        aside.chmod(0o444)
        aside.rename(path)
        force_folder(path.parent)
        if is_new_folder:
            force_folder(self._folder)

    def read(self, digest: str) -> bytes:
        """Return kept bytes.

        Raises:
            EvidenceError: they are not there, or no longer the same.
        """
        path = self.path(digest)
        if not path.is_file():
            raise EvidenceError(f"{digest}: not in this store")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise EvidenceError(f"{path}: its bytes were changed after they were kept")
        return data

    def destroy(self, digest: str) -> None:
        """Remove bytes for good; it is no mistake if they are gone already."""
        path = self.path(digest)
        with suppress(FileNotFoundError):
            path.unlink()
            force_folder(path.parent)

    def all(self) -> Iterator[tuple[str, Path]]:
        """Yield (name, path) of everything kept, in the order of the hashes."""
        for folder in sorted(self._folder.iterdir()):
            for path in sorted(folder.iterdir()):
                yield path.name, path

    def clear_aside(self) -> None:
        """Remove what a killed process was still writing. Only while holding the store's lock."""
        for path in self._aside.iterdir():
            path.unlink()


def _copy(source: BinaryIO, aside: Path) -> str:
    hasher = hashlib.sha256()
    with aside.open("xb") as stream:
        while block := source.read(_BLOCK):
            hasher.update(block)
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
    return hasher.hexdigest()


def copy_out(path: Path, target: Path) -> None:
    """Copy a kept file to where it leaves the store."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
