"""Today: what waits for somebody, what is due, what changed, gathered from every app that has something to say.

An app says it in its own ``today.py``; this page only puts the clocks in order and finds the headline.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.ui.today import Change, Due, Running, Waiting, by_urgency

MOST_DUE, MOST_CHANGES = 50, 15
_MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The start page of one person."""

    headline: str
    due: Sequence[Due]
    """The most urgent, at most :data:`MOST_DUE`."""
    due_in_all: int
    waiting: Sequence[Waiting]
    running: Sequence[Running]
    changes: Sequence[Change]
    since: datetime

    @property
    def total_waiting(self) -> int:
        """How many things wait in all heaps together."""
        return sum(heap.count for heap in self.waiting)

    @property
    def knows_oldest(self) -> bool:
        """Whether any heap says since when its oldest thing waits."""
        return any(heap.oldest is not None for heap in self.waiting)


def today(actor: Actor, now: datetime) -> Today:
    """Return what concerns an actor at a moment."""
    since = _since(now)
    clocks = by_urgency(list(_from_all("due", actor)))
    waiting = [heap for heap in _from_all("waiting", actor) if heap.count]
    changes: list[Change] = sorted(_from_all("changed", actor, since), key=lambda change: change.at, reverse=True)
    return Today(
        headline=headline(clocks, waiting, now),
        due=clocks[:MOST_DUE],
        due_in_all=len(clocks),
        waiting=waiting,
        running=list(_from_all("running", actor)),
        changes=changes[:MOST_CHANGES],
        since=since,
    )


def headline(clocks: Sequence[Due], waiting: Sequence[Waiting], now: datetime) -> str:
    """Say in a sentence what matters most: clocks that ran out, clocks that end today, heaps, or that all is done."""
    late = sum(clock.moment < now for clock in clocks)
    soon = sum(clock.moment >= now and _day(clock.moment) == _day(now) for clock in clocks)
    ran_out = ngettext("%(n)d clock has run out", "%(n)d clocks have run out", late) % {"n": late}
    end_today = ngettext("%(n)d clock ends today", "%(n)d clocks end today", soon) % {"n": soon}
    if late and soon:
        return _("%(end_today)s, %(ran_out)s") % {"end_today": end_today, "ran_out": ran_out}
    if late or soon:
        return ran_out if late else end_today
    heap = sum(one.count for one in waiting)
    if heap:
        return ngettext("No clock ends today, %(n)d thing waits", "No clock ends today, %(n)d things wait", heap) % {
            "n": heap
        }
    return _("No clock ends today") if clocks else _("Nothing waits for you")


def _since(now: datetime) -> datetime:
    # Whoever comes on Monday was last here on Friday.
    return now - timedelta(days=3 if timezone.localtime(now).weekday() == _MONDAY else 1)


def _day(moment: datetime) -> object:
    return timezone.localtime(moment).date()


def _from_all(panel: str, *arguments: object) -> Iterator[Any]:
    for module in _modules():
        said = cast("Callable[..., Sequence[Any]] | None", getattr(module, panel, None))
        if said is not None:
            yield from said(*arguments)


@cache
def _modules() -> tuple[ModuleType, ...]:
    ours = [one for one in apps.get_app_configs() if one.name.startswith("lycaon.workbench.")]
    return tuple(
        import_module(f"{one.name}.today")
        for one in ours
        if one.name != "lycaon.workbench.ui" and one.label != "project" and module_has_submodule(one.module, "today")
    )
