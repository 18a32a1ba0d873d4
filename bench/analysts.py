"""Many analysts at once while processes are killed and a backup is taken: no act is lost and none is done twice.

``python -m bench.analysts --analysts 50 --minutes 10`` starts the workbench with a made-up house. Every analyst writes
notes and tasks to a case and decides offers through the interface, each act under a key of its own; beside them pages
are sealed into the evidence store. Web workers, the worker for jobs and processes of the database are killed at random;
who gets no answer asks again under the same key. Meanwhile a backup is taken. In the end every act that was acknowledged
must stand once, and none twice; the chain of the record must hold; and the backup, restored into an empty folder, must
verify and hold every act that was acknowledged before it began.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.crowd import Analyst, Collector, Done, Killer, prepared

OFFERS_EACH_MINUTE = 25
"""Offers put aside for each analyst; who has decided them all writes notes."""


def main() -> None:
    """Print figures as JSON; exit 1 where an act was lost or doubled, or the backup does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--analysts", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--port", type=int, default=8377)
    parser.add_argument("--read", type=Path, help="print what an installation holds, and nothing else")
    asked = parser.parse_args()
    if asked.read:
        read(asked.read)
        return
    with tempfile.TemporaryDirectory(prefix="lycaon-analysts-") as name:
        os.environ["LYCAON_HOME"] = f"{name}/home"
        os.environ.pop("DATABASE_URL", None)
        figures = measured(Path(name), asked.analysts, asked.minutes, asked.port)
    print(json.dumps(figures, indent=1))
    restored = figures["restored"]
    wrong = [figures[name] for name in ("lost", "doubled", "events_astray", "faults_of_the_record")]
    if any(wrong) or not isinstance(restored, dict) or any(restored[name] for name in ("lost", "doubled")):
        sys.exit(1)


def measured(folder: Path, analysts: int, minutes: float, port: int) -> dict[str, object]:
    """Return the figures of one run."""
    from lycaon.workbench.project import running
    from lycaon.workbench.project.environment import Environment

    home = folder / "home"
    environment = Environment.read(os.environ)
    with running.ready(environment) as database:
        house = prepared(analysts, max(1, round(OFFERS_EACH_MINUTE * minutes)))
        with running.started(port=port, workers=3) as workbench:
            until = time.time() + minutes * 60
            people = [Analyst(n, port, house, until) for n in range(analysts)]
            collector, killer = Collector(home, until), Killer(workbench, home, until)
            for thread in (*people, collector, killer):
                thread.start()
            kept = backed_up(environment, database, folder / "backup.tar", workbench, until)
            while time.time() < until:
                workbench.mend()
                time.sleep(0.5)
            for thread in (*people, collector, killer):
                thread.join(120)
        figures = told(people, collector, killer.kills)
    return figures | {"restored": restored(folder, people, collector, kept)}


@dataclass(frozen=True, slots=True)
class BackedUp:
    """When a backup was begun, how long it took, and how often it was tried before one was whole."""

    began: float
    seconds: float
    size: int
    tries: int


def backed_up(environment: Any, database: Any, target: Path, workbench: Any, until: float) -> BackedUp:
    """Take a backup in the middle of the run; one whose database was killed under it is taken again."""
    from lycaon.errors import SetupError
    from lycaon.workbench.project.backup import backup

    half = (time.time() + until) / 2
    while time.time() < half:
        workbench.mend()
        time.sleep(0.5)
    tries = 0
    while True:
        began, tries = time.time(), tries + 1
        try:
            size = backup(environment, database, target)
        except SetupError as error:
            print(f"backup {tries}: {error}", file=sys.stderr)
            workbench.mend()
            time.sleep(1)
        else:
            return BackedUp(began, time.time() - began, size, tries)


def held() -> dict[str, Any]:
    """Return what the installation of this process holds: acts by name, and how often each."""
    from lycaon.workbench.cases.models import Note, Task
    from lycaon.workbench.offers.models import Capture
    from lycaon.workbench.record.chain import faults
    from lycaon.workbench.record.models import Event
    from lycaon.workbench.triage.models import Decision

    kinds = {
        "notes": (Note.objects.values_list("text", flat=True), "write_note"),
        "tasks": (Task.objects.values_list("says", flat=True), "keep_task"),
        "decisions": (Decision.objects.values_list("offer__reference", flat=True), "decide_offer"),
        "captures": (Capture.objects.values_list("store_id", flat=True), "keep_capture"),
    }
    return {
        "kept": {name: dict(Counter(rows)) for name, (rows, _verb) in kinds.items()},
        "events": {name: Event.objects.filter(verb=verb).count() for name, (_rows, verb) in kinds.items()},
        "faults": len(list(faults())),
    }


def compared(done: Iterable[Done], captures: Iterable[str], found: Mapping[str, Any]) -> dict[str, object]:
    """Return what was lost and what was doubled of acts that were acknowledged."""
    kept: Mapping[str, Mapping[str, int]] = found["kept"]
    wanted = {name: set[str]() for name in kept} | {"captures": set(captures)}
    for one in done:
        for name, acts in zip(("notes", "tasks", "decisions"), one.kinds(), strict=True):
            wanted[name] |= acts.keys()
    return {
        "acts": {name: len(acts) for name, acts in wanted.items()},
        "lost": sum(len(acts - kept[name].keys()) for name, acts in wanted.items()),
        "doubled": sum(count > 1 for acts in kept.values() for count in acts.values()),
        "events_astray": sum(abs(found["events"][name] - sum(kept[name].values())) for name in kept),
        "faults_of_the_record": found["faults"],
    }


def told(people: Sequence[Analyst], collector: Collector, kills: Mapping[str, int]) -> dict[str, object]:
    """Return what became of every act."""
    from django.db import connection

    connection.close()
    times = sorted(one for person in people for one in person.milliseconds)
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "load": round(os.getloadavg()[0], 1),
        "analysts": len(people),
        **compared((person.done for person in people), collector.kept, held()),
        "asked_again": sum(person.asked_again for person in people),
        "other_answers": dict(sum((+person.refused for person in people), Counter[int]())),
        "killed": dict(kills),
        "median_ms": round(times[len(times) // 2], 1) if times else None,
        "p95_ms": round(times[int(len(times) * 0.95)], 1) if times else None,
    }


def restored(folder: Path, people: Sequence[Analyst], collector: Collector, kept: BackedUp) -> dict[str, object]:
    """Restore the backup into an empty folder and return what it holds of what was acknowledged before it began."""
    home = folder / "restored"
    bare = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "LYCAON_HOME"}}
    start = "from lycaon.cli import main; main()"
    command = [sys.executable, "-c", start, "restore", str(folder / "backup.tar"), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=bare)
    if done.returncode:
        return {"lost": -1, "doubled": -1, "says": done.stderr[-1000:]}
    asked = [sys.executable, "-m", "bench.analysts", "--read", str(home)]
    found = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True, env=bare).stdout)
    before = (person.done.before(kept.began) for person in people)
    captures = [name for name, at in collector.kept.items() if at < kept.began]
    return {
        "backup_s": round(kept.seconds, 1),
        "backup_mib": round(kept.size / 2**20, 1),
        "tries": kept.tries,
        "says": done.stdout.strip(),
        **compared(before, captures, found),
    }


def read(home: Path) -> None:
    """Print what an installation holds."""
    os.environ["LYCAON_HOME"] = str(home)
    from lycaon.workbench.project import running
    from lycaon.workbench.project.environment import Environment

    with running.ready(Environment.read(os.environ)):
        print(json.dumps(held()))


if __name__ == "__main__":
    main()
