"""What a resumable job costs over the plain loop: ``python -m bench.overhead --count 2000000``.

The plain loop reads the same file, scans the same batches with the same scanner and writes what it kept to one Parquet
file and one of JSON lines; the job also refuses an id that it saw before, cuts parts and makes each of them durable,
notes their digests and puts them together. Both run in this process, in turn. Processor time counts; the wall clock is
told too, for the job waits for the disk.
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from bench.job import write_input
from bench.machine import machine, median, write
from bench.pipeline import ASKED
from lycaon.collect import Source, read_listings
from lycaon.scan import SCHEMA, Scanner, run_job, scan_batch, to_batch, write_outputs
from lycaon.scan.job import PART_ROWS
from lycaon.values.listing import Listing


def plain_loop(scanner: Scanner, path: Path, out: Path) -> int:
    """Scan a file without a job; return how many rows were kept."""
    kept = 0
    with (
        pq.ParquetWriter(out / "kept.parquet", SCHEMA, compression="zstd") as writer,
        (out / "kept.jsonl").open("w") as lines,
    ):
        for listings in _parts(path):
            rows = scan_batch(scanner, to_batch(listings), ASKED).kept
            writer.write_batch(rows)
            for row in rows.to_pylist():
                lines.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
            kept += rows.num_rows
    return kept


def _parts(path: Path) -> Iterator[list[Listing]]:
    part: list[Listing] = []
    for record in read_listings(Source(path)):
        if isinstance(record, Listing):
            part.append(record)
        if len(part) == PART_ROWS:
            yield part
            part = []
    if part:
        yield part


def job(scanner: Scanner, path: Path, out: Path) -> int:
    """Scan a file as ``lycaon scan`` does; return how many rows were kept."""
    return write_outputs(run_job([Source(path)], out, scanner=scanner, asked=ASKED)).kept


def timed(run: Callable[[Path], int]) -> tuple[float, float, int]:
    """Return processor seconds, seconds of the clock, and what was kept, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="lycaon-overhead-") as folder:
        spent, began = time.process_time(), time.perf_counter()
        kept = run(Path(folder))
        return time.process_time() - spent, time.perf_counter() - began, kept


def main() -> None:
    """Print the figures as JSON and keep them."""
    parser = argparse.ArgumentParser(description="a resumable job beside the plain loop")
    parser.add_argument("--count", type=int, default=2_000_000)
    parser.add_argument("--name-share", type=float, default=0.01)
    parser.add_argument("--times", type=int, default=1)
    asked = parser.parse_args()
    scanner = Scanner.load()
    folder = Path(tempfile.mkdtemp(prefix="lycaon-overhead-"))
    path = folder / "in.jsonl"
    write_input(path, asked.count, asked.name_share)
    loops, jobs = [], []
    for _ in range(asked.times):
        loops.append(timed(lambda out: plain_loop(scanner, path, out)))
        jobs.append(timed(lambda out: job(scanner, path, out)))
    if len({kept for *_, kept in (*loops, *jobs)}) > 1:
        raise SystemExit("the loop and the job kept different rows")
    loop, whole = (median([each[0] for each in runs]) for runs in (loops, jobs))
    figures: dict[str, object] = {
        **machine("pyarrow"),
        "count": asked.count,
        "kept": loops[0][2],
        "processor seconds": {"plain loop": round(loop, 1), "job": round(whole, 1)},
        "seconds": {
            name: round(median([each[1] for each in runs]), 1) for name, runs in (("plain loop", loops), ("job", jobs))
        },
        "overhead": round(whole / loop - 1, 3),
        "listings a second of one core": round(asked.count / whole),
        "largest resident MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("overhead.json", figures)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
