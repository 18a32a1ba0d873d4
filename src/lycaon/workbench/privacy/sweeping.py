"""Forgetting what is over: the retention job, and its proof."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.privacy.models import Hold, Period, Sweeping
from lycaon.workbench.privacy.verbs import SWEEP
from lycaon.workbench.record.events import write
from lycaon.workbench.record.retention import Sweep

_AT_ONCE = 500
READS_KEPT_DAYS = 730
"""The read log; the database itself refuses to forget anything younger."""


def sweeps() -> list[Sweep]:
    """Return what every app says it keeps: the ``SWEEPS`` of its ``retention.py``."""
    found: list[Sweep] = []
    for app in apps.get_app_configs():
        if app.name.startswith("lycaon.workbench.") and find_spec(f"{app.name}.retention"):
            found += getattr(import_module(f"{app.name}.retention"), "SWEEPS", ())
    return found


def periods() -> Mapping[str, int]:
    """Return for how many days each kind of thing is kept here."""
    own = dict(Period.objects.values_list("sweep", "days"))
    return {sweep.name: own.get(sweep.name, sweep.days) for sweep in sweeps()}


def sweep_all(actor: Actor, *, now: datetime | None = None) -> list[Sweeping]:
    """Forget everything that is over; return the proofs. Doing it twice forgets nothing twice."""
    at, kept_for = now or timezone.now(), periods()
    proofs = [_sweep(actor, sweep, kept_for[sweep.name], at) for sweep in sweeps()]
    return [*proofs, _forget_reads(actor, at)]


@action(SWEEP)
def _sweep(actor: Actor, sweep: Sweep, days: int, at: datetime) -> Sweeping:
    before = at - timedelta(days=days)
    holds = set(Hold.objects.filter(lifted_at=None).values_list("object_kind", "object_id"))
    names: list[str] = []
    held = 0
    for some in _batches(sweep.due(before)):
        free = [row for row in some if holds.isdisjoint(sweep.held_as(row))]
        held += len(some) - len(free)
        names += [sweep.name_of(row) for row in free]
        sweep.forget(free)
    return _proof(actor, sweep.name, days, before, names, held=held, left=sweep.due(before).count() - held)


@action(SWEEP)
def _forget_reads(actor: Actor, at: datetime) -> Sweeping:
    before = min(at, timezone.now()) - timedelta(days=READS_KEPT_DAYS)  # the database counts from its own clock
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_forget_reads(%s)", [before])
        row = cursor.fetchone()
    return _proof(actor, "read_log", READS_KEPT_DAYS, before, [], forgotten=row[0] if row else 0)


def _proof(
    actor: Actor,
    name: str,
    days: int,
    before: datetime,
    names: Sequence[str],
    *,
    held: int = 0,
    left: int = 0,
    forgotten: int | None = None,
) -> Sweeping:
    digest = hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
    proof = Sweeping.objects.create(
        sweep=name,
        days=days,
        before=before,
        forgotten=len(names) if forgotten is None else forgotten,
        held=held,
        left=left,
        digest=digest,
    )
    data = {"sweep": name, "forgotten": proof.forgotten, "held": held, "left": left, "sha256": digest}
    write(actor, SWEEP, proof, data=data)
    return proof


def _batches(rows: models.QuerySet[models.Model]) -> Iterable[list[models.Model]]:
    """Yield rows in the order of their numbers, by place: what is held must not come again."""
    last = None
    while True:
        some = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:_AT_ONCE])
        if not some:
            return
        last = some[-1].pk
        yield some
