"""``lycaon retry``: the dead letters of a job, read again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from lycaon.cli import EXIT_REJECTED
from lycaon.cli.scan import LANGUAGES, pairs, run_scan


@click.command()
@click.argument("letters", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="REJECTED.JSONL")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results; 'retry' beside the file unless said."
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report."
)
@click.option("--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help="Name a column, as in scan.")
def retry(letters: Path, out: Path | None, language: str, mapped: tuple[str, ...]) -> None:
    """Scan the records of a rejected.jsonl again, after a mend of that file or of the engine.

    They are asked what the scan beside the file was asked: the same markets, day and threshold.
    """
    from lycaon.collect import Source
    from lycaon.scan import Asked, asked_of

    today = datetime.now(UTC).date()
    rejected = run_scan(
        [Source(letters, "rejected", pairs(mapped))],
        out or letters.parent / "retry",
        replace(asked_of(letters.parent) or Asked(today=today), today=today),
        limit=None,
        workers=1,
        language=language,
        edition="bundled",
        quiet=False,
    )
    if rejected:
        raise click.exceptions.Exit(EXIT_REJECTED)
