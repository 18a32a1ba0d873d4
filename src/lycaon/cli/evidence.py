"""``lycaon evidence``: keep, seal, hand over; every change with a name and a reason."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lycaon.cli.evidence_capture import capture
from lycaon.cli.evidence_read import read
from lycaon.cli.evidence_redact import redact
from lycaon.cli.evidence_stamps import authority, due, seal, stamp
from lycaon.cli.evidence_store import TOOL, custodian, named, now, opened, state_of
from lycaon.errors import EvidenceError

if TYPE_CHECKING:
    from lycaon.evidence.store import Store
    from lycaon.values.evidence import Capture

EXIT_BROKEN = 1


@click.group()
@click.option(
    "--store",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("evidence"),
    show_default=True,
    envvar="LYCAON_STORE",
    help="Folder of the evidence store.",
)
@click.pass_context
def evidence(context: click.Context, folder: Path) -> None:
    """Keep captures so that a stranger can check them."""
    context.obj = folder


for command in (capture, read, redact, seal, stamp, due, authority):
    evidence.add_command(command)


@evidence.command()
@click.option("--authority", "address", help="Address of an RFC 3161 time-stamp authority.")
@click.option("--roots", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its roots (PEM).")
@click.pass_obj
def init(folder: Path, address: str | None, roots: Path | None) -> None:
    """Make a store, or add a time-stamp authority to one."""
    from lycaon.evidence.owed import Stamps
    from lycaon.evidence.stamps import Authority
    from lycaon.evidence.store import Store

    if bool(address) != bool(roots):
        raise EvidenceError("--authority and --roots go together: an answer that cannot be checked is worth nothing")
    if not (folder / "store.json").exists():
        store = Store.create(folder, now)
        click.echo(f"{folder}: made. Publish the fingerprint of its key, so that others can compare:")
        click.echo(f"  {store.identity.key}")
        store.close()
    if address and roots:
        with opened(folder) as store:
            Stamps(store).add_authority(Authority(url=address, roots=roots.read_text(encoding="ascii")))
        click.echo(f"Time-stamps are asked for at {address}.")


@evidence.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--giver", required=True, help="Who handed the files over.")
@click.option("--statement", required=True, help="What the giver says of them, in the giver's words.")
@click.option("--url", default="", help="The page that they show, according to the giver.")
@named
@click.pass_obj
def receive(
    folder: Path,
    files: tuple[Path, ...],
    giver: str,
    statement: str,
    url: str,
    actor: str,
    role: str,
    reason: str,
) -> None:
    """Keep files that somebody handed over, as a received exhibit."""
    from lycaon.evidence.receive import receive as take

    with opened(folder) as store, tempfile.TemporaryDirectory() as aside:
        capture = take(
            files,
            Path(aside),
            giver=giver,
            statement=statement,
            reason=reason,
            now=now(),
            tool=TOOL,
            asked_url=url,
        )
        click.echo(store.keep(capture, Path(aside), custodian(actor, role)))


@evidence.command("list")
@click.pass_obj
def list_command(folder: Path) -> None:
    """List the captures, oldest first."""
    with opened(folder) as store:
        for obj in store.captures():
            capture = store.capture(obj)
            state = "destroyed" if store.is_destroyed(obj) else state_of(capture)
            url = capture.url or capture.asked_url
            click.echo(f"{obj[:16]}  {capture.at:%Y-%m-%dT%H:%M:%SZ}  {capture.kind.value:9} {state:9} {url}")


@evidence.command()
@click.argument("beginning", metavar="CAPTURE")
@click.pass_obj
def show(folder: Path, beginning: str) -> None:
    """Show what is known of a capture, without opening any of its files."""
    from lycaon.evidence.owed import Stamps

    with opened(folder) as store:
        obj = store.resolve(beginning)
        capture = store.capture(obj)
        click.echo(f"{obj}\n{capture.kind.value} {capture.at:%Y-%m-%dT%H:%M:%SZ} {capture.url or capture.asked_url}")
        if not capture.health.is_healthy:
            click.echo(f"NOT THE PAGE: {capture.health.ailment.value} ({'; '.join(capture.health.signs)})")
        for file in capture.files:
            click.echo(f"  {file.sha256}  {file.size:>12}  {file.role.value:10} {file.path}")
        if capture.lacks:
            click.echo(f"Lacks: {', '.join(capture.lacks)}")
        _show_how(store, capture)
        for found in Stamps(store).of_capture(obj):
            said = f"{found.at:%Y-%m-%dT%H:%M:%SZ} by {found.name}" if found.at else found.why
            local = " (LOCAL AUTHORITY, no independent time)" if found.is_local else ""
            click.echo(f"Time-stamp {found.status.value}: {said}{local}")


def _show_how(store: "Store", capture: "Capture") -> None:
    from lycaon.evidence.provenance import certificate_words, clock_words, file_of, seller_words
    from lycaon.values.evidence import FileRole

    if seller := seller_words(capture):
        click.echo(f"Seller: {seller}")
    if digest := file_of(capture, FileRole.CERTIFICATES):
        for words in certificate_words(store.objects.read(digest)):
            click.echo(f"Certificate: {words}")
    if capture.acquisition.clock:
        for words in clock_words(capture.acquisition.clock):
            click.echo(f"Clock: {words}")


@evidence.command()
@click.argument("beginning", metavar="CAPTURE")
@click.argument("path")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where to write the copy.")
@named
@click.pass_obj
def view(folder: Path, beginning: str, path: str, out: Path, actor: str, role: str, reason: str) -> None:
    """Copy one file of a capture out; that somebody looked is written down first."""
    if out.exists():
        raise EvidenceError(f"{out}: stands there already")
    with opened(folder) as store:
        out.write_bytes(store.view(store.resolve(beginning), path, custodian(actor, role), reason))


@evidence.command()
@click.argument("beginning", metavar="[CAPTURE]", required=False)
@click.pass_obj
def log(folder: Path, beginning: str | None) -> None:
    """Print the custody log, or what it says of one capture."""
    with opened(folder) as store:
        for line in store.history(store.resolve(beginning)) if beginning else store.log.lines():
            event = line.event
            who = f"{event.actor} ({event.role})"
            click.echo(
                f"{event.seq:>6} {event.at:%Y-%m-%dT%H:%M:%SZ} {event.object[:16]} {event.action.value:10} "
                f"{who}: {event.reason}"
            )


@evidence.command()
@click.argument("beginning", metavar="CAPTURE")
@click.option("--to", "recipient", required=True, help="To whom the capture itself went.")
@named
@click.pass_obj
def transfer(folder: Path, beginning: str, recipient: str, actor: str, role: str, reason: str) -> None:
    """Write down that custody of a capture went to somebody else."""
    from lycaon.values.evidence import Action

    with opened(folder) as store:
        who = custodian(actor, role)
        store.note(Action.TRANSFERRED, store.resolve(beginning), who, f"to {recipient}: {reason}")


@evidence.command()
@click.argument("beginning", metavar="CAPTURE")
@click.option("--yes", is_flag=True, help="Do not ask.")
@named
@click.pass_obj
def destroy(folder: Path, beginning: str, yes: bool, actor: str, role: str, reason: str) -> None:
    """Destroy the files of a capture for good; its manifest and its history stay."""
    with opened(folder) as store:
        obj = store.resolve(beginning)
        if not yes:
            click.confirm(f"Destroy the files of {obj} for good?", abort=True)
        gone = store.destroy(obj, custodian(actor, role), reason)
        click.echo(f"Destroyed {len(gone)} files; manifest and history stay.")


@evidence.command()
@click.argument("captures", nargs=-1, required=True)
@click.option("--to", "recipient", required=True, help="Who gets the bundle.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist.")
@click.option("--handling", default="TLP:AMBER", show_default=True, help="Who may see it.")
@click.option(
    "--translation",
    "translated",
    multiple=True,
    type=(str, str, click.Path(exists=True, dir_okay=False, path_type=Path)),
    metavar="CAPTURE LANGUAGE FILE",
    help="Words of a translation, shown in the exhibit and marked as one.",
)
@click.option("--translator", default="", help="Who, or which program, made the translations.")
@click.option(
    "--account",
    "shown",
    multiple=True,
    type=(str, str, str),
    metavar="CAPTURE HANDLE ADDRESS",
    help="An account that a capture shows, as published; for the CASE/UCO graph.",
)
@named
@click.pass_obj
def bundle(
    folder: Path,
    captures: tuple[str, ...],
    recipient: str,
    out: Path,
    handling: str,
    translated: tuple[tuple[str, str, Path], ...],
    translator: str,
    shown: tuple[tuple[str, str, str], ...],
    actor: str,
    role: str,
    reason: str,
) -> None:
    """Write captures and all that proves them into a folder that a stranger can check.

    Example: lycaon evidence bundle 3f2a --to "Parquet de Lyon" --out case-12 --reason "referral"
    """
    from lycaon.evidence.bundle import Order, write_bundle
    from lycaon.evidence.exhibit import Translation
    from lycaon.evidence.graph import Account

    if translated and not translator.strip():
        raise click.UsageError("a translation needs the name of who, or what program, made it (--translator)")
    with opened(folder) as store:
        order = Order(
            captures=tuple(store.resolve(beginning) for beginning in captures),
            recipient=recipient,
            reason=reason,
            handling=handling,
            agent=TOOL,
            translations=tuple(
                Translation(
                    capture=store.resolve(beginning),
                    language=language,
                    text=path.read_text("utf-8", "replace"),
                    made_by=translator,
                )
                for beginning, language, path in translated
            ),
            accounts=tuple(
                Account(capture=store.resolve(beginning), handle=handle, url=url) for beginning, handle, url in shown
            ),
        )
        contents = write_bundle(store, order, custodian(actor, role), out)
        click.echo(f"{out}: {len(contents.captures)} captures, {len(contents.files)} files. Tell the recipient, apart:")
        click.echo(f"  lycaon verify {out} --key {store.identity.key}")


@evidence.command()
@click.pass_obj
def check(folder: Path) -> None:
    """Look through the whole store for anything that was changed. Exit code 1 if something was."""
    from lycaon.evidence.audit import audit

    with opened(folder) as store:
        faults = list(audit(store))
    for fault in faults:
        click.echo(f"FAILS  {fault.where}: {fault.words}  [{fault.code}]")
    if faults:
        raise click.exceptions.Exit(EXIT_BROKEN)
    click.echo("The store is whole: every byte, every line, every signed head.")


@evidence.command()
@click.argument("published", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="HEAD.JSON")
@click.pass_obj
def compare(folder: Path, published: Path) -> None:
    """Show that the log still begins with what a published head spoke of. Exit code 1 if it does not."""
    from lycaon.evidence.canonical import uncanonical
    from lycaon.evidence.heads import Head
    from lycaon.evidence.merkle import Tree, holds_consistency

    old = uncanonical(published.read_bytes(), Head, str(published))
    with opened(folder) as store:
        new = store.sign_head().head
        leaves = store.log.leaves(new.size)
    proof = Tree.over(leaves).consistency(old.size, new.size) if 0 < old.size <= new.size else []
    roots = bytes.fromhex(old.root), bytes.fromhex(new.root)
    if not holds_consistency(old.size, new.size, proof, *roots):
        click.echo(f"FAILS  the log of {new.size} events does not begin with the {old.size} of this head")
        raise click.exceptions.Exit(EXIT_BROKEN)
    click.echo(f"The log of {new.size} events begins with the {old.size} of this head. Proof (RFC 9162):")
    for step in proof:
        click.echo(f"  {step.hex()}")
