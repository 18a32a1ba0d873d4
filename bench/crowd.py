"""Who works and who kills in :mod:`bench.analysts`."""

import http.client
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

SCAN = {
    "on": "2026-11-01", "on_basis": "posted", "verdict": None, "wildlife": 0.98, "protected": 0.95,
    "editions": {"engine": "0.1.0", "catalogue": "2026.11", "rules": "2026.11", "model": "m"},
}  # fmt: skip
OFFERS_EACH_MINUTE = 25
"""Offers put aside for each analyst; who has decided them all writes notes."""


@dataclass(slots=True)
class House:
    """What the analysts work with."""

    secrets: Sequence[str]
    case: str
    offers: Sequence[Sequence[str]]
    """For each analyst."""


@dataclass(slots=True)
class Done:
    """What somebody did, by name, with the moment of the answer."""

    notes: dict[str, float] = field(default_factory=dict)
    tasks: dict[str, float] = field(default_factory=dict)
    decisions: dict[str, float] = field(default_factory=dict)
    """By the offer."""

    def before(self, moment: float) -> "Done":
        """Return what was answered before a moment."""
        return Done(*({name: at for name, at in kind.items() if at < moment} for kind in self.kinds()))

    def kinds(self) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        """Return notes, tasks and decisions."""
        return self.notes, self.tasks, self.decisions


class Analyst(threading.Thread):
    """Somebody who does one thing after the other, and asks again until there is an answer."""

    def __init__(self, number: int, port: int, house: House, until: float) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.case, self.until = number, port, house.case, until
        self.secret, self.offers = house.secrets[number], iter(house.offers[number])
        self.done = Done()
        self.asked_again = 0
        self.refused: Counter[int] = Counter()
        self.milliseconds: list[float] = []

    def run(self) -> None:
        """Work until the time is over; the last act is asked for until it is answered."""
        for count, kind in enumerate(cycle(("note", "task", "decision"))):
            if time.time() >= self.until:
                return
            name, offer = f"{self.number}-{count}", next(self.offers, None) if kind == "decision" else None
            if offer:
                self._insist(f"/offers/{offer}/decision", {"choice": "confirm"}, offer, self.done.decisions)
            elif kind == "task":
                self._insist(f"/cases/{self.case}/tasks", {"says": name}, name, self.done.tasks)
            else:
                self._insist(f"/cases/{self.case}/notes", {"text": name}, name, self.done.notes)

    def _insist(self, path: str, told: object, key: str, done: dict[str, float]) -> None:
        began = time.perf_counter()
        while not self._answered(path, told, key):
            self.asked_again += 1
            time.sleep(0.2)
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        done[key] = time.time()

    def _answered(self, path: str, told: object, key: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", "Idempotency-Key": key}
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(told), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        self.refused[answer.status] += answer.status != 200
        return answer.status == 200


class Collector(threading.Thread):
    """Somebody who seals pages into the evidence store and attaches them to an offer, as long as there is time."""

    def __init__(self, home: Path, until: float) -> None:
        super().__init__(daemon=True)
        self.home, self.until = home, until
        self.kept: dict[str, float] = {}

    def run(self) -> None:
        """Work until the time is over."""
        from lycaon.evidence.store import Store
        from lycaon.workbench.offers.models import Offer

        store = Store.create(self.home / "evidence", lambda: datetime.now(UTC))
        offer = _again(lambda: Offer.objects.order_by("pk").first())
        try:
            while time.time() < self.until:
                with tempfile.TemporaryDirectory() as aside:
                    name = self._seal(store, Path(aside), offer)
                self.kept[name] = time.time()
                time.sleep(0.5)
        finally:
            store.close()

    def _seal(self, store: Any, aside: Path, offer: Any) -> str:
        from lycaon.evidence.log import Custodian
        from lycaon.evidence.receive import receive
        from lycaon.workbench.offers.actions import keep_capture
        from lycaon.workbench.offers.models import Capture
        from lycaon.workbench.people.acting import Actor

        for folder in ("in", "out"):
            (aside / folder).mkdir()
        (aside / "in" / "page.html").write_text(f"<!doctype html><title>{time.time()}</title>")
        now = datetime.now(UTC)
        capture = receive(
            [aside / "in" / "page.html"], aside / "out", giver="Bench", statement="Made up.", reason="bench", now=now,
            tool="bench 1", asked_url="https://x.example/1",
        )  # fmt: skip
        name = store.keep(capture, aside / "out", Custodian("Bench", "bench"))

        def attach() -> None:
            if not Capture.objects.filter(store_id=name).exists():
                keep_capture(Actor.software("bench"), offer, name, kind="received", at=capture.at)

        _again(attach)
        return str(name)


def _again(do: Callable[[], Any]) -> Any:
    """Do something with the database until it is there again."""
    from django.db import InterfaceError, OperationalError, connection

    while True:
        try:
            return do()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.2)


class Killer(threading.Thread):
    """Kills a process every few seconds."""

    def __init__(self, workbench: Any, home: Path, until: float) -> None:
        super().__init__(daemon=True)
        self.workbench, self.home, self.until = workbench, home, until
        self.kills: Counter[str] = Counter()

    def run(self) -> None:
        """Kill until shortly before the end; who is killed is chosen by a seed."""
        chance = random.Random(7)
        while time.time() < self.until - 5:
            time.sleep(chance.uniform(2, 5))
            kind = chance.choices(("web worker", "worker for jobs", "process of the database"), (6, 2, 2))[0]
            victims = list(self._victims(kind))
            if victims:
                try:
                    os.kill(chance.choice(victims), signal.SIGKILL)
                except ProcessLookupError:
                    continue
                self.kills[kind] += 1

    def _victims(self, kind: str) -> Iterator[int]:
        if kind == "web worker":
            yield from _children(self.workbench.web.pid)
        elif kind == "worker for jobs":
            yield self.workbench.worker.pid
        else:
            postmaster = (self.home / "database" / "postmaster.pid").read_text().splitlines()[0]
            yield from _children(int(postmaster), "-f", "lycaon_app")


def _children(parent: int, *more: str) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent), *more], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def prepared(analysts: int, each: int) -> House:
    """Make a house, a case, so many analysts, and offers for each."""
    from lycaon.workbench.api.actions import make_token
    from lycaon.workbench.api.models import Scope
    from lycaon.workbench.cases import actions as cases
    from lycaon.workbench.offers.actions import take_in
    from lycaon.workbench.offers.models import Offer
    from lycaon.workbench.people.acting import Actor
    from lycaon.workbench.people.models import Membership, Organisation, Person
    from lycaon.workbench.people.roles import Kind, Role

    house = Organisation.objects.create(kind=Kind.NGO, name="Bench", is_host=True)
    actors: list[Actor] = []
    for number in range(analysts):
        person = Person.objects.enrol(f"a{number}@example.org", name=f"Analyst {number}", password=None)
        actors.append(
            Actor.of(Membership.objects.create(person=person, organisation=house, roles=[Role.ANALYST, Role.LEAD]))
        )
    take_in(actors[0], [_row(n) for n in range(analysts * each + 1)], tenant=house, source="bench")
    first, *others = Offer.objects.order_by("pk")
    case = cases.open_case(actors[0], [first], title="Bench")
    scopes = [Scope.CASES_WRITE, Scope.OFFERS_WRITE]
    return House(
        secrets=[make_token(actor, name="bench", scopes=scopes).secret for actor in actors],
        case=case.reference,
        offers=[[one.reference for one in others[n * each : (n + 1) * each]] for n in range(analysts)],
    )


def _row(number: int) -> tuple[str, dict[str, object]]:
    name = f"x.example:{number}"
    scan = {**SCAN, "listing_id": name, "finding": {"listing_id": name, "mentions": [], "wildlife": 0.9}}
    return "bench", {
        "listing_id": name, "site": "x.example", "title": f"x {number}", "text": f"x {number}", "wildlife": 0.98,
        "protected": 0.95, "taxon_id": "t1", "form": "live", "legality": "prohibited", "scan": scan,
    }  # fmt: skip
