"""``lycaon demo``: the main job on the bundled sample."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from lycaon.cli.scan import LANGUAGES, run_scan
from lycaon.errors import SetupError

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
    """Scan the bundled sample of 400 listings in 12 languages and write its report."""
    from lycaon.collect import Source
    from lycaon.learn.sample import sample_path
    from lycaon.scan import Asked

    # A demonstration starts afresh: nobody wants to be told that yesterday's asked for another day.
    _clear(out)
    with sample_path() as path:
        run_scan(
            [Source(path)], out, Asked(today=datetime.now(UTC).date()), limit=None, workers=1, language=language,
            edition="bundled", quiet=False,
        )  # fmt: skip
    click.echo(f"\nOpen {(out / 'report.html').resolve().as_uri()} in a browser.")


def _clear(out: Path) -> None:
    """Delete an earlier demonstration; never anything else that may stand in the folder that was named."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / "job.json").is_file():
        raise SetupError(f"{out}: holds something other than an earlier demonstration; choose another --out")
    for name in (*OUTPUTS, "report.html", "job.json"):
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / "parts", ignore_errors=True)
