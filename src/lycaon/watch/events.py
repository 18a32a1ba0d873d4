"""What a watch finds: events, each with the interval in which it happened."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened to an ad, as far as can be seen from outside."""

    NEW = "new"
    EDITED = "edited"
    GONE = "gone"
    RETURNED = "returned"
    REPOSTED = "reposted"
    """the same offer again, under another number, on the same site"""
    MOVED = "moved"
    """the same offer again on another site"""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a listing that changed."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened between ``after`` and ``at``.

    For a removal ``after`` is when the ad was last known to be up, and ``at`` when it was first seen gone: the time to
    removal is an interval, never a moment.
    """

    kind: EventKind
    ad: str
    """``site:number``, as the listing's id"""
    site: str
    url: str
    at: datetime
    """when it was seen; UTC"""
    after: datetime | None
    """when it was last seen otherwise; None where nobody had looked before"""
    sign: str = ""
    """what a removal rests on: the status, or the words of the page"""
    changes: tuple[Change, ...] = ()
    of: str = ""
    """the earlier ad, of one that was posted again or moved"""
    likeness: float | None = None
    """0 to 1, see :class:`lycaon.link.Likeness`; not a probability"""
    grounds: tuple[str, ...] = ()
