"""Keys that an installation makes for itself, once."""

import secrets
from pathlib import Path

from lycaon.evidence.kept import kept_secret


def kept_key(home: Path, name: str) -> str:
    """Return the key ``name`` of the installation in ``home``; make it at the first call.

    Raises:
        SetupError: others on this machine could read it, it is empty, or it cannot be kept.
    """
    key = kept_secret(home / "keys" / name, f"{secrets.token_urlsafe(48)}\n".encode)
    return key.decode("ascii").strip()
