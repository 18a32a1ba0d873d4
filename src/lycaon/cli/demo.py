"""``lycaon demo``: the main job on the bundled sample."""

import shutil
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import lycaon
from lycaon.cli.scan import LANGUAGES, run_scan
from lycaon.errors import SetupError

if TYPE_CHECKING:
    from lycaon.collect import Source
    from lycaon.scan import Asked

OUTPUTS = ("findings.parquet", "findings.jsonl", "findings.csv", "rejected.jsonl", "summary.json")


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/sample"), show_default=True)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the report.",
)
def demo(out: Path, language: str) -> None:
    """Scan the bundled sample of 400 listings in 12 languages and write its report.

    Where that was done today, and nothing has changed since, what stands there is kept.
    """
    from lycaon.collect import Source
    from lycaon.learn.sample import sample_path
    from lycaon.scan import Asked

    asked = Asked(today=_today())
    with sample_path() as path:
        if _stands(out, Source(path), asked, language):
            click.echo(f"{out} holds this scan already; nothing has changed since.")
        else:
            # A demonstration starts afresh: nobody wants to be told that yesterday's asked for another day.
            _clear(out)
            run_scan(
                [Source(path)], out, asked, limit=None, workers=1, language=language, edition="bundled", quiet=False
            )
    click.echo(f"\nOpen {(out / 'report.html').resolve().as_uri()} in a browser.")


def _stands(out: Path, source: "Source", asked: "Asked", language: str) -> bool:
    """Tell whether a folder holds this very scan, whole: same input, day and editions, all outputs, no younger code."""
    report = out / "report.html"
    if not all((out / name).is_file() for name in OUTPUTS) or not report.is_file():
        return False
    with report.open(encoding="utf-8") as stream:
        if f'<html lang="{language}"' not in stream.read(200):
            return False
    if _latest_change() > (out / "job.json").stat().st_mtime:
        return False
    from lycaon.scan import Scanner, is_same_job

    return is_same_job(out, [source], asked, Scanner.load().editions)


def _latest_change() -> float:
    """Return when a file of this package last changed: editions name data and versions, not code that is worked on."""
    (home,) = lycaon.__path__
    changes: list[float] = []
    for path in Path(home).rglob("*.py"):
        with suppress(FileNotFoundError):  # it went while we looked, as editors and installers let files go
            changes.append(path.stat().st_mtime)
    return max(changes)


def _today() -> date:
    return datetime.now(UTC).date()


def _clear(out: Path) -> None:
    """Delete an earlier demonstration; never anything else that may stand in the folder that was named."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / "job.json").is_file():
        raise SetupError(f"{out}: holds something other than an earlier demonstration; choose another --out")
    for name in (*OUTPUTS, "report.html", "job.json"):
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / "parts", ignore_errors=True)
