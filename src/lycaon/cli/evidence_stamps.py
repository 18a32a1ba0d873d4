"""``lycaon evidence seal, stamp, due, authority``: who else says when something existed."""

from datetime import timedelta
from pathlib import Path

import click

from lycaon.cli import EXIT_REJECTED
from lycaon.cli.evidence_store import custodian, named, now, opened


@click.command()
@click.argument("captures", nargs=-1, required=True)
@named
@click.pass_obj
def seal(folder: Path, captures: tuple[str, ...], actor: str, role: str, reason: str) -> None:
    """Sign the log over captures, and ask for their time-stamps."""
    from lycaon.evidence.owed import Stamps

    with opened(folder) as store:
        found = [store.resolve(beginning) for beginning in captures]
        signed = store.seal(found, custodian(actor, role), reason)
        stamps = Stamps(store)
        for obj in found:
            stamps.owe_capture(obj)
        stamps.owe_head(signed)
        click.echo(f"Sealed {len(found)}; head of {signed.head.size} events, root {signed.head.root}")
        _settle(stamps.settle(at_once=True), asked=bool(stamps.authorities()))


def _settle(outcome: object, *, asked: bool) -> None:
    from lycaon.evidence.owed import Outcome

    assert isinstance(outcome, Outcome)  # noqa: S101 - imported late, so that the command line starts fast
    if not asked:
        click.echo("No time-stamp authority is set; 'lycaon evidence init --authority URL --roots PEM' sets one.")
        return
    click.echo(f"Time-stamps: {outcome.stamped} came, {outcome.pending} pending, {outcome.refused} refused.")
    if outcome.pending or outcome.refused:
        click.echo("'lycaon evidence stamp' asks again; 'lycaon evidence show ID' says why.")


@click.command()
@click.option("--renew-within", type=int, default=90, show_default=True, metavar="DAYS", help="Renew what expires.")
@click.pass_obj
def stamp(folder: Path, renew_within: int) -> None:
    """Ask for the time-stamps that are owed, and renew those that expire soon."""
    from lycaon.evidence.owed import Stamps

    with opened(folder) as store:
        stamps = Stamps(store)
        if stamps.renew(timedelta(days=renew_within)):
            click.echo("Some expire soon: a new head was signed, whose time-stamp covers them.")
        _settle(stamps.settle(at_once=True), asked=bool(stamps.authorities()))


@click.command()
@click.option("--within", type=int, default=90, show_default=True, metavar="DAYS", help="What expires by then.")
@click.pass_obj
def due(folder: Path, within: int) -> None:
    """List the time-stamps that have not come yet, and those that expire soon; 'stamp' asks for them and renews them.

    Exit code 0: nothing is due; 3: something is.

    Example: lycaon evidence due --within 30 || lycaon evidence stamp --renew-within 30
    """
    from lycaon.evidence.owed import Stamps

    with opened(folder) as store:
        stamps = Stamps(store)
        lines = [
            f"pending  {owed.object[:16]}  {owed.url}  since {owed.since:%Y-%m-%d}  {owed.why or 'not asked for yet'}"
            for owed in stamps.owed()
        ]
        lines += [
            f"expires  {stamp.object[:16]}  {stamp.authority}  on {stamp.valid_to:%Y-%m-%d}"
            for stamp in stamps.expiring(timedelta(days=within))
        ]
    for line in lines:
        click.echo(line)
    if lines:
        raise click.exceptions.Exit(EXIT_REJECTED)


@click.command()
@click.option("--folder", "home", required=True, type=click.Path(path_type=Path), help="Where its keys stand.")
@click.option("--port", type=int, default=3161, show_default=True, help="On loopback.")
def authority(home: Path, port: int) -> None:
    """Run a time-stamp authority of one's own, for training and offline use. It proves no independent time.

    Example: lycaon evidence authority --folder tsa &
    """
    from lycaon.evidence.authority import create_authority, serve

    if not (home / "tsa.cnf").exists():
        create_authority(home, now=now())
    server = serve(home, port=port)
    click.echo(f"LOCAL authority, no independent time: http://127.0.0.1:{server.server_port}/  roots: {home}/root.pem")
    try:
        server.serve_forever()
    except KeyboardInterrupt as stopped:
        raise click.Abort from stopped
    finally:
        server.server_close()
