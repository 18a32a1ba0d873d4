"""``lycaon evidence read``: words in kept pictures, read by a program and kept beside them."""

from pathlib import Path

import click

from lycaon.cli.evidence_store import custodian, named, opened


@click.command()
@click.argument("beginning", metavar="CAPTURE")
@named
@click.pass_obj
def read(folder: Path, beginning: str, actor: str, role: str, reason: str) -> None:
    """Read the words in a capture's pictures (OCR), and keep them beside it; bundles show them, marked as a reading.

    Latin letters, Chinese and Japanese are read; other scripts are not, or wrongly and without a doubt.
    Needs pip install 'lycaon[ocr]'.

    Example: lycaon evidence read 3f2a --reason "tip 17"
    """
    from lycaon.collect.ocr import read_words
    from lycaon.errors import EvidenceError
    from lycaon.evidence.readings import keep_reading, reading_words
    from lycaon.look.pictures import TYPES

    with opened(folder) as store:
        obj = store.resolve(beginning)
        store.check_named(custodian(actor, role), reason)
        files = [file for file in store.capture(obj).files if file.media_type in TYPES]
        found = [read_words(store.objects.read(file.sha256), file.path, file.sha256) for file in files]
        pictures = [picture for picture in found if picture is not None]
        if not pictures:
            raise EvidenceError(f"{obj}: holds no picture that can be drawn; 'lycaon evidence show' lists its files")
        made = keep_reading(store, obj, pictures, custodian(actor, role), reason)
        click.echo(reading_words(pictures))
        click.echo(f"Kept as {made}: a reading, not the evidence. Look at the pictures themselves.", err=True)
