"""What is left when a process is killed, the disk is full, or the clock jumps."""

import errno
import io
import multiprocessing
import os
import random
import resource
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests.evidence.conftest import WHO, Clock, given
from tests.evidence.killing import main

from lycaon.errors import EvidenceError
from lycaon.evidence.audit import audit
from lycaon.evidence.objects import Objects
from lycaon.evidence.store import Store
from lycaon.values.evidence import Action

CAPTURES = 150
KILLS = 30


def test_a_job_killed_at_random_moments_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    Store.create(folder, Clock()).close()
    luck = random.Random(20261122)
    kills = 0
    while not run(folder, tmp_path / "work", after_events=luck.randint(1, 6), jitter_s=luck.random() / 200):
        kills += 1
        store = Store(folder, Clock())
        with store.writing():
            pass
        assert list(audit(store)) == []
        store.close()
    assert kills >= KILLS
    store = Store(folder, Clock())
    orders = [line.event.order for line in store.log.lines()]
    assert sorted(orders) == sorted(f"list.txt#{number}" for number in range(CAPTURES))
    assert not list((folder / "aside").iterdir())


def run(folder: Path, work: Path, *, after_events: int, jitter_s: float) -> bool:
    """Let the job run until the log has grown by some events, and kill it there; tell whether it finished first."""
    log = folder / "log" / "events.jsonl"
    aim = log.read_bytes().count(b"\n") + after_events
    # A server that has imported everything forks each child: a start costs milliseconds.
    starts = multiprocessing.get_context("forkserver")
    starts.set_forkserver_preload(["tests.evidence.killing"])
    child = starts.Process(target=main, args=(folder, work, CAPTURES))
    child.start()
    while child.is_alive() and log.read_bytes().count(b"\n") < aim:
        time.sleep(0.0005)
    # Somewhere within the next capture: between its files, its manifest and its line.
    child.join(jitter_s)
    child.kill()
    child.join()
    return child.exitcode == 0


def test_a_line_that_was_cut_short_is_put_aside_and_the_log_goes_on(store: Store, tmp_path: Path) -> None:
    first = given(store, tmp_path / "one", text="one")
    log = store.folder / "log" / "events.jsonl"
    with log.open("ab") as stream:
        stream.write(b'{"action":"viewed","actor":"A. An')
    second = given(store, tmp_path / "two", text="two")
    assert store.captures() == [first, second]
    assert list(audit(store)) == []
    [aside] = (store.folder / "log").glob("unfinished-*")
    assert aside.read_bytes() == b'{"action":"viewed","actor":"A. An'


def test_an_index_that_is_lost_is_made_again(store: Store, tmp_path: Path) -> None:
    found = [given(store, tmp_path / str(n), text=str(n)) for n in range(5)]
    tree, last = store.log.frontier()
    store.close()
    for path in (store.folder / "log").glob("index.sqlite*"):
        path.unlink()
    again = Store(store.folder, Clock())
    assert again.captures() == found
    assert (again.log.frontier()[0].root(), again.log.frontier()[1]) == (tree.root(), last)
    again.close()


def test_a_log_that_was_cut_is_not_added_to(store: Store, tmp_path: Path) -> None:
    for n in range(3):
        given(store, tmp_path / str(n), text=str(n))
    log = store.folder / "log" / "events.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(EvidenceError, match="shorter than it was"):
        given(store, tmp_path / "more", text="more")


@pytest.fixture
def little_disk() -> object:
    """Let no file grow beyond 64 KiB: the system itself refuses, as it does when a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def test_a_full_disk_leaves_no_half_file(store: Store, little_disk: object) -> None:
    with pytest.raises(OSError, match="File too large"):
        store.objects.put(io.BytesIO(os.urandom(200_000)))
    assert list(store.objects.all()) == []
    assert not list((store.folder / "aside").iterdir())


def test_a_full_disk_leaves_no_half_line(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    obj = given(store, tmp_path / "one")
    before = (store.folder / "log" / "events.jsonl").read_bytes()
    whole_write = os.write

    def half(handle: int, data: bytes) -> int:
        return whole_write(handle, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OSError, match="no space left") as full:
        store.note(Action.VIEWED, obj, WHO, "look")
    assert full.value.errno == errno.ENOSPC
    monkeypatch.undo()
    assert (store.folder / "log" / "events.jsonl").read_bytes() == before
    assert store.note(Action.VIEWED, obj, WHO, "look").seq == 1


def test_a_clock_that_jumps_does_not_disorder_the_log(store: Store, clock: Clock, tmp_path: Path) -> None:
    obj = given(store, tmp_path / "one")
    clock.offset = timedelta(hours=-3)
    event = store.note(Action.VIEWED, obj, WHO, "look")
    first = store.history(obj)[0].event
    assert event.seq == 1
    assert event.at < first.at
    assert list(audit(store)) == []


def test_what_is_kept_is_never_overwritten(tmp_path: Path) -> None:
    objects = Objects(tmp_path)
    objects.create()
    digest = objects.put_bytes(b"once")
    assert objects.put_bytes(b"once") == digest
    assert [name for name, _ in objects.all()] == [digest]
    assert objects.path(digest).stat().st_mode & 0o222 == 0
