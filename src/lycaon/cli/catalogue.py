"""``lycaon catalogue``: check the tables, bring in those of others, compare two editions."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from lycaon.catalogue import DATA

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def catalogue() -> None:
    """Check, compare and import catalogues."""


@catalogue.command()
@click.argument("directory", type=_FOLDER, default=DATA)
def check(directory: Path) -> None:
    """Check the tables below DIRECTORY (those that are shipped, if left out) and say what is wrong."""
    from lycaon.catalogue.check import check_tables
    from lycaon.catalogue.edition import read_edition
    from lycaon.catalogue.tables import read_tables
    from lycaon.catalogue.tidy import stale_digests

    tables = read_tables(directory, read_edition(directory).sources)
    check_tables(tables)
    stale = list(stale_digests(directory))
    for name in stale:
        click.echo(f"{name}: its digest in edition.yaml is old; run: python -m lycaon.catalogue.tidy", err=True)
    click.echo(f"{sum(len(sheet.rows) for sheet in tables.sheets.values()):,} rows in {len(tables.sheets)} tables")
    if stale:
        sys.exit(1)


@catalogue.command()
@click.argument("directory", type=_FOLDER, default=DATA)
def tidy(directory: Path) -> None:
    """Sort the tables, note their digests and count their rows."""
    from lycaon.catalogue.tidy import tidy as tidy_tables

    for name, count in tidy_tables(directory).items():
        click.echo(f"{count:9,d}  {name}")


@catalogue.command()
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
def diff(old: Path, new: Path) -> None:
    """Say in plain words what changed from OLD to NEW."""
    from lycaon.catalogue.diff import diff as differences

    lines = list(differences(old, new))
    for line in lines:
        click.echo(line)
    if not lines:
        click.echo("no difference")


@catalogue.command(name="import")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["history", "listings", "darwin-core"]), required=True,
              help="Checklist history, Species+ listings of today, or a Darwin Core archive.")  # fmt: skip
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), required=True, help="A new folder.")
@click.option("--base", type=_FOLDER, default=DATA, help="The tables to start from; those shipped, if left out.")
@click.option("--instrument", type=click.Choice(["CITES", "EU"]), default="CITES", show_default=True)
@click.option("--source-code", default="darwin-core", show_default=True, help="What the rows will carry.")
@click.option("--licence", default="see the archive's own metadata", help="The licence of an archive.")
@click.option("--retrieved", help="The day of the download; today, if left out.")
def import_command(
    source: Path,
    kind: str,
    into: Path,
    base: Path,
    instrument: str,
    source_code: str,
    licence: str,
    retrieved: str | None,
) -> None:
    """Bring a download of Species+, of the CITES Checklist or a Darwin Core archive into a copy of the tables."""
    from lycaon.catalogue.importers import merge, read_archive, read_history, read_listings

    day = retrieved or datetime.now(UTC).date().isoformat()
    if kind == "history":
        imported = read_history(source, instrument=instrument, retrieved=day)
    elif kind == "listings":
        imported = read_listings(source, instrument=instrument, retrieved=day)
    else:
        imported = read_archive(source, source=source_code, licence=licence, retrieved=day)
    merged = merge(imported, base, into)
    click.echo(
        f"{len(imported.taxa)} taxa read, {merged.new_taxa} new; {merged.protections} protections, "
        f"{merged.names} names and {merged.range_states} range records brought into {into}"
    )
    for name in merged.left_out[:10]:
        click.echo(f"left out, its place in the tree is not told: {name}", err=True)
    click.echo(f"compare: lycaon catalogue diff {base} {into}")
