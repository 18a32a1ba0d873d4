"""Who does the parts of a job: this process, several processes of this machine, or a Ray cluster.

The unit of work is one part, and doing it is a pure function of its listings, the question and the editions. So
whoever dies is replaced and the part is done again; nothing is ever half done, because a part exists only when its
driver or worker has written all of it (:mod:`lycaon.scan.parts`). An engine holds a few parts for each worker and
asks for the next one only when one is finished: memory stays bounded however long the input is.
"""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from lycaon.errors import SetupError
from lycaon.scan.batch import Asked, Scanned, scan_batch
from lycaon.scan.parts import PartDone, write_part
from lycaon.scan.scanner import Scanner
from lycaon.values.listing import Rejected

WAITING = 2
"""Parts waiting for each worker: enough to keep it busy, few enough to bound memory."""
DEATHS = 5
"""How often workers may die with a part in hand before it is blamed: one kill is bad luck, five are a cause."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is to be done: the listings of one part, and those of its records that never became listings."""

    number: int
    batch: pa.RecordBatch
    early: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """How it is to be done; the same for all parts of a job."""

    folder: Path
    """The job's ``parts``."""
    asked: Asked
    edition: str
    model: Path | None


class Engine(Protocol):
    """Does parts in any order, each exactly once."""

    def do(self, parts: Iterator[Part], work: Work) -> Iterator[PartDone]:
        """Yield what is noted of each part, as soon as it is written.

        Raises:
            SetupError: a part cannot be done; those that were yielded stay done.
        """
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """This process, one part after the other."""

    scanner: Scanner

    def do(self, parts: Iterator[Part], work: Work) -> Iterator[PartDone]:
        """See :class:`Engine`."""
        for part in parts:
            yield write_part(work.folder, part.number, scan_batch(self.scanner, part.batch, work.asked), part.early)


# --- several processes -------------------------------------------------------------------------------------

_SCANNERS: dict[tuple[str, Path | None], Scanner] = {}


def _scanner(edition: str, model: Path | None) -> Scanner:
    """Return the scanner of this process, loaded at its first part."""
    found = _SCANNERS.get((edition, model))
    if found is None:
        found = _SCANNERS[edition, model] = Scanner.load(edition, model=model)
    return found


def _scanned(part: Part, work: Work) -> Scanned:
    return scan_batch(_scanner(work.edition, work.model), part.batch, work.asked)


def _written(part: Part, work: Work) -> PartDone:
    return write_part(work.folder, part.number, _scanned(part, work), part.early)


@dataclass(frozen=True, slots=True)
class Processes:
    """Several processes of this machine. One that dies is replaced, and what it had in hand is done again."""

    workers: int

    def do(self, parts: Iterator[Part], work: Work) -> Iterator[PartDone]:
        """See :class:`Engine`."""
        crew = [_Worker(work) for _ in range(self.workers)]
        try:
            for part in parts:
                min(crew, key=lambda worker: len(worker.given)).give(part)
                while all(len(worker.given) >= WAITING for worker in crew):
                    yield from _finished(crew)
            while any(worker.given for worker in crew):
                yield from _finished(crew)
        finally:
            for worker in crew:
                worker.dismiss()


class _Worker:
    """One process in a pool of its own, so that its death takes no other's work with it, and blames no other's part."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._pool = _process()
        self._deaths: Counter[int] = Counter()
        self.given: dict[Future[PartDone], Part] = {}
        """What it has to do, in this order: the first is in its hands."""

    def give(self, part: Part) -> None:
        """Add a part to what it has to do."""
        try:
            future = self._pool.submit(_written, part, self._work)
        except BrokenProcessPool:
            # It died since we last looked; what else it had is still in `given`, and will be found broken there.
            self._pool = _process()
            future = self._pool.submit(_written, part, self._work)
        self.given[future] = part

    def finished(self) -> Iterator[PartDone]:
        """Yield what is done; where the process died, begin again with what is not.

        Raises:
            SetupError: it died too often with the same part in its hands.
        """
        for future, part in list(self.given.items()):
            if not future.done():
                return
            if isinstance(future.exception(), BrokenProcessPool):
                self._begin_again(part)
                return
            del self.given[future]
            yield future.result()

    def _begin_again(self, in_hand: Part) -> None:
        self._deaths[in_hand.number] += 1
        if self._deaths[in_hand.number] >= DEATHS:
            raise _blamed(in_hand.number)
        lost = list(self.given.values())
        self.given.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = _process()
        for part in lost:
            self.give(part)

    def dismiss(self) -> None:
        """End the process; wait for it only if it has nothing left to do."""
        self._pool.shutdown(wait=not self.given, cancel_futures=True)


def _process() -> ProcessPoolExecutor:
    # "spawn" starts clean processes: the catalogue is memory-mapped, so they share it without a fork.
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _finished(crew: list[_Worker]) -> Iterator[PartDone]:
    wait([future for worker in crew for future in worker.given], return_when=FIRST_COMPLETED)
    for worker in crew:
        yield from worker.finished()


def _blamed(guilty: int) -> SetupError:
    return SetupError(
        f"worker processes ended without an answer (killed, or out of memory) {DEATHS} times while they had part "
        f"{guilty} in hand. What is done stays done: run the same command again, with fewer --workers if memory was "
        "short, or with --workers 1 to see the failure itself"
    )


# --- a cluster ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RayCluster:
    """A Ray cluster. Workers write nothing: what they kept travels back, and the driver alone writes the parts.

    So nodes share no disk with the driver. Each needs the same Lycaon installed; a catalogue or model of one's own
    must lie under the same path everywhere. Ray gives the part of a dead worker or node to another one.
    """

    address: str = "auto"
    """Of the cluster's head, as ``ray.init`` takes it; ``local`` starts one in this machine."""

    def do(self, parts: Iterator[Part], work: Work) -> Iterator[PartDone]:
        """See :class:`Engine`."""
        ray = _ray()
        ray.init(address=self.address, ignore_reinit_error=True, log_to_driver=False, include_dashboard=False)
        try:
            if not ray.cluster_resources().get("CPU"):
                raise SetupError(
                    f"the Ray cluster {self.address} has no processors yet; start its nodes, then run again"
                )
            yield from _on_ray(ray, parts, work)
        finally:
            ray.shutdown()


def _on_ray(ray: Any, parts: Iterator[Part], work: Work) -> Iterator[PartDone]:
    scan = ray.remote(num_cpus=1, max_retries=DEATHS)(_scanned)
    waiting: dict[Any, Part] = {}
    for part in parts:
        waiting[scan.remote(part, work)] = part
        # Nodes come and go: how many parts are held is asked anew each time.
        while len(waiting) >= WAITING * max(1, int(ray.cluster_resources().get("CPU", 1))):
            yield from _arrived(ray, waiting, work)
    while waiting:
        yield from _arrived(ray, waiting, work)


def _arrived(ray: Any, waiting: dict[Any, Part], work: Work) -> Iterator[PartDone]:
    died = ray.exceptions
    arrived, _ = ray.wait(list(waiting), num_returns=1)
    for each in arrived:
        part = waiting.pop(each)
        try:
            scanned = ray.get(each)
        except (died.WorkerCrashedError, died.NodeDiedError, died.OutOfMemoryError) as error:
            raise SetupError(
                f"part {part.number} was given to {DEATHS + 1} workers and each of them ended without an answer. What "
                "is done stays done: run the same command again, or with --engine local --workers 1 to see why"
            ) from error
        yield write_part(work.folder, part.number, scanned, part.early)


def _ray() -> Any:
    try:
        return import_module("ray")
    except ImportError as error:
        raise SetupError("--engine ray needs Ray: pip install 'lycaon[cluster]'") from error
