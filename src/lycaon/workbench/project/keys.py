"""Keys that an installation makes for itself, once, and keeps where only its own account can read them."""

import os
import secrets
from pathlib import Path

from lycaon.errors import SetupError


def kept_key(home: Path, name: str) -> str:
    """Return the key ``name`` of the installation in ``home``; make it at the first call.

    Raises:
        SetupError: others on this machine could read it, or it cannot be kept.
    """
    path = home / "keys" / name
    try:
        return _read(path) if path.exists() else _make(path)
    except OSError as error:
        raise SetupError(
            f"{path}: the key cannot be kept ({error.strerror}); LYCAON_HOME names another folder"
        ) from error


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise SetupError(f"{path}: others on this machine may read this key; chmod 600 mends it")
    return path.read_text("ascii").strip()


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    key = secrets.token_urlsafe(48)
    # Whoever comes first writes it: two processes that start together must not each have a key of their own.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(key + "\n")
    return key
