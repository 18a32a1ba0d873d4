"""``lycaon take-in``: hand the findings of a scan or a watch to the workbench."""

from pathlib import Path

import click

from lycaon.cli import EXIT_REJECTED
from lycaon.cli.up import workbench_environment


@click.command("take-in")
@click.argument("findings", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def take_in(findings: tuple[Path, ...]) -> None:
    """Take findings.jsonl of scans and watches into the queue of the workbench. Doing it twice changes nothing.

    Example: lycaon take-in lycaon-out/findings.jsonl
    """
    environment = workbench_environment()
    from lycaon.workbench.project import running

    with running.ready(environment):
        rejected = sum(_taken(path) for path in findings)
    if rejected:
        raise click.exceptions.Exit(EXIT_REJECTED)


def _taken(path: Path) -> int:
    from lycaon.errors import SetupError
    from lycaon.workbench.offers.actions import take_in as take
    from lycaon.workbench.offers.grouping import group_alike
    from lycaon.workbench.offers.rows import rows_in
    from lycaon.workbench.people.acting import Actor
    from lycaon.workbench.people.models import Organisation

    house = Organisation.objects.filter(is_host=True).first()
    if house is None:
        raise SetupError("no organisation runs this installation yet; 'lycaon up' prints where to begin")
    taken = take(Actor.software("take_in"), rows_in(path), tenant=house, source=path.name)
    grouped = group_alike(house)
    for one in taken.rejected[:20]:
        click.echo(f"rejected: {one.where}: {one.reason}", err=True)
    click.echo(
        f"{path}: {taken.new:,} new, {taken.changed:,} changed, {taken.again:,} as before, "
        f"{len(taken.rejected):,} rejected; {grouped:,} offers have near-duplicates."
    )
    return len(taken.rejected)
