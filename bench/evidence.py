"""What the evidence store costs as it grows, and how fast pages are captured. ``python -m bench.evidence``.

The store is filled without forcing each line to the disk, then timed with it: the figures of the table are those of
real use. Captures are of the small market of the tests, on loopback, one at a time: what a site takes is not ours.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lycaon.collect.capture import capture_page
from lycaon.collect.recording import Settings
from lycaon.evidence.canonical import sha256
from lycaon.evidence.log import Custodian, Log, read_lines
from lycaon.evidence.merkle import Tree, leaf_hash
from lycaon.evidence.store import Store
from lycaon.values.evidence import Action, Capture

WHO = Custodian("bench", "program")
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def now() -> datetime:
    return datetime.now(UTC)


def timed(action: Callable[[], object], times: int) -> float:
    """Return milliseconds a call."""
    start = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - start) / times * 1000


def fill(log: Log, start: int, stop: int) -> None:
    forced, os.fsync = os.fsync, lambda _: None
    try:
        for number in range(start, stop):
            log.append(WHO, Action.CREATED, sha256(str(number).encode()), "filling")
    finally:
        os.fsync = forced


def growth(folder: Path) -> None:
    store = Store.create(folder / "store", now)
    print("events  append ms  open ms  sign ms  proof ms  read+check s  log MB  index MB")
    for before, size in zip((0, *SIZES), SIZES, strict=False):
        fill(store.log, before, size)
        numbers = iter(range(10**9))
        append = timed(
            lambda numbers=numbers, size=size: store.log.append(
                WHO, Action.VIEWED, sha256(str(next(numbers) % size).encode()), "timing"
            ),
            50,
        )
        opened = timed(Store(folder / "store", now).log.frontier, 5)
        signed = timed(store.sign_head, 1)
        head = store.sign_head().head
        tree = Tree.over(store.log.leaves(head.size))
        proof = timed(lambda tree=tree, head=head: tree.inclusion(head.size // 3, head.size), 20)
        start = time.perf_counter()
        for line in read_lines(folder / "store" / "log" / "events.jsonl", 0):
            sha256(line.raw)
            leaf_hash(line.raw)
        read = time.perf_counter() - start
        sizes = [(folder / "store" / "log" / name).stat().st_size / 1e6 for name in ("events.jsonl", "index.sqlite")]
        print(
            f"{head.size:>7} {append:>9.2f} {opened:>8.2f} {signed:>8.2f} {proof:>9.3f} {read:>12.1f} "
            f"{sizes[0]:>8.0f} {sizes[1]:>9.0f}",
            flush=True,
        )


def captures(folder: Path, seconds: float = 20) -> None:
    from tests.collect.site import market

    with market() as host:
        store = Store.create(folder / "captures", now)
        settings = Settings(user_agent="bench", allowed=frozenset({host}))
        for name, capture in (("HTTP", capture_page), ("browser", rendered())):
            done, cpu, start = 0, time.process_time(), time.perf_counter()
            while time.perf_counter() - start < seconds:
                into = folder / name / str(done)
                found = capture(f"http://{host}/a/{done}", into, settings, tool="bench", reason="timing")
                store.keep(found, into, WHO)
                done += 1
            spent = time.perf_counter() - start
            print(
                f"{name}: {done / spent * 60:.0f} captures a minute, {(time.process_time() - cpu) / spent:.0%} of a core"
            )


def rendered() -> Callable[..., Capture]:
    from lycaon.collect.browser import capture_rendered

    return capture_rendered


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        captures(Path(name))
        growth(Path(name))
