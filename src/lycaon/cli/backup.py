"""``lycaon backup``: everything an installation of the workbench holds, in one file."""

from pathlib import Path

import click

from lycaon.cli.up import workbench_environment


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write database, evidence and keys of the workbench to TARGET, while people work.

    The file holds keys and other people's data: keep it where only you can read it.

    Example: lycaon backup /srv/backups/lycaon-2026-11-22.tar
    """
    environment = workbench_environment()
    from lycaon.workbench.project import backup as backups
    from lycaon.workbench.project import running

    with running.ready(environment) as database:
        size = backups.backup(environment, database, target)
    click.echo(f"{target}: {size / 1e6:,.1f} MB. 'lycaon restore {target} --home DIR' makes an installation of it.")
