"""What a program read out of a page: it is what the kept page gives, read again, and no word came from elsewhere.

Hashes only say that ``listing.json`` is the one that was kept. Whoever held the key when the capture was made could
have kept another price than the page shows; reading the page again tells. The reader comes as an argument, because
this room knows no pages.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from lycaon.errors import EvidenceError
from lycaon.evidence.contents import SHORT, folder_of
from lycaon.evidence.objects import digest_of
from lycaon.evidence.verify.box import paper
from lycaon.evidence.verify.report import Finding, fails, holds, unknown
from lycaon.values.codec import from_json, to_json
from lycaon.values.evidence import Capture, CapturedFile, CaptureKind, Extracted, FileRole, ReadAgain
from lycaon.values.listing import TEXT_FIELDS, Listing

ReadListing = Callable[[Path, Capture, Extracted], ReadAgain]
"""Reads the pages of a capture again, as ``lycaon.collect.extracting.read_again`` does; raises EvidenceError."""


def check_listing(bundle: Path, obj: str, capture: Capture, read: ReadListing | None) -> Iterator[Finding]:
    """Check what was read out of one capture, where something was."""
    folder = bundle / "data" / folder_of(obj) / "files"
    found = [file for file in capture.files if file.role is FileRole.LISTING]
    if len(found) > 1 or (found and capture.kind is not CaptureKind.CAPTURED):
        yield fails("listing.unreadable", obj, "a capture has one listing at most, and nothing else has any")
        return
    for file in found:
        if not _are_as_kept(folder, capture):
            return  # said already; what was slipped in is not read
        yield from _judged(folder, obj, capture, file, read)


def _are_as_kept(folder: Path, capture: Capture) -> bool:
    read = (FileRole.PAGE, FileRole.DOM, FileRole.LISTING)
    paths = ((folder / file.path, file.sha256) for file in capture.files if file.role in read)
    return all(path.is_file() and digest_of(path) == digest for path, digest in paths)


def _judged(
    folder: Path, obj: str, capture: Capture, file: CapturedFile, read: ReadListing | None
) -> Iterator[Finding]:
    where = f"{obj[:SHORT]}:{file.path}"
    try:
        raw = paper(folder / file.path)
        claimed = from_json(raw, Extracted)
        if to_json(claimed) != raw:
            raise EvidenceError("holds more or other than what a program writes there")
        if read is None:
            words = "whether the listing is what its page gives: nothing at hand reads pages; read the page yourself"
            yield unknown("listing.unread", where, words)
            return
        again = read(folder, capture, claimed)
    except (EvidenceError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield fails("listing.unreadable", where, f"is no listing of this capture: {error}")
        return
    yield from _compared(where, claimed, again)


def _compared(where: str, claimed: Extracted, again: ReadAgain) -> Iterator[Finding]:
    if again.strangers:
        words = ", ".join(repr(word) for word in again.strangers)
        yield fails("listing.words", where, f"holds words that stand nowhere in the page: {words}")
        return
    found = again.extracted
    if found is not None and to_json(claimed) == to_json(replace(found, edition=claimed.edition)):
        yield holds("listing", where, "is what its page gives when it is read again; it is derived, the page counts")
        return
    differ = ", ".join(_differing(claimed, found)) or "more than words"
    if found is not None and found.edition == claimed.edition:
        yield fails("listing.differs", where, f"is not what its page gives when it is read again: {differ}")
    else:
        words = f"whether {claimed.edition!r} read the page so: this one reads otherwise ({differ}); look at the page"
        yield unknown("listing.edition", where, words)


def _differing(claimed: Extracted, found: Extracted | None) -> Iterator[str]:
    one, other = claimed.listing or Listing(id=""), (found.listing if found else None) or Listing(id="")
    for name in TEXT_FIELDS:
        if one.words(name) != other.words(name):
            yield f"{name} {one.words(name)[:60]!r} for {other.words(name)[:60]!r}"
    if claimed.account != (found.account if found else None):
        yield "the account"
