"""Secrets that are made once and kept where only the account that runs the program can read them."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from lycaon.errors import SetupError


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what the file holds; fill it with what ``make`` returns if it is not there yet.

    Two processes that start together get the same bytes, and neither ever sees a part of them.

    Raises:
        SetupError: others on this machine could read it, it is empty, or it cannot be kept.
    """
    try:
        if not path.exists():
            _write_first(path, make())
        return _read(path)
    except OSError as error:
        raise SetupError(
            f"{path}: the key cannot be kept ({error.strerror}); LYCAON_HOME names another folder"
        ) from error


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise SetupError(f"{path}: others on this machine may read this key; chmod 600 mends it")
    kept = path.read_bytes()
    if not kept.strip():
        raise SetupError(f"{path}: the key is empty; put it back from a backup, or delete the file to get a new key")
    return kept


def _write_first(path: Path, key: bytes) -> None:
    """Put the whole key in place at once; whoever comes second leaves the first one's there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(key)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(aside, path)  # unlike a renaming, this never takes the place of a file that is there
        except FileExistsError:
            return
    finally:
        aside.unlink(missing_ok=True)
