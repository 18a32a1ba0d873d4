"""What the screens of triage read. Nothing here writes; every query is bounded, whatever the size of the queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from statistics import median

from django.db.models import Q, QuerySet
from django.utils import timezone

from lycaon.survey.estimates.kappa import kappa_of
from lycaon.workbench.offers.access import offers_for
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.triage.models import Decision, Lock, Second

SHOWN = 12
"""Rows of the queue beside the text."""
COUNTED = 1000
"""The queue is counted up to here; beyond, "more than a thousand" is all that anybody needs."""
LOOKED_AT = 200
"""Latest decisions from which the median of seconds is taken."""


def queue(actor: Actor) -> QuerySet[Offer]:
    """Return the offers that wait, in the order of the queue."""
    return offers_for(actor).filter(state=State.NEW).order_by("-priority", "id")


def seconds_for(actor: Actor) -> QuerySet[Offer]:
    """Return the offers that wait for a second decision, by somebody who did not make the first."""
    waiting = Second.objects.filter(second=None).exclude(first__by=actor.person).values("offer")
    return offers_for(actor).filter(pk__in=waiting).order_by("-priority", "id")


def unlocked(offers: QuerySet[Offer], actor: Actor, at: datetime) -> QuerySet[Offer]:
    """Return offers that nobody else looks at now."""
    held = Lock.objects.filter(until__gt=at).exclude(by=actor.person).values("offer")
    return offers.exclude(pk__in=held)


def upcoming(actor: Actor, *, first: Offer | None = None, at: datetime | None = None) -> list[Offer]:
    """Return the next rows of the queue: what waits, and second looks among them where they would stand anyway.

    A second look is not marked: who makes it must not know.

    Args:
        actor: whose queue it is.
        first: the offer on the screen, which stands first.
        at: now, unless said.
    """
    now = at or timezone.now()
    # Both heaps are read to the length of the page only, by an index in their order.
    rows = [
        *unlocked(queue(actor), actor, now).select_related("site")[: SHOWN + 1],
        *unlocked(seconds_for(actor), actor, now).select_related("site")[: SHOWN + 1],
    ]
    rows.sort(key=lambda offer: (-offer.priority, offer.pk))
    if first is not None:
        after = (-first.priority, first.pk)
        rows = [offer for offer in rows if offer.pk != first.pk]
        later = [offer for offer in rows if (-offer.priority, offer.pk) > after]
        earlier = [offer for offer in rows if (-offer.priority, offer.pk) < after]
        rows = [first, *later, *earlier]
    return list(islice(rows, SHOWN))


def next_after(actor: Actor, offer: Offer | None = None, *, at: datetime | None = None) -> Offer | None:
    """Return the offer that comes next, or None where nothing waits."""
    now = at or timezone.now()
    found: list[Offer] = []
    for heap in (unlocked(queue(actor), actor, now), unlocked(seconds_for(actor), actor, now)):
        if offer is not None:
            later = heap.filter(Q(priority__lt=offer.priority) | Q(priority=offer.priority, pk__gt=offer.pk)).first()
            found.extend([later] if later else [])
        if offer is None or not found:
            first = heap.exclude(pk=offer.pk).first() if offer is not None else heap.first()
            found.extend([first] if first else [])
    if not found:
        return None
    if offer is None:
        return min(found, key=lambda one: (-one.priority, one.pk))
    after = (-offer.priority, offer.pk)
    return min(found, key=lambda one: ((-one.priority, one.pk) <= after, -one.priority, one.pk))


def how_many(actor: Actor) -> int:
    """Return how many offers wait, counted up to a thousand and one."""
    return queue(actor).order_by()[: COUNTED + 1].count()


@dataclass(frozen=True, slots=True)
class Pace:
    """How the work goes: of the house, never of one person against another."""

    today: int
    median_seconds: float | None


def pace(actor: Actor, at: datetime | None = None) -> Pace:
    """Return how many offers the person decided today and the median of seconds of the house's latest decisions."""
    now = at or timezone.now()
    since = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    own = Decision.objects.filter(by=actor.person, at__gte=since, undone_at=None)
    latest = (
        Decision.objects.filter(organisation=actor.organisation, with_offer=None, undone_at=None)
        .order_by("-at")
        .values_list("seconds", flat=True)[:LOOKED_AT]
    )
    times = [seconds for seconds in latest if seconds is not None]
    return Pace(own.count(), median(times) if times else None)


def undoable(actor: Actor, within: timedelta, at: datetime | None = None) -> Decision | None:
    """Return the person's latest decision, where it can still be taken back."""
    now = at or timezone.now()
    return (
        Decision.objects.filter(by=actor.person, undone_at=None, with_offer=None, at__gte=now - within)
        .select_related("offer")
        .order_by("-at", "-pk")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two persons decided alike, beyond chance."""

    pairs: int
    alike: int
    kappa: float | None
    """Cohen's kappa; None where one of the two always said the same."""


def agreement(actor: Actor, most: int = 5000) -> Agreement:
    """Return the agreement of first and second decisions of the house."""
    pairs = list(
        Second.objects.filter(organisation=actor.organisation)
        .exclude(second=None)
        .order_by("-pk")
        .values_list("first__choice", "second__choice")[:most]
    )
    return Agreement(len(pairs), sum(a == b for a, b in pairs), kappa_of(pairs))
