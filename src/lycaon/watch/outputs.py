"""The results of a watch: events, findings, health, what was asked and refused. Each file is whole or not there."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from lycaon.scan.parts import write_aside
from lycaon.values.codec import to_json
from lycaon.watch.events import Event, EventKind
from lycaon.watch.state import State
from lycaon.watch.visits import Known


def write_results(state: State, folder: Path) -> None:
    """Write all results of a watch. They follow from its memory alone: written twice they are the same bytes."""
    ads, events = state.ads(), state.events()
    write_aside(folder / "events.jsonl", b"".join(to_json(event) + b"\n" for event in events))
    write_aside(folder / "findings.jsonl", "".join(f"{row}\n" for row in state.findings()).encode())
    write_aside(folder / "listings.jsonl", b"".join(to_json(ad.listing) + b"\n" for ad in ads if ad.listing))
    write_aside(folder / "removals.csv", _removals(ads, events))
    write_aside(folder / "health.csv", _health(state))
    write_aside(folder / "charter.csv", _table(("round", "site", "kind", "what", "sign"), state.notes()))
    write_aside(folder / "captures.csv", _table(("ad", "capture"), sorted(state.captures().items())))


def _removals(ads: Sequence[Known], events: Sequence[Event]) -> bytes:
    """Time to removal, as an interval of hours since the ad was first listed; open at the end while it is up."""
    rows: list[tuple[object, ...]] = []
    gone = {event.ad: event for event in events if event.kind is EventKind.GONE}
    for ad in ads:
        if ad.first_read is None:
            continue
        event = gone.get(ad.id) if ad.gone else None
        up = event.after if event and event.after else ad.last_known_up
        least = (up - ad.first_listed).total_seconds() / 3600
        most = f"{(event.at - ad.first_listed).total_seconds() / 3600:.1f}" if event else ""
        rows.append((ad.id, ad.site, ad.first_listed.isoformat(), f"{least:.1f}", most, event.sign if event else ""))
    head = ("ad", "site", "first_listed", "up_at_least_hours", "gone_after_at_most_hours", "sign")
    return _table(head, rows)


def _health(state: State) -> bytes:
    """One row a round and site: lists read to their end, pages by health."""
    looks: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for look in state.looks():
        looks[look.round, look.site][look.health] = look.number
    walks: dict[tuple[int, str], list[bool]] = defaultdict(list)
    signs: dict[tuple[int, str], set[str]] = defaultdict(set)
    for number, walk in state.walks():
        walks[number, walk.site].append(walk.is_complete)
        signs[number, walk.site] |= {walk.sign} - {""}
    kinds = sorted({kind for found in looks.values() for kind in found} - {"healthy", "gone"})
    rounds = state.rounds()
    rows = [
        (
            number, rounds[number].isoformat(), site, f"{sum(walks[number, site])}/{len(walks[number, site])}",
            "; ".join(sorted(signs[number, site])), sum(looks[number, site].values()),
            *(looks[number, site].get(kind, 0) for kind in ("healthy", "gone", *kinds)),
        )
        for number, site in sorted({*looks, *walks})
    ]  # fmt: skip
    return _table(("round", "at", "site", "lists_whole", "lists_broken", "pages", "healthy", "gone", *kinds), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_harmless(str(cell)) for cell in row] for row in rows)
    return written.getvalue().encode()


def _harmless(cell: str) -> str:
    # What a site wrote must not run as a formula where the table is opened.
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def summary(folder: Path) -> dict[str, int]:
    """Return how many events of each kind stand in the results."""
    counts = dict.fromkeys(EventKind, 0)
    with (folder / "events.jsonl").open("rb") as stream:
        for line in stream:
            counts[EventKind(json.loads(line)["kind"])] += 1
    return {kind.value: number for kind, number in counts.items()}
