"""``lycaon record``: publish the head of the workbench's record, and compare published heads with the database."""

from pathlib import Path

import click

from lycaon.cli.up import workbench_environment

EXIT_BROKEN = 1


@click.group()
def record() -> None:
    """Guard the record of the workbench: every act, in a chain whose head is published each night."""


@record.command()
def publish() -> None:
    """Sign and publish the head of the record now; the worker does it every night.

    Example: lycaon record publish
    """
    environment = workbench_environment()
    from lycaon.workbench.project import running

    with running.ready(environment):
        from lycaon.workbench.people.acting import Actor
        from lycaon.workbench.privacy import heads

        head = heads.publish_head(Actor.software("record_head"))
        if head is None:
            click.echo("Nothing was added to the record since its last head.")
            return
        click.echo(f"{heads.write_files(head)}: link {head.seq}, signed.")
        if environment.heads_to:
            heads.mail(head).send()
            click.echo(f"Sent to {', '.join(environment.heads_to)}.")


@record.command()
@click.argument("kept", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--key", default="", metavar="FINGERPRINT", help="Of the key, as the house told it when the head was kept."
)
def check(kept: tuple[Path, ...], key: str) -> None:
    """Compare heads that were published with the record of this installation, and follow its whole chain.

    KEPT are head files (.json, their .sig beside them) or folders of them. Several heads narrow down where the record
    was changed. Exit code 0: all hold; 1: the record or a head was changed; 2: no head.

    Example: lycaon record check /media/usb/heads
    """
    environment = workbench_environment()
    from lycaon.workbench.project import running

    with running.ready(environment):
        from lycaon.workbench.privacy import heads

        read = [heads.must_read(path) for path in _files(kept)]
        findings = list(heads.compare(read, key=key))
    for finding in findings:
        click.echo(f"  - {finding.words}  [{finding.code}]")
    if findings:
        click.echo("CHANGED: a head or the record is not what was published; see above.")
        raise click.exceptions.Exit(EXIT_BROKEN)
    click.echo(f"WHOLE: {len(read)} published head(s) and every link of the chain hold.")


def _files(kept: tuple[Path, ...]) -> list[Path]:
    found = [file for path in kept for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    if not found:
        raise click.UsageError("no head (.json) in there")
    return found
