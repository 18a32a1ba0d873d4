"""Check a bundle without any store, and say in words what holds, what fails and what cannot be known.

Nothing in the bundle is trusted: links are refused before a file is opened, paths are checked, lists are
compared both ways. What a forger could have made anew is only believed for what it proves; the sender's key and the
authorities' roots have to come from elsewhere.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography import x509

from lycaon.errors import EvidenceError
from lycaon.evidence.contents import Contents
from lycaon.evidence.exhibit import AILMENTS
from lycaon.evidence.heads import Head
from lycaon.evidence.log import Line
from lycaon.evidence.provenance import clock_words
from lycaon.evidence.stamps import Stamp
from lycaon.evidence.verify import agreement, box, custody, graph, listings, packages, times
from lycaon.evidence.verify.listings import ReadListing
from lycaon.evidence.verify.report import Finding, Level, Report, Trust, Verdict, fails, unknown
from lycaon.values.evidence import Capture, CaptureKind

__all__ = ["Finding", "Level", "ReadListing", "Report", "Trust", "Verdict", "verify"]

NEVER_KNOWN = (
    "whether what the offer says is true, and who stood behind an account or a name",
    "whether the site showed the same to everybody, and what happened before the bytes reached the sender",
)


def verify(bundle: Path, trust: Trust, *, now: datetime, read_listing: ReadListing | None = None) -> Report:
    """Check a bundle that was unpacked into a folder.

    Args:
        bundle: the folder with ``bagit.txt`` in it.
        trust: what the checker has from elsewhere.
        now: when it is checked, to judge certificates that have expired.
        read_listing: reads pages again, to compare what a program once read out of them; without it that stays unknown.

    Raises:
        EvidenceError: there is no such folder. Everything else is a finding.
    """
    if not bundle.is_dir():
        raise EvidenceError(f"{bundle}: no folder; unpack the bundle first")
    return Report(tuple(_findings(bundle, trust, now, read_listing)))


def _findings(bundle: Path, trust: Trust, now: datetime, read: ReadListing | None) -> Iterator[Finding]:
    crooked = list(box.check_plain(bundle))
    yield from crooked
    if crooked:
        # Going on would open what the links point at.
        return
    yield from box.check_box(bundle)
    try:
        contents = box.read_contents(bundle)
    except EvidenceError as error:
        yield fails("contents.unreadable", "data/contents.json", str(error))
        return
    yield from box.check_contents(bundle, contents)
    yield from _inside(bundle, contents, trust, now, read)
    for words in NEVER_KNOWN:
        yield unknown("never", "", words)


def _inside(
    bundle: Path, contents: Contents, trust: Trust, now: datetime, read: ReadListing | None
) -> Iterator[Finding]:
    captures: dict[str, Capture] = {}
    for found in box.check_captures(bundle, contents):
        if isinstance(found, Finding):
            yield found
        else:
            captures[found[0]] = found[1]
    yield from packages.check_packages(bundle, captures)
    for obj, capture in captures.items():
        yield from agreement.check_agreement(bundle, obj, captures)
        yield from listings.check_listing(bundle, obj, capture, read)
    head: Head | None = None
    for found in custody.check_signature(bundle, contents, trust):
        if isinstance(found, Head):
            head = found
        else:
            yield found
    if head is None:
        return
    lines: dict[str, list[Line]] = {}
    for found in custody.check_lines(bundle, contents, head):
        if isinstance(found, Finding):
            yield found
        else:
            lines[found[0]] = found[1]
    yield from graph.check_graph(bundle, captures, lines)
    for obj, capture in captures.items():
        yield from custody.check_story(bundle, obj, capture, lines.get(obj, []))
        yield from _nature(obj, capture, contents)
    yield from _hours(bundle, captures, head, trust, now)


def _hours(bundle: Path, captures: dict[str, Capture], head: Head, trust: Trust, now: datetime) -> Iterator[Finding]:
    packed: list[x509.Certificate] = []
    for found in times.packed_roots(bundle):
        if isinstance(found, Finding):
            yield found
        else:
            packed.append(found)
    hours = times.Hours(packed, trust, now)
    best: Stamp | None = None
    for found in times.check_head_stamps(bundle, head, hours):
        if isinstance(found, Finding):
            yield found
        elif best is None or found.valid_to > best.valid_to:
            best = found
    for obj, capture in captures.items():
        yield from times.check_capture_stamps(bundle, obj, capture, best, hours)


def _nature(obj: str, capture: Capture, contents: Contents) -> Iterator[Finding]:
    if capture.kind is CaptureKind.RECEIVED:
        words = f"where its files come from: they were handed over by {capture.giver}, not captured"
        yield unknown("nature.received", obj, words)
    if capture.kind is CaptureKind.REDACTED and capture.made_from not in contents.captures:
        words = f"what was made unreadable: the original {capture.made_from} is not in this bundle"
        yield unknown("nature.redacted", obj, words)
    if not capture.health.is_healthy:
        words = f"what the page showed: {AILMENTS[capture.health.ailment]}"
        yield unknown("nature.unhealthy", obj, words)
    if capture.seller and not capture.seller.health.is_healthy:
        words = f"what the page of the account showed: {AILMENTS[capture.seller.health.ailment]}"
        yield unknown("nature.unhealthy", obj, words)
    if capture.acquisition.clock and capture.acquisition.clock.jump_ms:
        words = f"at which hour exactly: {next(clock_words(capture.acquisition.clock))}"
        yield unknown("clock.jump", obj, words)
