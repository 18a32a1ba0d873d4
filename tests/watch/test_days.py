"""A watch over simulated days: right about what happened, polite by the server's log, the same after kills.

``python -m bench.watch`` does the same with 2,000 offers and 14 days.
"""

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from bench.watch import judged, manners, read_events, same_results, watch_days, watch_killed, write_plan
from tests.collect.site import OFFER, market
from tests.collect.site import Market as Shop
from tests.watch.quick_round import quick_round

from lycaon.evidence.store import Store
from lycaon.learn.market import CHARACTERS, Market, Seen, Story, plan_of, tell
from lycaon.values.codec import from_json
from lycaon.values.evidence import Extracted, FileRole
from lycaon.watch import crawling

PAUSE_S = 0.01
DAYS = 4


def now() -> datetime:
    return datetime.now(UTC)


FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.watch.quick_round"])  # what is slow to import is imported once


@dataclass
class Forked:
    """A round in a process of its own, begun in no time."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int:
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode


def quick(plan: Path, out: Path, story: Story, day: int) -> Forked:
    process = FORKING.Process(target=quick_round, args=(plan, out, f"{story.date_of(day)}T06:00:00+00:00"))
    process.start()
    return Forked(process)


@dataclass
class Watched:
    story: Story
    market: Market
    plan: Path
    out: Path
    requests: list[int]
    log: list[Seen]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watch")
    # More walls than in the measurement, so that each kind is met by few offers.
    more = {"consent": 0.06, "lost": 0.04, "login": 0.08, "reserved": 0.08}
    sites = [
        replace(site, **{habit: share for habit, share in more.items() if getattr(site, habit)})  # type: ignore[arg-type]
        for site in CHARACTERS[:5]
    ]
    story = tell(sites, offers=120, days=DAYS, seed=24)
    with Market(story) as market:
        plan = write_plan(story, market, folder, PAUSE_S)
        requests = watch_days(story, market, plan, folder / "out", quick)
        log, market.log = market.log, []
        yield Watched(story, market, plan, folder / "out", requests, log)


def test_what_is_said_is_what_happened(watched: Watched) -> None:
    score = judged(watched.story, read_events(watched.out))
    assert score.recall >= 0.98, score.faults  # two of a hundred meet a wall on the last day
    assert score.precision == 1, score.faults
    assert {kind for kind, number in score.found.items() if number} >= {"new", "edited", "gone", "reposted", "moved"}


def test_the_server_saw_good_manners(watched: Watched) -> None:
    held = manners(watched.story, watched.log, PAUSE_S)
    assert held.requests > 200
    assert (held.too_soon, held.forbidden, held.unnamed) == (0, 0, 0)
    refused = [line for line in (watched.out / "charter.csv").read_text().splitlines() if ",robots,/reserved/" in line]
    assert refused
    first = {one.site: one.path for one in reversed(watched.log)}
    assert set(first.values()) == {"/robots.txt"}


def test_walls_and_soft_404s_are_not_gone(watched: Watched) -> None:
    health = (watched.out / "health.csv").read_text()
    assert {"captcha", "consent_wall", "soft_404", "login_wall"} <= set(health.splitlines()[0].split(","))
    really = {(f"{told.site}:{told.ad}") for told in watched.story.truth() if told.kind == "gone"}
    assert {event.ad for event in read_events(watched.out) if event.kind == "gone"} <= really


def test_removals_are_intervals(watched: Watched) -> None:
    events = [event for event in read_events(watched.out) if event.kind == "gone"]
    assert events
    assert all(event.after is not None and event.after < event.at and event.sign for event in events)


def test_killed_and_started_again_it_says_the_same(watched: Watched, tmp_path: Path) -> None:
    met = watch_killed(watched.story, watched.market, watched.plan, tmp_path / "out", watched.requests, 4, 3, quick)
    assert met >= 2
    assert same_results(watched.out, tmp_path / "out") == []
    assert manners(watched.story, watched.market.log, PAUSE_S).too_soon == 0


def test_no_page_of_a_site_leads_a_watch_inwards(tmp_path: Path) -> None:
    """The whole way: links and redirects of a hostile site, through Scrapy."""
    inner: list[str] = []

    class Inner(Shop):
        def do_GET(self) -> None:  # noqa: N802
            inner.append(self.path)
            self.answer(200, b"secret")

    class Hostile(Shop):
        leads: ClassVar[list[str]] = []

        def do_GET(self) -> None:  # noqa: N802
            number = self.path.removeprefix("/a/")
            if self.path == "/list":
                links = [f'<a href="/a/{at}">x</a>' for at in range(len(self.leads))]
                links += [
                    f'<a href="{url}#/a/{at}7">y</a><a href="{url}?/a/{at}8">y</a>' for at, url in enumerate(self.leads)
                ]
                self.answer(200, f"<html><body>{OFFER}{''.join(links)}</body></html>".encode())
            elif number.isdigit() and self.leads[int(number)]:
                self.answer(302, b"", Location=self.leads[int(number)])
            else:
                super().do_GET()

    with market(Inner) as secret, market(Hostile) as host:
        Hostile.leads = [
            "", f"http://{secret}/a/1", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd",
            "http://localhost:22/", "data:text/html,hello", "ftp://127.0.0.1/x", "//127.0.0.1:1/x", "http://[::1]/x",
        ]  # fmt: skip
        plan = {
            "name": "hostile", "purpose": "A site that leads inwards", "contact": "watch@office.example",
            "begins": "2026-03-02", "training_hosts": [host],
            "sites": [{"id": "m", "start": [f"http://{host}/list"], "pause_s": 0.01, "profile": {"ad_id": "/a/([0-9]+)"}}],
        }  # fmt: skip
        (tmp_path / "plan.yaml").write_text(yaml.safe_dump(plan))
        process = FORKING.Process(
            target=quick_round, args=(tmp_path / "plan.yaml", tmp_path / "out", "2026-03-02T06:00Z")
        )
        process.start()
        process.join()
    assert process.exitcode == 0
    assert inner == []
    assert [event.ad for event in read_events(tmp_path / "out")] == ["m:0"]
    refused = (tmp_path / "out" / "charter.csv").read_text()
    assert all(words in refused for words in ("169.254.169.254", secret, "localhost:22"))


def faulty(plan: Path, out: Path, hour: str, where: str) -> None:
    """Do a round in which our own code fails on every page of a kind."""

    def fails(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    setattr(crawling, where, fails)
    quick_round(plan, out, hour)


@pytest.mark.parametrize("where", ["read_offer", "read_list"])
def test_a_fault_of_ours_is_written_down_and_ends_nothing(watched: Watched, tmp_path: Path, where: str) -> None:
    hour = f"{watched.story.date_of(0)}T06:00:00+00:00"
    watched.market.day = 0
    for target, names in ((faulty, (where,)), (quick_round, ())):
        hour = f"{watched.story.date_of(watched.market.day)}T06:00:00+00:00"
        process = FORKING.Process(target=target, args=(watched.plan, tmp_path, hour, *names))
        process.start()
        process.join()
        assert process.exitcode == 0
        watched.market.day += 1
    charter = (tmp_path / "charter.csv").read_text()
    assert ",fault,http" in charter
    assert "RuntimeError" in charter
    # The next round makes up for it.
    found = {event.ad for event in read_events(tmp_path) if event.kind == "new"}
    assert len(found) > 30


def test_a_round_that_is_done_is_not_due(watched: Watched) -> None:
    before = len(watched.market.log)
    assert quick(watched.plan, watched.out, watched.story, DAYS - 1).wait() == 0
    assert len(watched.market.log) == before


def test_candidates_are_captured_within_the_charter(tmp_path: Path) -> None:
    """The whole way: the command, the engine, the evidence store."""
    story = tell(CHARACTERS[4:5], offers=40, days=2, seed=2)
    Store.create(tmp_path / "store", now).close()
    with Market(story) as market:
        plan = plan_of(story, market.hosts, pause_s=0.01)
        plan["evidence"] = {"store": "store", "actor": "A. Analyst"}
        (tmp_path / "plan.yaml").write_text(yaml.safe_dump(plan))
        call = [sys.executable, "-c", "from lycaon.cli import main; main()", "watch", str(tmp_path / "plan.yaml"),
                "--out", str(tmp_path / "out"), "--now", f"{story.date_of(0)}T06:00Z"]  # fmt: skip
        done = subprocess.run(call, check=True, capture_output=True, text=True)
        assert "Round 0 is done" in done.stdout
        held = manners(story, market.log, 0.01)
        assert (held.too_soon, held.forbidden) == (0, 0)
        assert any(one.path.startswith("/p/") for one in market.log)
    findings = [json.loads(line) for line in (tmp_path / "out" / "findings.jsonl").read_text().splitlines()]
    wanted = {one["listing_id"] for one in findings if one["protected"] >= 0.5}
    captured = (tmp_path / "out" / "captures.csv").read_text().splitlines()[1:]
    assert wanted
    assert {line.split(",")[0] for line in captured} == wanted
    store = Store(tmp_path / "store", now)
    assert len(store.captures()) == len(wanted)
    assert {read_offer(store, obj) for obj in store.captures()} == wanted
    store.close()


def read_offer(store: Store, obj: str) -> str:
    """Return the id of the offer that was read out of a capture: the watch's own."""
    [file] = [file for file in store.capture(obj).files if file.role is FileRole.LISTING]
    listing = from_json(store.objects.read(file.sha256), Extracted).listing
    assert listing is not None
    assert listing.price
    return listing.id
