"""``lycaon restore``: make an installation of a backup."""

from pathlib import Path

import click

from lycaon.cli.up import workbench_environment


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), required=True, help="An empty folder.")
def restore(source: Path, home: Path) -> None:
    """Restore SOURCE into an empty folder, bring its tables up to date and check record and evidence.

    Example: lycaon restore lycaon-2026-11-22.tar --home /srv/lycaon, then LYCAON_HOME=/srv/lycaon lycaon up
    """
    workbench_environment()
    from lycaon.workbench.project.backup import restore as restored_from

    done = restored_from(source, home.absolute())
    click.echo(
        f"Restored the backup of {done.made_at}: {done.events:,} events in an unbroken record, "
        f"{done.captures:,} captures. Start it with LYCAON_HOME={home.absolute()} lycaon up"
    )
