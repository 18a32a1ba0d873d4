"""``lycaon up``: start the workbench."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lycaon.errors import SetupError

if TYPE_CHECKING:
    from lycaon.workbench.project.environment import Environment


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; a proxy stands before it.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer.")
@click.option(
    "--demo",
    "findings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FINDINGS",
    help="Fill an empty installation with a made-up house and these findings (findings.jsonl of a scan).",
)
@click.option("--check", is_flag=True, help="Prepare and check everything, then stop.")
def up(port: int, host: str, workers: int, findings: Path | None, check: bool) -> None:
    """Start the workbench: database, tables, web server, worker. Stop it with Ctrl-C.

    Settings are read from the environment; docs/workbench.md lists them. Without DATABASE_URL a PostgreSQL server of
    its own is started in LYCAON_HOME.

    Example: LYCAON_MODE=production LYCAON_URL=https://desk.example.org lycaon up
    """
    environment = workbench_environment()
    from lycaon.workbench.project import running

    click.echo("Preparing the workbench; the first time this takes a minute ...")
    with running.ready(environment):
        running.must_be_safe(environment)
        if findings is not None:
            _demonstrate(environment, findings)
        if check:
            click.echo("Everything is ready.")
            return
        with running.started(port=port, host=host, workers=workers) as started:
            _say_where(started.address, is_demo=findings is not None)
            code = running.until_stopped(started, click.echo)
    raise click.exceptions.Exit(code)


def workbench_environment() -> "Environment":
    """Return the settings of the installation.

    Raises:
        SetupError: the workbench is not installed, or a setting cannot be what it claims to be.
    """
    import os

    try:
        from lycaon.workbench.project.environment import Environment
        from lycaon.workbench.project.manage import manage as _  # noqa: F401 - fails where a part is not installed
    except ImportError as error:
        raise SetupError(f"the workbench is not installed ({error.name}); pip install 'lycaon[workbench]'") from error
    return Environment.read(os.environ)


def _demonstrate(environment: "Environment", findings: Path) -> None:
    from lycaon.workbench.project.demonstration import demonstrate

    if environment.is_production:
        raise SetupError("--demo makes people whose password everybody knows; it does not go with production mode")
    if demonstrate(findings):
        click.echo("A made-up house with the sample was set up.")


def _say_where(address: str, *, is_demo: bool) -> None:
    from lycaon.workbench.project.demonstration import PASSWORD, seats
    from lycaon.workbench.project.first_run import is_first_run, secret

    click.echo(f"\nThe workbench answers at {address}")
    if is_first_run():
        click.echo(f"Begin here, once: {address}/first-run/?secret={secret()}")
    if is_demo:
        click.echo(f'Log in as any of these, password "{PASSWORD}":')
        for seat in seats():
            click.echo(f"  {seat.email:<34} {seat.does}")
    click.echo("Stop with Ctrl-C.")
