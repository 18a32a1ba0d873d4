"""What happened to the standing of a taxon over time, change by change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lycaon.values.taxonomy import Instrument, Protection, Standing, Taxon

_MOST_TOLD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From one day on a taxon stands elsewhere. Levels are sorted; None stands for: not in the instrument."""

    instrument: Instrument
    on: date
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]
    on_or_before: bool = False
    """The day is an upper bound: the change may be older."""
    through: str = ""
    """The taxon above that brought the change, where it was not the taxon's own row."""


class Standings(Protocol):
    """What of a catalogue is needed to tell a history."""

    def lineage(self, taxon_id: str) -> tuple[Taxon, ...]:
        """The taxon itself first."""
        ...

    def descendants(self, taxon_id: str, rank: str | None = None) -> tuple[Taxon, ...]:
        """All taxa below."""
        ...

    def protections(self, taxon_id: str, instrument: Instrument | None = None) -> tuple[Protection, ...]:
        """Its own rows."""
        ...

    def standings(
        self, taxon_id: str, instrument: Instrument, on: date, *, origin: frozenset[str] = frozenset()
    ) -> tuple[Standing, ...]:
        """Where it stands on a day."""
        ...


def history(catalogue: Standings, taxon_id: str, instrument: Instrument) -> Iterator[Change]:
    """Yield the changes of a taxon's levels in one instrument, the oldest first.

    Only days on which a row of the taxon, or of one above or below it, begins or ends can change anything.
    Of a group of more than 500 taxa nothing is told: its members have histories, it has none.
    """
    if len(catalogue.descendants(taxon_id)) > _MOST_TOLD:
        return
    before: tuple[str | None, ...] = (None,)
    for day in _turns(catalogue, taxon_id, instrument):
        branches = catalogue.standings(taxon_id, instrument, day)
        after = levels(branches)
        if after != before:
            rows = [row for branch in branches for row in branch.protections if row.valid_from == day]
            yield Change(
                instrument=instrument,
                on=day,
                before=before,
                after=after,
                on_or_before=any(row.from_is_upper_bound for row in rows),
                through=_through(catalogue, taxon_id, rows),
            )
        before = after


def levels(branches: Sequence[Standing]) -> tuple[str | None, ...]:
    """The levels of all branches, each once: sorted, what is not in the instrument last."""
    found = {branch.level for branch in branches}
    return tuple(sorted(found, key=lambda level: (level is None, level or "")))


def _turns(catalogue: Standings, taxon_id: str, instrument: Instrument) -> list[date]:
    days: set[date] = set()
    for taxon in (*catalogue.lineage(taxon_id), *catalogue.descendants(taxon_id)):
        for row in catalogue.protections(taxon.id, instrument):
            days.add(row.valid_from)
            if row.valid_to:
                days.add(row.valid_to)
    return sorted(days)


def _through(catalogue: Standings, taxon_id: str, rows: Sequence[Protection]) -> str:
    if not rows or any(row.taxon_id == taxon_id for row in rows):
        return ""
    names = {taxon.id: taxon.scientific_name for taxon in catalogue.lineage(taxon_id)}
    return names.get(rows[0].taxon_id, "")
