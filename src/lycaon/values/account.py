"""Accounts and what links them: handles on sites, never persons."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """A handle on a site, as published. Who stands behind it, nothing here says."""

    site: str
    handle: str

    def __str__(self) -> str:
        return f"{self.handle} on {self.site}" if self.site else self.handle


class LinkKind(StrEnum):
    """In what two accounts agree."""

    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    MESSENGER = "messenger"
    """a handle of a messenger or of another network, given for contact"""
    CERTIFICATE = "certificate"
    MARK = "mark"
    """the number of a ring or microchip"""
    PICTURE = "picture"
    HANDLE = "handle"
    """the same handle on two sites"""
    WORDS = "words"
    """nearly the same words in an offer"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkGround:
    """One thing that two accounts share, and how much it tells."""

    kind: LinkKind
    value: str
    """What is shared, in its normal form."""
    bits: float
    """What it tells, after damping; see :mod:`lycaon.link.accounts`."""
    shared_by: int
    """Number of accounts that share it: the more, the less it tells."""
    offers: tuple[str, ...] = ()
    """Ids of the listings in which it stands, of both accounts, so that a person can look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLink:
    """Why two accounts appear operated together. A suggestion until a person decides."""

    one: Account
    other: Account
    bits: float
    grounds: tuple[LinkGround, ...]
    """The weightiest first."""
    decided_by: str = ""
    """Who confirmed it; empty where only the engine suggests it."""
