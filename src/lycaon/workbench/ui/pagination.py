"""Pages of a long list, by place and not by number: a row that is added or leaves moves no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Generic[T]):
    """The rows between two places of an ordered list. A place is opaque to whoever reads it."""

    items: Sequence[T]
    before: str = ""
    """Place to ask for the rows before these; empty at the start."""
    after: str = ""
    """Place to ask for the rows after these; empty at the end."""
    total: int | None = None
    """How many there are, where that is known without counting for long."""


def window(rows: Sequence[T], places: Sequence[str], *, size: int, first: bool, total: int | None = None) -> Window[T]:
    """Return the first ``size`` of ``rows``; that there are more shows in one row too many.

    Args:
        rows: at most ``size + 1``, in order.
        places: the place of each row, for the next request.
        size: how many are shown.
        first: whether the list begins with these.
        total: as in :class:`Window`.

    >>> window("abc", "123", size=2, first=True).after
    '2'
    """
    shown = rows[:size]
    return Window(
        items=shown,
        before="" if first or not shown else places[0],
        after=places[size - 1] if len(rows) > size else "",
        total=total,
    )
