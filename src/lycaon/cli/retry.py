"""``lycaon retry``: the dead letters of a job, read again."""

from datetime import UTC, datetime
from pathlib import Path

import click

from lycaon.cli import EXIT_REJECTED
from lycaon.cli.scan import LANGUAGES, run_scan


@click.command()
@click.argument("letters", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="REJECTED.JSONL")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results; 'retry' beside the file unless said."
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report."
)
def retry(letters: Path, out: Path | None, language: str) -> None:
    """Scan the records of a dead-letter file again, after a mend of the file or of the engine."""
    from lycaon.collect import Source
    from lycaon.scan import Asked

    rejected = run_scan(
        [Source(letters, "rejected")],
        out or letters.parent / "retry",
        Asked(today=datetime.now(UTC).date()),
        limit=None,
        workers=1,
        language=language,
        edition="bundled",
        quiet=False,
    )
    if rejected:
        raise click.exceptions.Exit(EXIT_REJECTED)
