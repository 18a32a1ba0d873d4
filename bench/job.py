"""The whole job on a million invented listings, once untouched and then killed again and again.

``python -m bench.job --count 1000000 --kills 20``. First one worker at a time is killed while the job goes on, then
driver and workers together, and the job is called again. Says the rate, the largest process, and whether the findings
of all runs are the same bytes.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import machine, write
from bench.texts import listings
from lycaon.catalogue import Catalogue
from lycaon.scan.job import PART_ROWS

FINDINGS = ("findings.parquet", "findings.jsonl", "findings.csv", "rejected.jsonl", "summary.json")


def write_input(path: Path, count: int, name_share: float) -> None:
    """Write ``count`` invented listings, ``name_share`` of them with a name of the catalogue."""
    catalogue = Catalogue.load()
    names = names_of_trade(catalogue)
    with path.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(listings(count, names, name_share=name_share)):
            record = {"id": str(number), "title": text[:60], "text": text[60:], "price": f"{number % 900 + 3} €"}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def names_of_trade(catalogue: Catalogue) -> list[str]:
    """Return twenty thousand names of what sellers sell, shuffled."""
    names = [name.text for taxon_id in _traded(catalogue) for name in catalogue.names(taxon_id)][:20_000]
    random.Random(1).shuffle(names)
    return names


def _traded(catalogue: Catalogue) -> list[str]:
    """Return taxa whose names sellers use: those with a hobby name."""
    found: dict[str, None] = {}
    for number in range(0, 200_000, 7):
        try:
            names = catalogue.lexicon.names_of(number)
        except IndexError:
            break
        found.update(dict.fromkeys(name.taxon_id for name in names if name.kind == "trade" and name.taxon_id))
    return list(found)


def command(path: Path, out: Path, workers: int) -> list[str]:
    """Return the command line of the job."""
    arguments = ["scan", str(path), "--out", str(out), "--no-report", "--quiet", "--workers", str(workers)]
    return [sys.executable, "-c", "from lycaon.cli import main; main()", *arguments]


def untouched(path: Path, out: Path, workers: int) -> float:
    """Run the job and return its seconds."""
    began = time.perf_counter()
    subprocess.run(command(path, out, workers), check=True)
    return time.perf_counter() - began


def killed(path: Path, out: Path, workers: int, kills: int, seconds: float) -> int:
    """Run the job, kill all its processes at ``kills`` random moments, and let it finish; return the kills."""
    chance, done = random.Random(kills), 0
    while True:
        process = subprocess.Popen(command(path, out, workers), start_new_session=True)
        try:
            process.wait(timeout=chance.uniform(2, max(3.0, seconds / kills)) if done < kills else None)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            done += 1
            continue
        if process.returncode:
            raise SystemExit(f"the job ended with {process.returncode}")
        return done


def workers_killed(path: Path, out: Path, workers: int, kills: int, part_s: float) -> int:
    """Run the job once and kill one of its workers at ``kills`` random moments; return the kills.

    A worker lives for half a part to three of them: killed sooner, again and again, no worker of any job would ever
    finish anything, and the job says so and ends.
    """
    chance, done = random.Random(kills), 0
    process = subprocess.Popen(command(path, out, workers), start_new_session=True)
    while process.poll() is None:
        time.sleep(chance.uniform(0.5, 3) * part_s)
        children = _workers_of(process.pid)
        if done < kills and children:
            os.kill(chance.choice(children), signal.SIGKILL)
            done += 1
    if process.returncode:
        raise SystemExit(f"the job ended with {process.returncode}")
    return done


def _workers_of(pid: int) -> list[int]:
    """Return the worker processes of a driver."""
    found: list[int] = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.append(int(child))
        except OSError:
            continue
    return found


def digest(out: Path) -> str:
    """Return one digest of all results."""
    whole = hashlib.sha256()
    for name in FINDINGS:
        whole.update((out / name).read_bytes())
    return whole.hexdigest()


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description="the whole job, untouched and killed")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--name-share", type=float, default=0.10)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lycaon-job-"))
    path = folder / "in.jsonl"
    write_input(path, asked.count, asked.name_share)
    seconds = untouched(path, folder / "whole", asked.workers)
    summary = json.loads((folder / "whole/summary.json").read_text("utf-8"))
    figures: dict[str, object] = {
        **machine("pyarrow"),
        "count": asked.count,
        "megabytes": round(path.stat().st_size / 1e6),
        "seconds": round(seconds, 1),
        "listings a second": round(asked.count / seconds),
        "largest process in MiB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "kept": summary["kept"],
        "protected": summary["protected"],
    }
    parts = -(-asked.count // PART_ROWS)
    if asked.kills:
        figures["workers killed"] = workers_killed(
            path, folder / "workers", max(2, asked.workers), asked.kills, seconds * asked.workers / parts
        )
        figures["same bytes after the workers"] = digest(folder / "whole") == digest(folder / "workers")
        figures["kills"] = killed(path, folder / "killed", asked.workers, asked.kills, seconds)
        figures["same bytes"] = digest(folder / "whole") == digest(folder / "killed")
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("job.json", figures)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
