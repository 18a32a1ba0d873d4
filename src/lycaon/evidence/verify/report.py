"""What checking a bundle brings: findings, each one thing that holds, fails or cannot be known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography import x509


class Level(StrEnum):
    """What a finding says."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"
    """cannot be known from the bundle, or not from what the checker was given"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer; ``code`` is stable, ``where`` a path in the bundle or the id of a capture."""

    level: Level
    code: str
    where: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the checker got from elsewhere, and so not from a forger."""

    key: str = ""
    """fingerprint of the sender's key, 64 digits; "" where it is not known"""
    roots: Sequence[x509.Certificate] = field(default_factory=tuple[x509.Certificate, ...])
    """roots of time-stamp authorities"""


class Verdict(StrEnum):
    """All findings in one word."""

    BROKEN = "broken"
    """something fails"""
    WHOLE = "whole"
    """nothing fails within the bundle, but nothing from outside vouches for it"""
    ANCHORED = "anchored"
    """nothing fails, the key is the sender's, and an authority that the checker trusts saw it in time"""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about one bundle."""

    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What fails."""
        return tuple(finding for finding in self.findings if finding.level is Level.FAILS)

    @property
    def verdict(self) -> Verdict:
        """The findings in one word."""
        if self.failures:
            return Verdict.BROKEN
        codes = {finding.code for finding in self.findings if finding.level is Level.HOLDS}
        return Verdict.ANCHORED if {"key.known", "stamp.trusted"} <= codes else Verdict.WHOLE


def holds(code: str, where: str, words: str) -> Finding:
    """Return a finding that something holds."""
    return Finding(Level.HOLDS, code, printable(where), printable(words))


def fails(code: str, where: str, words: str) -> Finding:
    """Return a finding that something fails."""
    return Finding(Level.FAILS, code, printable(where), printable(words))


def unknown(code: str, where: str, words: str) -> Finding:
    """Return a finding that something cannot be known."""
    return Finding(Level.UNKNOWN, code, printable(where), printable(words))


def printable(words: str) -> str:
    r"""Return words that no terminal obeys: a forger chooses names of files, and they are shown to the checker.

    >>> printable("a\x1b[2Jb\udcff")
    'a\\x1b[2Jb\\udcff'
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in words)
