"""``lycaon watch`` at its edge: what is refused, what is not due, what is missing."""

import fcntl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from lycaon import cli
from lycaon.evidence.store import Store
from lycaon.watch.state import State

PLAN = {
    "name": "songbirds", "purpose": "Monitor offers of wild songbirds", "contact": "watch@office.example",
    "begins": "2026-03-02", "sites": [{"id": "m", "start": ["https://m.example/list"]}],
}  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(yaml.safe_dump(PLAN))
    return tmp_path / "plan.yaml"


def called(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["lycaon", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_before_the_first_day_nothing_is_due(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(monkeypatch, "watch", plan, "--out", tmp_path / "out", "--now", "2026-03-01T12:00Z") == 0
    assert "Nothing is due before 2026-03-02 00:00 UTC" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


def test_a_round_that_is_closed_is_not_due(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state, at = State(tmp_path / "out" / "state.sqlite"), datetime(2026, 3, 4, 6, tzinfo=UTC)
    assert state.open_round(2, at)
    state.close_round(2, at)
    state.close()
    assert called(monkeypatch, "watch", plan, "--out", tmp_path / "out", "--now", "2026-03-04T09:00+01:00") == 0
    assert "Nothing is due before 2026-03-05 00:00 UTC" in capsys.readouterr().out


@pytest.mark.parametrize(("change", "words"), [
    ({"contact": ""}, "contact"), ({"sites": [{"id": "m", "start": ["file:///etc/passwd"]}]}, "begins with http"),
])  # fmt: skip
def test_a_plan_that_is_not_right(
    change: dict[str, object],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "plan.yaml").write_text(yaml.safe_dump(PLAN | change))
    assert called(monkeypatch, "watch", tmp_path / "plan.yaml", "--check") == 2
    said = capsys.readouterr().err
    assert words in said
    assert "[data.format]" in said


def test_an_hour_that_is_none(plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(monkeypatch, "watch", plan, "--now", "tomorrow") == 2
    assert "2026-03-05T06:00Z" in capsys.readouterr().err


def test_two_watches_do_not_share_a_folder(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert called(monkeypatch, "watch", plan, "--out", tmp_path / "out", "--now", "2026-03-04T06:00Z") == 2
    assert "another watch is at work here" in capsys.readouterr().err


@pytest.mark.parametrize(("module", "words", "what"), [
    ("protego", ["watch", "plan.yaml"], "pip install 'lycaon[watch]'"),
    ("playwright.sync_api", ["evidence", "--store", "store", "capture", "https://m.example/", "--browser", "--actor", "me",
                             "--reason", "test"], "pip install 'lycaon[browser]'"),
])  # fmt: skip
def test_what_is_not_installed_is_named(
    module: str, words: list[str], what: str, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Store.create(tmp_path / "store", lambda: datetime.now(UTC)).close()
    for loaded in [name for name in sys.modules if name.startswith(("lycaon.watch", "lycaon.collect.browser"))]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, module, None)  # type: ignore[arg-type]
    assert called(monkeypatch, *words) == 2
    assert what in capsys.readouterr().err


class EndedError(Exception):
    """Ends a watch that would go on for ever."""


def test_following_does_each_round_in_a_process_of_its_own_and_tries_again(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lycaon.cli import watch as command

    calls, waits, codes = list[list[str]](), list[float](), iter([4, 0, 2])

    def run(call: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(call)
        return subprocess.CompletedProcess(call, next(codes))

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 1:
            raise EndedError

    monkeypatch.setattr(command.subprocess, "run", run)
    monkeypatch.setattr(command.time, "sleep", sleep)
    with pytest.raises(EndedError):
        command.watch.callback(plan, tmp_path / "out", False, True, None, True)  # type: ignore[misc]
    assert [call[3:5] for call in calls] == [["watch", str(plan)]] * 2
    # A quarter of an hour after a round that was not finished, then until the next one is due.
    assert waits[0] == 900
    assert 0 < waits[1] <= 60


def test_a_round_that_was_refused_ends_the_following(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lycaon.cli import watch as command

    monkeypatch.setattr(command.subprocess, "run", lambda call, **_: subprocess.CompletedProcess(call, 2))
    assert called(monkeypatch, "watch", plan, "--out", tmp_path / "out", "--follow") == 2
