"""Jobs of workers that died, jobs that are long done; and a worker that ends is started anew."""

import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from lycaon.workbench.project import running, tasks


def a_job(*, heartbeat_s: int, attempts: int = 0, lock: str | None = None) -> int:
    """A job that a worker is doing, which gave its last sign so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [heartbeat_s],
        )
        [worker] = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id, queueing_lock)"
            " VALUES ('default', 'api.tell_hook', '{}', 'doing', %s, %s, %s) RETURNING id",
            [attempts, worker, lock],
        )
        [number] = cursor.fetchone()
        return int(number)


def state(number: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=number).status)


def test_a_job_of_a_dead_worker_is_taken_up_and_that_of_a_living_one_is_not(db: None) -> None:
    dead, alive, deadly = a_job(heartbeat_s=300), a_job(heartbeat_s=5), a_job(heartbeat_s=300, attempts=3)
    async_to_sync(tasks.take_up_stalled.func)(0)
    assert [state(one) for one in (dead, alive, deadly)] == ["todo", "doing", "failed"]


def test_one_that_waits_already_does_not_wait_twice(own_database: object) -> None:
    dead = a_job(heartbeat_s=300, lock="once")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock)"
            " VALUES ('default', 'api.tell_hook', '{}', 'todo', 'once')"
        )
    async_to_sync(tasks.take_up_stalled.func)(0)
    assert state(dead) == "failed"


def test_old_jobs_are_forgotten(db: None) -> None:
    number = a_job(heartbeat_s=300)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [number])
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '15 days' WHERE job_id = %s", [number])
    async_to_sync(tasks.forget_jobs.func)(0)
    assert not ProcrastinateJob.objects.filter(pk=number).exists()


@pytest.fixture
def workbench(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[running.Running, list[float]]]:
    """A workbench whose worker ends at once, and whose clock is ours."""
    now = [1000.0]
    monkeypatch.setattr(running, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(running, "_worker", lambda: _ended(3))
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as web:
        yield running.Running("http://127.0.0.1", web, _ended(3), _worker_since=now[0]), now
        web.kill()


def _ended(code: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    process.wait()
    return process


def test_a_worker_that_ends_is_started_anew_later_each_time_and_at_last_left(
    workbench: tuple[running.Running, list[float]],
) -> None:
    there, now = workbench
    started: list[float] = []
    for _ in range(2_000):
        before = there.worker
        there.mend()
        if there.worker is not before:
            started.append(now[0] - 1000)
        if there.ended is not None:
            break
        now[0] += 1
    assert started == [1, 3, 7, 15, 31, 63, 127, 255]
    assert there.ended == 3
