"""A job: killed at any moment it goes on, and its outcome does not tell how often it was killed."""

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from lycaon.collect import Source
from lycaon.errors import EvidenceError, SetupError
from lycaon.scan import Asked, Scanner, engines, read_findings, run_job, scan_batch, to_batch, write_outputs
from lycaon.scan.batch import from_batch
from lycaon.values.codec import to_json
from lycaon.values.listing import Listing

ASKED = Asked(today=date(2026, 11, 22))
FINDINGS = ("findings.parquet", "findings.jsonl", "findings.csv", "rejected.jsonl", "summary.json")


def outcome(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FINDINGS}


def run(scanner: Scanner, source: Path, out: Path, **options: object) -> dict[str, bytes]:
    write_outputs(run_job([Source(source)], out, scanner=scanner, asked=ASKED, part_rows=40, **options))  # type: ignore[arg-type]
    return outcome(out)


@pytest.fixture(scope="module")
def whole(scanner: Scanner, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return run(scanner, sample, tmp_path_factory.mktemp("whole") / "out")


def test_what_goes_in_comes_out_or_is_refused(scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": str(n % 9), "title": f"python skin bag {n}", "price": "=1+1"}) for n in range(12)]
    path.write_text("\n".join([*lines, "not json", "17", ""]), encoding="utf-8")
    job = run_job([Source(path)], tmp_path / "out", scanner=scanner, asked=ASKED, part_rows=4)
    summary = write_outputs(job)
    assert (summary.read, summary.rejected) == (14, 5)
    assert summary.rejected_because == {"duplicate_id": 3, "bad_json": 1, "not_a_record": 1}
    assert summary.read == summary.kept + summary.silent + summary.rejected


def test_several_processes_give_what_one_gives(
    scanner: Scanner, sample: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    assert run(scanner, sample, tmp_path / "out", workers=2) == whole


def test_a_part_that_is_missing_is_done_again(
    scanner: Scanner, sample: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    run(scanner, sample, tmp_path / "out")
    (tmp_path / "out/parts/000003.done").unlink()
    (tmp_path / "out/parts/000005.done").write_bytes(b"{ half a no")
    for name in FINDINGS:
        (tmp_path / "out" / name).unlink()
    assert run(scanner, sample, tmp_path / "out") == whole


def test_a_part_that_was_changed_is_named(scanner: Scanner, sample: Path, tmp_path: Path) -> None:
    run(scanner, sample, tmp_path / "out")
    part = tmp_path / "out/parts/000002.arrow"
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(EvidenceError, match=r"000002\.arrow: changed"):
        run(scanner, sample, tmp_path / "out")


def test_a_folder_keeps_one_question(scanner: Scanner, sample: Path, tmp_path: Path) -> None:
    run(scanner, sample, tmp_path / "out")
    with pytest.raises(SetupError, match="asked something else"):
        run_job(
            [Source(sample)], tmp_path / "out", scanner=scanner, asked=replace(ASKED, markets=("FR",)), part_rows=40
        )


def test_another_day_goes_on_with_the_first_one(
    scanner: Scanner, sample: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    run(scanner, sample, tmp_path / "out")
    later = replace(ASKED, today=date(2026, 11, 23))
    write_outputs(run_job([Source(sample)], tmp_path / "out", scanner=scanner, asked=later, part_rows=40))
    assert outcome(tmp_path / "out") == whole


def test_a_limit_stops_early(scanner: Scanner, sample: Path, tmp_path: Path) -> None:
    job = run_job([Source(sample)], tmp_path / "out", scanner=scanner, asked=ASKED, limit=50, part_rows=40)
    assert job.read == 50


_KILLED = """
import sys, time
from datetime import date
from pathlib import Path
from lycaon.collect import Source
from lycaon.scan import Asked, Scanner, run_job, write_outputs
if __name__ == "__main__":
    print("ready", flush=True)
    job = run_job([Source(Path(sys.argv[1]))], Path(sys.argv[2]), scanner=Scanner.load(), asked=Asked(today=date(2026, 11, 22)),
                  part_rows=40, workers=int(sys.argv[3]), on_progress=lambda progress: time.sleep(0.05))
    write_outputs(job)
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_job_that_was_killed_again_and_again_gives_the_same_bytes(
    sample: Path, tmp_path: Path, whole: dict[str, bytes], workers: int
) -> None:
    script = tmp_path / "killed.py"
    script.write_text(_KILLED, encoding="utf-8")
    command = [sys.executable, str(script), str(sample), str(tmp_path / "out"), str(workers)]
    chance = random.Random(workers)
    kills = 0
    for _ in range(60):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(timeout=chance.uniform(0.8, 2.5) if kills < 5 else None)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            continue
        assert process.returncode == 0
        break
    assert kills > 0
    assert outcome(tmp_path / "out") == whole


def test_a_full_disk_leaves_a_clear_error_and_the_parts_that_are_done(
    scanner: Scanner, sample: Path, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = engines.write_part, []

    def full(folder: Path, number: int, *rest: object) -> object:
        if number == 4:
            raise OSError(28, "No space left on device", str(folder))
        written.append(number)
        return real(folder, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "write_part", full)
    with pytest.raises(OSError, match="No space left"):
        run(scanner, sample, tmp_path / "out")
    assert written == [0, 1, 2, 3]
    monkeypatch.undo()
    assert run(scanner, sample, tmp_path / "out") == whole


def test_a_row_the_engine_fails_on_is_kept(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        candidates = scanner.reader.candidates

        def read(self, listing: Listing, *, named: bool) -> object:
            raise ZeroDivisionError(listing.id)

    broken = replace(scanner, reader=Failing())  # type: ignore[arg-type]
    listing = Listing(id="x:1", title="Elfenbein Figur")
    scanned = scan_batch(broken, to_batch([listing]), ASKED)
    [record] = scanned.rejected
    assert (record.code, scanned.silent, scanned.kept.num_rows) == ("scan_failed", 0, 0)
    assert json.loads(record.raw)["title"] == "Elfenbein Figur"


def test_a_batch_is_row_for_row_a_scan(scanner: Scanner, sample: Path) -> None:
    from lycaon.collect import read_listings

    listings = [one for one in read_listings(Source(sample)) if isinstance(one, Listing)][:200]
    scanned = scan_batch(scanner, to_batch(listings), replace(ASKED, keep_from=0.0))
    rows = {row["listing_id"]: row["scan"] for row in scanned.kept.to_pylist()}
    alone = {one.id: scanner.scan(one, today=ASKED.today) for one in listings}
    assert all(rows[key] == to_json(alone[key]).decode() for key in rows)
    # What the batch passed over in silence has nothing in it for the single scan either.
    assert max((scan.wildlife for key, scan in alone.items() if key not in rows), default=0.0) < 0.1


def test_listings_survive_the_batch(sample: Path) -> None:
    from lycaon.collect import read_listings

    listings = [one for one in read_listings(Source(sample)) if isinstance(one, Listing)]
    batch = to_batch(listings)
    assert from_batch(batch, range(len(listings))) == listings
    assert from_batch(batch, [3, 1]) == [listings[3], listings[1]]


def test_findings_open_elsewhere(tmp_path: Path, scanner: Scanner, sample: Path) -> None:
    run(scanner, sample, tmp_path / "out")
    rows = list(read_findings(tmp_path / "out"))
    assert pq.read_table(tmp_path / "out/findings.parquet").num_rows == len(rows)
    lines = (tmp_path / "out/findings.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["listing_id"] for line in lines] == [row["listing_id"] for row in rows]
    assert all("finding" in json.loads(line)["scan"] for line in lines)
