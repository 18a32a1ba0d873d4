"""One form for one value: canonical JSON and the hashes of it.

Keys sorted, no spaces, UTF-8, whole numbers and words only: for such values this is RFC 8785, and any
language's JSON library can repeat it.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from lycaon.errors import EvidenceError

T = TypeVar("T")

NOTHING = "0" * 64
"""What stands where a hash would, when there is nothing before."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def canonical(value: object) -> bytes:
    """Return the canonical JSON of a value.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    return _ENCODER.encode(value)


def uncanonical(data: bytes, kind: type[T], where: str) -> T:
    """Read a value back, and make sure that its bytes are the canonical ones.

    Raises:
        EvidenceError: no such value, or written in another form (which could hide a second reading).
    """
    try:
        value = msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EvidenceError(f"{where}: not a {kind.__name__} ({error})") from error
    if canonical(value) != data:
        raise EvidenceError(f"{where}: a {kind.__name__}, but not in canonical JSON: it was written by something else")
    return value


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_digest(words: str) -> bool:
    """Tell whether words are a SHA-256 in lower-case hexadecimal digits.

    >>> is_digest(NOTHING), is_digest("../" * 21 + "x")
    (True, False)
    """
    return _DIGEST.fullmatch(words) is not None


def whole_seconds(moment: datetime) -> datetime:
    """Return a moment in UTC without fractions, as a log line shows it."""
    return moment.astimezone(UTC).replace(microsecond=0)
