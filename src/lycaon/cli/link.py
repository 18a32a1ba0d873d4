"""``lycaon link``: which accounts appear operated together, with every ground."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lycaon.errors import SetupError

if TYPE_CHECKING:
    from lycaon.link.accounts import Network
    from lycaon.values.account import LinkGround
    from lycaon.values.listing import Listing

_HIDDEN = frozenset({"phone", "email", "iban"})


@click.command()
@click.argument(
    "inputs", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--pictures",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the pictures of the listings, under the names that their addresses end in.",
)
@click.option("--least", type=click.FloatRange(0), default=2.0, show_default=True, help="Least bits of a link.")
@click.option("--no-words", is_flag=True, help="Leave out nearly the same words, the slowest part.")
@click.option("--show", is_flag=True, help="Print telephone numbers, addresses and bank accounts in full.")
@click.option("--as", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
def link(
    inputs: tuple[Path, ...], pictures: Path | None, least: float, no_words: bool, show: bool, kind: str
) -> None:  # fmt: skip
    """Group accounts that appear operated together, and say on what grounds.

    FILE holds listings in any form that `lycaon scan` reads, or is a findings.jsonl. It never says that accounts are
    one person: a family shares a telephone, friends a photo. Bits are working assumptions; a person looks, and decides.

    Example: lycaon link lycaon-out/findings.jsonl --pictures photos/
    """
    try:
        from lycaon.link.accounts import account_links, networks
    except ModuleNotFoundError as error:
        raise SetupError(f"this needs {error.name}: pip install 'lycaon[link]'") from error
    from lycaon.values.codec import to_json

    listings = [listing for path in inputs for listing in _listings(path)]
    shown = _pictures(listings, pictures) if pictures else ()
    found = networks(account_links(listings, pictures=shown, least=least, by_words=not no_words))
    if kind == "json":
        click.echo(to_json({"networks": found}).decode())
        return
    for line in _told(found, show=show):
        click.echo(line)
    accounts = len({(listing.site, listing.seller) for listing in listings if listing.seller})
    click.echo(f"{len(listings)} listings, {accounts} accounts; groups that appear operated together: {len(found)}")


def _listings(path: Path) -> "Iterator[Listing]":
    from lycaon.collect import Source, read_listings
    from lycaon.values.listing import Listing

    rejected = 0
    for record in read_listings(Source(path)):
        if isinstance(record, Listing):
            yield record
        else:
            rejected += 1
    if rejected:
        click.echo(f"{path}: {rejected} records could not be used; 'lycaon scan' says why", err=True)


def _pictures(listings: "Sequence[Listing]", folder: Path) -> list[tuple[str, frozenset[str]]]:
    """Groups of listings that show the same picture, by the files of a folder."""
    from lycaon.link.images import Picture, alike, picture_at

    shown_in: dict[str, set[str]] = {}
    for listing in listings:
        for address in listing.images:
            # Only the last part of an address names a file, so that no address leads out of the folder.
            name = address.partition("?")[0].rpartition("/")[2]
            if name and (folder / name).is_file():
                shown_in.setdefault(name, set()).add(listing.id)
    hashed = {name: picture_at(folder / name) for name in sorted(shown_in)}
    unusable = [f"{name}: {found.reason}" for name, found in hashed.items() if not isinstance(found, Picture)]
    for line in unusable:
        click.echo(f"picture left out: {line}", err=True)
    groups = alike((name, found) for name, found in hashed.items() if isinstance(found, Picture))
    return [(min(names), frozenset(each for name in names for each in shown_in[name])) for names in groups]


def _told(found: "Sequence[Network]", *, show: bool) -> Iterator[str]:
    for number, network in enumerate(found, 1):
        yield f"{number}. {len(network.accounts)} accounts appear operated together: " + ", ".join(
            map(str, network.accounts)
        )
        for each in network.links:
            yield f"   {each.one} and {each.other}: {each.bits:g} bits"
            for ground in each.grounds:
                shared = f", shared by {ground.shared_by} accounts" if ground.shared_by > 2 else ""
                told = f"{ground.kind} {_value(ground, show=show)}: {ground.bits:g} bits{shared}"
                yield f"      {told}; {', '.join(ground.offers)}"


def _value(ground: "LinkGround", *, show: bool) -> str:
    if show or ground.kind not in _HIDDEN:
        return ground.value
    kept = ground.value[-3:]
    return f"{'•' * 6}{kept}"
