"""``lycaon demo``: the main job on the bundled sample."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from lycaon.cli.scan import LANGUAGES, run_scan


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
    shutil.rmtree(out, ignore_errors=True)
    with sample_path() as path:
        run_scan(
            [Source(path)], out, Asked(today=datetime.now(UTC).date()), limit=None, workers=1, language=language,
            edition="bundled", quiet=False,
        )  # fmt: skip
    click.echo(f"\nOpen {(out / 'report.html').resolve().as_uri()} in a browser.")
