"""Many analysts at once while processes are killed: no act is lost and none is done twice.

``python -m bench.analysts --analysts 50 --minutes 10`` starts the workbench with a made-up house, lets every analyst
write notes to a case through the interface, each under a key of its own, and kills a web worker or a process of the
database at random. Who gets no answer asks again under the same key. In the end every note that was acknowledged must
stand once, and none twice; the chain of the record must hold.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

SCAN = {
    "on": "2026-11-01", "on_basis": "posted", "verdict": None, "wildlife": 0.98, "protected": 0.95,
    "editions": {"engine": "0.1.0", "catalogue": "2026.11", "rules": "2026.11", "model": "m"},
}  # fmt: skip


class Analyst(threading.Thread):
    """Somebody who writes one note after the other, and asks again until there is an answer."""

    def __init__(self, number: int, port: int, secret: str, case: str, until: float) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.secret, self.case, self.until = number, port, secret, case, until
        self.acknowledged: list[str] = []
        self.asked_again = 0
        self.milliseconds: list[float] = []

    def run(self) -> None:
        """Work until the time is over; the last note is asked for until it is answered."""
        count = 0
        while time.time() < self.until:
            text = f"note {self.number}-{count}"
            began = time.perf_counter()
            while not self._written(text):
                self.asked_again += 1
                time.sleep(0.2)
            self.milliseconds.append((time.perf_counter() - began) * 1000)
            self.acknowledged.append(text)
            count += 1

    def _written(self, text: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                "POST",
                f"/api/v1/cases/{self.case}/notes",
                json.dumps({"text": text}),
                {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", "Idempotency-Key": text},
            )
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def main() -> None:
    """Print figures as JSON; exit 1 where an act was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--analysts", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--port", type=int, default=8377)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lycaon-analysts-") as name:
        os.environ["LYCAON_HOME"] = name
        os.environ.pop("DATABASE_URL", None)
        figures = measured(Path(name), asked.analysts, asked.minutes, asked.port)
    print(json.dumps(figures, indent=1))
    if figures["lost"] or figures["doubled"] or figures["faults_of_the_record"]:
        sys.exit(1)


def measured(home: Path, analysts: int, minutes: float, port: int) -> dict[str, object]:
    """Return the figures of one run."""
    from lycaon.workbench.project import running
    from lycaon.workbench.project.environment import Environment

    with running.ready(Environment.read(os.environ)):
        secrets, case = prepared(analysts)
        with running.started(port=port, workers=3) as workbench:
            until = time.time() + minutes * 60
            people = [Analyst(n, port, secret, case, until) for n, secret in enumerate(secrets)]
            for person in people:
                person.start()
            kills = killed(workbench.children[0].pid, home, until)
            for person in people:
                person.join(120)
        return told(people, kills)


def prepared(analysts: int) -> tuple[list[str], str]:
    """Make a house, a case and so many analysts; return their tokens and the name of the case."""
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
    scan = {
        **SCAN,
        "listing_id": "x.example:1",
        "finding": {"listing_id": "x.example:1", "mentions": [], "wildlife": 0.9},
    }
    row = {"listing_id": "x.example:1", "site": "x.example", "title": "x", "text": "x", "wildlife": 0.98,
           "protected": 0.95, "taxon_id": "t1", "form": "live", "legality": "prohibited", "scan": scan}  # fmt: skip
    take_in(actors[0], [("bench", row)], tenant=house, source="bench")
    case = cases.open_case(actors[0], list(Offer.objects.all()), title="Bench")
    secrets = [make_token(actor, name="bench", scopes=[Scope.CASES_WRITE]).secret for actor in actors]
    return secrets, case.reference


def killed(web: int, home: Path, until: float) -> dict[str, int]:
    """Kill a web worker or a process of the database every few seconds; return how many of each."""
    chance = random.Random(7)
    kills = {"web workers": 0, "database processes": 0}
    while time.time() < until - 5:
        time.sleep(chance.uniform(2, 5))
        if chance.random() < 0.75:
            victims, kind = _children(web), "web workers"
        else:
            victims, kind = _backends(home), "database processes"
        if victims:
            try:
                os.kill(chance.choice(victims), signal.SIGKILL)
                kills[kind] += 1
            except ProcessLookupError:
                continue
    return kills


def _children(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def _backends(home: Path) -> list[int]:
    postmaster = int((home / "database" / "postmaster.pid").read_text().splitlines()[0])
    listed = subprocess.run(
        ["pgrep", "-P", str(postmaster), "-f", "lycaon_app"], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def told(people: list[Analyst], kills: dict[str, int]) -> dict[str, object]:
    """Return what became of every note."""
    from collections import Counter

    from django.db import connection

    from lycaon.workbench.cases.models import Note
    from lycaon.workbench.record.chain import faults
    from lycaon.workbench.record.models import Event

    connection.close()
    kept = Counter(Note.objects.values_list("text", flat=True))
    wanted = {text for person in people for text in person.acknowledged}
    times = sorted(one for person in people for one in person.milliseconds)
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "load": round(os.getloadavg()[0], 1),
        "analysts": len(people),
        "acts": len(wanted),
        "asked_again": sum(person.asked_again for person in people),
        "killed": kills,
        "lost": len(wanted - kept.keys()),
        "doubled": sum(count > 1 for count in kept.values()),
        "events_of_notes": Event.objects.filter(verb="write_note").count() - sum(kept.values()),
        "faults_of_the_record": len(list(faults())),
        "median_ms": round(times[len(times) // 2], 1) if times else None,
        "p95_ms": round(times[int(len(times) * 0.95)], 1) if times else None,
    }


if __name__ == "__main__":
    main()
