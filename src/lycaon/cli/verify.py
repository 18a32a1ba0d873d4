"""``lycaon verify``: a bundle checked, in words."""

from datetime import UTC, datetime
from pathlib import Path

import click

from lycaon.cli import EXIT_USAGE

EXIT_BROKEN = 1

_HEADINGS = {"fails": "FAILS", "holds": "Holds", "unknown": "Cannot be known from this bundle"}
_VERDICTS = {
    "broken": "BROKEN: {n} thing(s) fail. Do not rely on this bundle; ask the sender for another copy.",
    "whole": "WHOLE in itself. Nothing from outside vouches for it yet: see what cannot be known.",
    "anchored": "WHOLE, signed with the key you know, and seen in time by an authority you trust.",
}


@click.command()
@click.argument("bundle", type=click.Path(exists=True, path_type=Path))
@click.option("--key", default="", metavar="FINGERPRINT", help="The sender's key, 64 digits, as the sender told you.")
@click.option(
    "--roots",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Roots (PEM) of a time-stamp authority, as you got them from the authority.",
)
@click.option("--json", "as_json", is_flag=True, help="All findings as JSON.")
def verify(bundle: Path, key: str, roots: tuple[Path, ...], as_json: bool) -> None:
    """Check an evidence bundle. Needs no store and no network.

    Exit code 0: nothing fails; 1: something does; 2: this is no bundle.
    """
    from lycaon.collect.extracting import read_again
    from lycaon.evidence.stamps import load_roots
    from lycaon.evidence.verify import Trust, Verdict
    from lycaon.evidence.verify import verify as check

    if key and (len(key) != 64 or not all(digit in "0123456789abcdefABCDEF" for digit in key)):
        click.echo("--key is the fingerprint of the sender's key: 64 hexadecimal digits", err=True)
        raise click.exceptions.Exit(EXIT_USAGE)
    trusted = [root for path in roots for root in load_roots(path.read_text(encoding="ascii", errors="replace"))]
    report = check(bundle, Trust(key=key, roots=trusted), now=datetime.now(UTC), read_listing=read_again)
    if as_json:
        from lycaon.values.codec import to_json

        click.echo(to_json({"verdict": report.verdict, "findings": report.findings}).decode())
    else:
        for level, heading in _HEADINGS.items():
            found = [finding for finding in report.findings if finding.level == level]
            if found:
                click.echo(f"{heading}:")
            for finding in found:
                click.echo(f"  - {f'{finding.where}: ' if finding.where else ''}{finding.words}  [{finding.code}]")
        click.echo(_VERDICTS[report.verdict].format(n=len(report.failures)))
    if report.verdict is Verdict.BROKEN:
        raise click.exceptions.Exit(EXIT_BROKEN)
