"""``lycaon evidence redact``: a working copy in which faces, plates and third parties' data are unreadable."""

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lycaon.cli.evidence_store import TOOL, custodian, named, now, opened

if TYPE_CHECKING:
    from lycaon.evidence.covering import Covered
    from lycaon.evidence.spotting import Box


@click.command()
@click.argument("beginning", metavar="CAPTURE")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--removed", default="", help="What was made unreadable, where and why: the redaction log.")
@click.option("--faces", is_flag=True, help="Cover what OpenCV takes for a face.")
@click.option("--plates", is_flag=True, help="Cover what OpenCV takes for a number plate.")
@click.option(
    "--box",
    "boxes",
    multiple=True,
    type=(str, int, int, int, int),
    metavar="PICTURE X Y WIDTH HEIGHT",
    help="Cover this part, in dots from the upper left corner; may be repeated.",
)
@named
@click.pass_obj
def redact(
    folder: Path,
    beginning: str,
    files: tuple[Path, ...],
    removed: str,
    faces: bool,
    plates: bool,
    boxes: tuple[tuple[str, int, int, int, int], ...],
    actor: str,
    role: str,
    reason: str,
) -> None:
    """Keep a working copy beside a capture, which stays as it is.

    Either FILES that were redacted with another tool, with --removed; or --faces, --plates and --box, and the pictures
    of the capture are covered here. A person has to look at every picture before a copy leaves.

    Example: lycaon evidence redact 3f2a --faces --box screen.png 40 120 300 60 --reason "for the press"
    """
    is_ours = faces or plates or bool(boxes)
    if is_ours == bool(files):
        raise click.UsageError("name redacted FILES (with --removed), or what to cover: --faces, --plates, --box")
    from lycaon.evidence.receive import working_copy

    with opened(folder) as store, tempfile.TemporaryDirectory() as aside:
        obj, into = store.resolve(beginning), Path(aside)
        made: list[Covered] = []
        if is_ours:
            from lycaon.evidence.covering import covered_copy
            from lycaon.evidence.spotting import Thing

            things = [thing for thing, wanted in ((Thing.FACE, faces), (Thing.PLATE, plates)) if wanted]
            copy, made = covered_copy(
                store, obj, into, things=things, by_hand=_by_hand(boxes, actor), words=removed, reason=reason,
                now=now(), tool=TOOL,
            )  # fmt: skip
        else:
            copy = working_copy(files, into, original=obj, removed=removed, reason=reason, now=now(), tool=TOOL)
        click.echo(store.keep_redacted(obj, copy, into, custodian(actor, role)))
        _tell(made)


def _by_hand(boxes: tuple[tuple[str, int, int, int, int], ...], actor: str) -> "dict[str, list[Box]]":
    from lycaon.evidence.spotting import Box

    found: dict[str, list[Box]] = defaultdict(list)
    for path, x, y, width, height in boxes:
        found[path].append(Box(x=x, y=y, width=width, height=height, what="by hand", found_by=actor))
    return dict(found)


def _tell(made: "list[Covered]") -> None:
    from lycaon.evidence.covering import WARNING

    for one in made:
        click.echo(f"{one.original.path}: {len(one.boxes)} boxes covered", err=True)
    if made:
        click.echo(WARNING, err=True)
