"""Engines: whoever does the parts, and whoever dies meanwhile, the outcome is the same bytes."""

import multiprocessing
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path

import pytest

from lycaon.collect import Source
from lycaon.errors import SetupError
from lycaon.scan import Asked, Progress, Scanner, engines, run_job, write_outputs
from lycaon.scan.engines import DEATHS, Engine, Part, Processes, RayCluster, Work
from lycaon.scan.parts import PartDone

ASKED = Asked(today=date(2026, 11, 22))
FINDINGS = ("findings.parquet", "findings.jsonl", "findings.csv", "rejected.jsonl", "summary.json")


def run(scanner: Scanner, source: Path, out: Path, engine: Engine | None = None, **options: object) -> dict[str, bytes]:
    job = run_job(
        [Source(source)], out, scanner=scanner, asked=ASKED, part_rows=40, limit=200, engine=engine, **options
    )  # type: ignore[arg-type]
    write_outputs(job)
    return {name: (out / name).read_bytes() for name in FINDINGS}


@pytest.fixture(scope="module")
def whole(scanner: Scanner, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return run(scanner, sample, tmp_path_factory.mktemp("whole") / "out")


def test_a_worker_that_dies_is_replaced(
    scanner: Scanner, sample: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    killed: list[int] = []

    def kill_one(now: Progress) -> None:
        if not killed:
            killed.append(now.parts_done)
            multiprocessing.active_children()[0].kill()

    assert run(scanner, sample, tmp_path / "out", Processes(2), on_progress=kill_one) == whole
    assert killed


class Deadly:
    """A pool whose processes die of part 2, every time."""

    def __init__(self, *_: object, **__: object) -> None:
        self._broken = False

    def submit(self, work: object, part: Part, _: Work) -> "Future[PartDone]":
        future: Future[PartDone] = Future()
        self._broken |= part.number == 2
        if self._broken:
            future.set_exception(BrokenProcessPool("died"))
        else:
            future.set_result(PartDone(
                number=part.number, read=0, kept=0, silent=0, rejected=0, protected=0, digests=("", "")
            ))  # fmt: skip
        return future

    def shutdown(self, **_: object) -> None:
        """Nothing is open."""


def test_a_part_that_kills_its_workers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ProcessPoolExecutor", Deadly)
    parts = iter([Part(number, None, ()) for number in range(4)])
    done: list[int] = []
    with pytest.raises(SetupError, match=rf"{DEATHS} times while they had part 2 in hand"):
        done += (each.number for each in Processes(1).do(parts, Work(tmp_path, ASKED, "bundled", None)))
    assert 0 in done
    assert 2 not in done


def test_ray_gives_the_same_bytes(
    scanner: Scanner, sample: Path, tmp_path: Path, whole: dict[str, bytes], ray_here: str
) -> None:
    assert run(scanner, sample, tmp_path / "out", RayCluster(ray_here)) == whole


@pytest.fixture
def ray_here() -> str:
    """A cluster of one node, where Ray is installed (the extra ``cluster``)."""
    pytest.importorskip("ray", reason="the extra 'cluster' is not installed")
    return "local"


def test_without_ray_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(engines, "import_module", missing)
    with pytest.raises(SetupError, match=r"lycaon\[cluster\]"):
        list(RayCluster().do(iter(()), Work(tmp_path, ASKED, "bundled", None)))
