"""What an app tells the start page about one person. The apps fill these; the start page only orders them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A clock that runs for somebody."""

    when: datetime | date
    what: str
    """The thing and the act: "Notice 2026-0419: send"."""
    url: str
    next_step: str
    basis: str = ""
    """Law or own rule that set the clock: "DSA art. 16"."""
    is_legal: bool = False
    """Whether law set it; such clocks come before our own of the same day."""
    detail: str = ""
    is_quoted: bool = False
    """Whether ``what`` is in the words of a person, as in a task, and not in ours."""

    @property
    def has_hour(self) -> bool:
        """Whether the clock ends at an hour, and not with a day."""
        return isinstance(self.when, datetime)

    @property
    def moment(self) -> datetime:
        """When it ends; a day ends with its last minute."""
        if isinstance(self.when, datetime):
            return self.when
        return timezone.make_aware(datetime.combine(self.when, time.max))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A heap that somebody works off: offers of one verdict, tips, codes to adjudicate."""

    what: str
    count: int
    url: str
    detail: str = ""
    legality: str = ""
    """Code of a verdict, where the heap is of one; its mark stands before the words."""
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that happened since the person was here, in a sentence."""

    at: datetime
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A long task: how far it is, and where it can be stopped or resumed."""

    what: str
    done: int
    total: int
    detail: str = ""
    url: str = ""
    act: str = ""
    """What the address does: "Stop and keep the place"."""


def by_urgency(clocks: Sequence[Due]) -> list[Due]:
    """Return clocks in the order in which they ask for a person: by day, law before our own rules, then by hour."""
    return sorted(clocks, key=lambda due: (timezone.localtime(due.moment).date(), not due.is_legal, due.moment))
