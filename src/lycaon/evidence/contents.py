"""What a bundle holds, in one file that the log of the store has signed for.

The ``exported`` event of every capture in a bundle holds the SHA-256 of ``contents.json``; the event stands in the
Merkle tree whose head is signed and stamped. So every byte outside ``custody/`` hangs on one signature.
"""

from dataclasses import dataclass

from lycaon.values.evidence import Moment

FORMAT = 1
GRAPH = "case.jsonld"
"""Where the CASE/UCO graph stands below ``data/``."""
SHORT = 16
"""How many digits of an id name its folder in a bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of the payload, by its path below ``data/``."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a bundle holds but its custody papers, which speak about this file."""

    format: int
    store: str
    made_at: Moment
    made_by: str
    role: str
    recipient: str
    reason: str
    handling: str
    """Traffic Light Protocol label and the like: who may see it"""
    captures: tuple[str, ...]
    files: tuple[Entry, ...]
    verify_txt: str
    """SHA-256 of VERIFY.txt, so that nobody can give other instructions"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That one event of the extract stands in the signed tree."""

    capture: str
    seq: int
    path: tuple[str, ...]
    """hashes, lowest node first (RFC 9162, 2.1.3)"""


def folder_of(capture: str) -> str:
    """Return where a capture stands below ``data/``.

    >>> folder_of("ab" * 32)
    'captures/abababababababab'
    """
    return f"captures/{capture[:SHORT]}"


def custody_of(capture: str) -> str:
    """Return where the custody extract of a capture stands below ``data/``."""
    return f"custody/{capture[:SHORT]}.jsonl"


def wacz_of(capture: str) -> str:
    """Return where the WACZ of a captured page stands below ``data/``."""
    return f"wacz/{capture[:SHORT]}.wacz"
