"""How much was looked at: without it a count says nothing about trade."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lycaon.survey.codebook import Effort, State
from lycaon.survey.plan import Frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEffort:
    """The work on one site."""

    site: str
    days: int
    """Dates on which it was observed."""
    minutes: float
    pages: int
    errors: int
    last: date | None
    vanished: bool


def by_site(rows: Sequence[Effort]) -> dict[str, SiteEffort]:
    """Return the work on each site; a day on which a site refused or was gone is no observed day."""
    found: dict[str, list[Effort]] = defaultdict(list)
    for row in rows:
        found[row.site].append(row)
    return {site: _sum(site, each) for site, each in sorted(found.items())}


def _sum(site: str, rows: Sequence[Effort]) -> SiteEffort:
    seen = [row for row in rows if row.state is State.OBSERVED]
    latest = max(rows, key=lambda row: row.on)
    return SiteEffort(
        site=site,
        days=len({row.on for row in seen}),
        minutes=sum(row.minutes for row in seen),
        pages=sum(row.pages for row in seen),
        errors=sum(row.errors for row in rows),
        last=max((row.on for row in seen), default=None),
        vanished=latest.state is State.VANISHED,
    )


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the work that a reader of the figures must know; ``code`` is worded at the edge."""

    code: str
    site: str = ""
    on: date | None = None
    figure: float = 0.0


def warnings(rows: Sequence[Effort], frozen: Frozen) -> tuple[Warned, ...]:
    """Return what a reader must know: changed keywords, vanished sites, days without work, work outside the period."""
    plan, digest = frozen.plan, frozen.plan.keywords_digest
    found: list[Warned] = []
    changed = sorted({row.on for row in rows if row.keywords and row.keywords != digest})
    if changed:
        found.append(Warned("keywords_changed", on=changed[0], figure=(changed[0] - plan.period.start).days + 1))
    outside = [row for row in rows if not plan.period.holds(row.on)]
    if outside:
        found.append(Warned("outside_period", site=outside[0].site, on=outside[0].on, figure=len(outside)))
    done = by_site(rows)
    for site in plan.chosen:
        work = done.get(site.id)
        if work is None or work.days == 0:
            found.append(Warned("never_observed", site=site.id))
        elif work.vanished:
            found.append(Warned("vanished", site=site.id, on=work.last, figure=work.days))
        elif work.days < plan.period.days:
            found.append(Warned("fewer_days", site=site.id, figure=work.days))
    return tuple(found)


def new_wave_needed(rows: Sequence[Effort], frozen: Frozen) -> date | None:
    """Return the day on which another keyword list was used: what was seen from then on belongs to another wave."""
    return next((one.on for one in warnings(rows, frozen) if one.code == "keywords_changed"), None)
