"""Is a watch right about what happened, and polite? ``python -m bench.watch [OFFERS] [DAYS] [KILLS]``.

Five sites of the test market, each with its walls, bursts and soft 404s, are watched day by day on a simulated
calendar, each round a process of its own. What it says is held against what really happened; how it asked, against the
server's own log. Then the same days are watched again by processes that are killed (SIGKILL) at random moments and
started again: the results must be the same bytes.

What counts: an ad that everybody may read. An edit must be found at the next look that the plan has for it (days 1, 3,
7, 14 after the first); several edits between two looks are one. An event is right if it really happened within the
interval that it states; a re-post or a move also names the right earlier ad. Walls are no excuse.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import yaml

from lycaon.learn.market import CHARACTERS, Market, Offer, Seen, Story, plan_of, tell
from lycaon.values.codec import from_json
from lycaon.watch.events import Event

PAUSE_S = 0.02
"""Of training hosts. On the public web the charter asks for a second at least, which would make a day of this bench of
two minutes one of half an hour and prove the same."""
LOOKS = (0, 1, 3, 7, 14, 30, 90)
RESULTS = ("events.jsonl", "findings.jsonl", "listings.jsonl", "removals.csv", "health.csv")
_RUN = "from lycaon.cli import main; main()"


@dataclass
class Score:
    """How an answer compares with the truth, by kind of event."""

    expected: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    said: Counter[str] = field(default_factory=Counter[str])
    right: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])

    @property
    def recall(self) -> float:
        """Share found of what must be found."""
        return self.found.total() / max(1, self.expected.total())

    @property
    def precision(self) -> float:
        """Share right of what is said."""
        return self.right.total() / max(1, self.said.total())


def read_events(folder: Path) -> list[Event]:
    return [from_json(line, Event) for line in (folder / "events.jsonl").read_bytes().splitlines()]


def judged(story: Story, events: Sequence[Event]) -> Score:
    """Hold events against what really happened."""
    score = Score()
    by_ad: dict[tuple[str, str], list[tuple[int, int, Event]]] = defaultdict(list)
    for event in events:
        day = _day(story, event.at)
        after = _day(story, event.after) if event.after else -1
        by_ad[event.kind, event.ad].append((after, day, event))
    truth: dict[tuple[str, str], list[int]] = defaultdict(list)
    of = {offer.key: offer.of for offer in story.offers}
    for told in story.truth():
        truth[told.kind, f"{told.site}:{told.ad}"].append(told.day)
    for (kind, ad), stated in by_ad.items():
        for after, day, event in stated:
            score.said[kind] += 1
            is_right = any(after < true <= day for true in truth[kind, ad]) and (not event.of or event.of == of.get(ad))
            score.right[kind] += is_right
            if not is_right:
                score.faults.append(
                    f"wrong: {kind} {ad} ({after}, {day}] of {event.of!r}; really {truth[kind, ad]} of {of.get(ad)!r}"
                )
    for kind, ad, days in expected(story):
        score.expected[kind] += 1
        hit = any(after < true <= day for after, day, _ in by_ad[kind, ad] for true in days)
        if kind in {"reposted", "moved"}:
            hit = any(event.of == of[ad] for _, _, event in by_ad[kind, ad])
        score.found[kind] += hit
        if not hit:
            score.faults.append(f"missed: {kind} {ad} on {days}")
    return score


def _day(story: Story, at: object) -> int:
    return (at.date() - story.date_of(0)).days  # type: ignore[attr-defined]


def expected(story: Story) -> Iterator[tuple[str, str, list[int]]]:
    """Yield what a watch must find: kind, ad, the days on which it really happened."""
    readable = {offer.key: offer for offer in story.offers if offer.readable}
    for key, offer in readable.items():
        yield "new", key, [offer.since]
        if offer.until is not None:
            yield "gone", key, [offer.until]
        if offer.of in readable:
            yield ("moved" if offer.moved else "reposted"), key, [offer.since]
        for days in _edits(offer, story.days):
            yield "edited", key, days


def _edits(offer: Offer, days: int) -> Iterator[list[int]]:
    looks = [day for look in LOOKS if (day := offer.since + look) < days and offer.is_up(day)]
    for before, after in pairwise(looks):
        edited = [version.since for version in offer.versions[1:] if before < version.since <= after]
        if edited:
            yield edited


@dataclass(frozen=True)
class Manners:
    """How a watch behaved, by the server's own log."""

    requests: int
    shortest_s: dict[str, float]
    """shortest time between the end of an answer and the next request, by site"""
    too_soon: int
    forbidden: int
    """requests for what robots.txt keeps everybody from"""
    unnamed: int
    """requests without our name and address"""


def manners(story: Story, log: Sequence[Seen], pause_s: float) -> Manners:
    shortest: dict[str, float] = {}
    too_soon = 0
    for site in story.sites:
        seen = sorted((one for one in log if one.site == site.name), key=lambda one: one.came)
        gaps = [after.came - before.answered for before, after in pairwise(seen)]
        shortest[site.name] = min(gaps, default=0)
        too_soon += sum(gap < max(pause_s, site.crawl_delay_s) for gap in gaps)
    return Manners(
        len(log),
        shortest,
        too_soon,
        sum(one.path.startswith(("/reserved", "/login")) for one in log),
        sum("lycaon/" not in one.agent or "training@lycaon.example" not in one.agent for one in log),
    )


def write_plan(story: Story, market: Market, folder: Path, pause_s: float = PAUSE_S) -> Path:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(plan_of(story, market.hosts, pause_s=pause_s)))
    return path


class Running(Protocol):
    """A round at work in a process of its own."""

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        ...

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        ...

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        ...


Begin = Callable[[Path, Path, Story, int], Running]


def begin(plan: Path, out: Path, story: Story, day: int) -> Running:
    """Begin the round of a day, as a person would."""
    hour = f"{story.date_of(day)}T06:00Z"
    call = [sys.executable, "-c", _RUN, "watch", str(plan), "--out", str(out), "--now", hour, "--quiet"]
    return subprocess.Popen(call)


def watch_days(story: Story, market: Market, plan: Path, out: Path, begin: Begin = begin) -> list[int]:
    """Watch all days; return how many requests each took."""
    requests: list[int] = []
    for day in range(story.days):
        market.day, before = day, len(market.log)
        _finish(begin(plan, out, story, day))
        requests.append(len(market.log) - before)
    return requests


def watch_killed(
    story: Story,
    market: Market,
    plan: Path,
    out: Path,
    requests: Sequence[int],
    kills: int,
    seed: int = 1,
    begin: Begin = begin,
) -> int:
    """Watch all days, killed at random moments; return how many kills met a living process."""
    chance, met = random.Random(seed), 0
    on = Counter(chance.randrange(story.days) for _ in range(kills))
    for day in range(story.days):
        market.day = day
        before = len(market.log)
        for after in sorted(chance.randint(0, requests[day]) for _ in range(on[day])):
            met += _killed(begin(plan, out, story, day), market, before + after, chance)
        _finish(begin(plan, out, story, day))
    return met


def _finish(running: Running) -> None:
    if (code := running.wait()) != 0:
        raise RuntimeError(f"a round ended with {code}")


def _killed(process: Running, market: Market, after: int, chance: random.Random) -> bool:
    """Kill a round when the market has seen so many requests, or a moment later: it reads, links, scans, writes."""
    while process.poll() is None and len(market.log) < after:
        time.sleep(0.005)
    deadline = time.monotonic() + chance.choice((0.0, 0.05, 0.5, 2.0)) * chance.random()
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    if process.poll() is not None:
        return False
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return True


def same_results(one: Path, other: Path) -> list[str]:
    """Return the names of results that differ."""
    return [name for name in RESULTS if (one / name).read_bytes() != (other / name).read_bytes()]


def main(offers: int = 2_000, days: int = 14, kills: int = 30) -> int:
    story = tell(CHARACTERS[:5], offers=offers, days=days)
    with tempfile.TemporaryDirectory() as name, Market(story) as market:
        folder = Path(name)
        plan = write_plan(story, market, folder)
        start = time.perf_counter()
        requests = watch_days(story, market, plan, folder / "out")
        spent = time.perf_counter() - start
        score = judged(story, read_events(folder / "out"))
        _print(story, score, manners(story, market.log, PAUSE_S), spent)
        market.log.clear()
        met = watch_killed(story, market, plan, folder / "killed", requests, kills)
        differ = same_results(folder / "out", folder / "killed")
        held = manners(story, market.log, PAUSE_S)
        print(f"killed {met} times: results that differ: {', '.join(differ) or 'none'}; {held.requests:,} requests, "
              f"{held.too_soon} too soon, {held.forbidden} forbidden")  # fmt: skip
    return 0 if score.recall >= 0.99 and score.precision >= 0.99 and not differ and not held.too_soon else 1


def _print(story: Story, score: Score, held: Manners, spent: float) -> None:
    print(f"{len(story.offers):,} ads on {len(story.sites)} sites, {story.days} days in {spent:.0f} s")
    print("kind       must be found  found          said  right")
    for kind in ("new", "edited", "gone", "reposted", "moved", "returned"):
        found = (
            f"{score.found[kind]:>6} {score.found[kind] / score.expected[kind]:>7.2%}" if score.expected[kind] else ""
        )
        print(f"{kind:<10} {score.expected[kind]:>13} {found:>14} {score.said[kind]:>9} {score.right[kind]:>6}")
    print(
        f"all        {score.expected.total():>13} {score.found.total():>6} {score.recall:>7.2%} {score.said.total():>9} {score.right.total():>6}  {score.precision:.2%} of what is said is right"
    )
    for fault in score.faults[:12]:
        print(f"  {fault}")
    print(f"{held.requests:,} requests by the server's log; sooner than {PAUSE_S:g} s (or Crawl-delay) after an answer: {held.too_soon}; "
          f"where robots.txt forbids: {held.forbidden}; without our name: {held.unnamed}")  # fmt: skip
    print("shortest pause, ms: " + ", ".join(f"{site} {gap * 1000:.1f}" for site, gap in held.shortest_s.items()))


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
