"""``lycaon watch``: do what is due of a plan, once or for as long as it runs."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lycaon.cli import EXIT_UNFINISHED
from lycaon.errors import FormatError, SetupError

if TYPE_CHECKING:
    from lycaon.watch import Plan

_OURSELVES = "from lycaon.cli import main; main()"


@click.command()
@click.argument("plan", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PLAN.YAML")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("lycaon-watch"),
              show_default=True, help="Memory and results of this watch.")  # fmt: skip
@click.option("--check", is_flag=True, help="Only check the plan, and its profiles against their saved pages.")
@click.option("--follow", is_flag=True, help="Stay, and do each round when it is due; otherwise one round (for cron).")
@click.option("--now", "hour", metavar="ISO-TIME", help="A simulated hour, for training: 2026-03-05T06:00Z.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def watch(plan: Path, out: Path, check: bool, follow: bool, hour: str | None, quiet: bool) -> None:
    """Watch the sites of a plan: what is new, edited, gone, posted again, moved.

    Only public pages, as robots.txt allows, slowly, and under your contact address; docs/watch.md holds the charter
    and a plan to begin with. Killed at any moment, the same command goes on.

    Example: lycaon watch plan.yaml --out watch/songbirds

    Exit codes: 0 done or nothing due; 2 the plan is not right; 4 stopped before the end, run it again.
    """
    try:
        from lycaon.watch.plan import read_plan
    except ModuleNotFoundError as error:
        raise SetupError(f"this needs {error.name}: pip install 'lycaon[watch]'") from error
    read = read_plan(plan)
    if check:
        _check(read)
        return
    if follow:
        _follow(plan, read, out, quiet)
        return
    if not _one_round(read, out, _clock(hour), quiet):
        raise click.exceptions.Exit(EXIT_UNFINISHED)


def _clock(hour: str | None) -> Callable[[], datetime]:
    if hour is None:
        return lambda: datetime.now(UTC).replace(microsecond=0)
    try:
        fixed = datetime.fromisoformat(hour)
    except ValueError as error:
        raise FormatError(f"--now {hour}: a time is written 2026-03-05T06:00Z") from error
    fixed = fixed.replace(tzinfo=UTC) if fixed.tzinfo is None else fixed.astimezone(UTC)
    return lambda: fixed


def _one_round(plan: "Plan", out: Path, now: Callable[[], datetime], quiet: bool) -> bool:
    from lycaon.watch.outputs import summary
    from lycaon.watch.rounds import run_round

    done = run_round(plan, out, now)
    if not done.was_due:
        _say(f"Nothing is due before {done.next_at:%Y-%m-%d %H:%M} UTC.", quiet)
        return True
    if not done.is_done:
        _say("Stopped. Run the same command again to go on.", quiet)
        return False
    counts = ", ".join(f"{number} {kind}" for kind, number in summary(out).items())
    _say(f"Round {done.number} is done. So far: {counts}. Next: {done.next_at:%Y-%m-%d %H:%M} UTC.", quiet)
    return True


def _follow(path: Path, plan: "Plan", out: Path, quiet: bool) -> None:
    """Do each round in a process of its own: what goes wrong in one does not end the watch."""
    from lycaon.watch.rounds import wait_until

    now = _clock(None)
    command = [sys.executable, "-c", _OURSELVES, "watch", str(path), "--out", str(out), *(["--quiet"] if quiet else [])]
    while True:
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - ourselves
        if code in {2, 130}:
            raise click.exceptions.Exit(code)
        number = plan.round_at(now())
        # A round that was not finished is tried again in a quarter of an hour; what is done stays done.
        at = plan.round_begins(max(number + 1, 0))
        if code:
            _say("The round was not finished; it is tried again in 15 minutes.", quiet)
            time.sleep(900)
        else:
            wait_until(at, now, time.sleep)


def _check(plan: "Plan") -> None:
    from lycaon.watch.saved import differences

    faults = 0
    for site in plan.sites:
        found = list(differences(site))
        faults += len(found)
        for line in found:
            click.echo(line, err=True)
        pages = len(site.profile.saved)
        click.echo(f"{site.id}: {len(site.starts)} pages to start from, every {site.pause_s:g} s, {pages} saved pages")
    if faults:
        raise FormatError(f"{faults} readings of saved pages are not as the profile says; see above")
    click.echo(json.dumps({"plan": plan.name, "sites": len(plan.sites), "user_agent_contact": plan.contact}))


def _say(words: str, quiet: bool) -> None:
    if not quiet:
        click.echo(words)
