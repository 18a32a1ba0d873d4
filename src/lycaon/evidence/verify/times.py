"""The hours: what time-stamp authorities say, and how far they can be believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

from lycaon.errors import EvidenceError
from lycaon.evidence.contents import SHORT
from lycaon.evidence.heads import Head
from lycaon.evidence.stamps import Stamp, check, load_roots
from lycaon.evidence.verify.box import paper
from lycaon.evidence.verify.custody import stamps_of
from lycaon.evidence.verify.report import Finding, Trust, fails, holds, unknown
from lycaon.values.evidence import Capture

_TOLERANCE = timedelta(minutes=5)
"""How far two honest clocks may differ."""
_SOON = timedelta(days=1)
_NEAR = timedelta(days=90)
"""Time that a sender needs to have stamps renewed and to send a bundle anew."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What is needed to judge stamps."""

    packed: Sequence[x509.Certificate]
    """the roots that came with the bundle: what the sender believed"""
    trust: Trust
    now: datetime


def packed_roots(bundle: Path) -> Iterator[x509.Certificate | Finding]:
    """Yield the roots that the sender packed."""
    for path in sorted((bundle / "data" / "authorities").glob("*.pem")):
        try:
            yield from load_roots(paper(path).decode("ascii", "replace"))
        except EvidenceError as error:
            yield fails("stamp.roots", f"authorities/{path.name}", str(error))


def check_capture_stamps(
    bundle: Path, obj: str, capture: Capture, head: Stamp | None, hours: Hours
) -> Iterator[Finding]:
    """Check the stamps over one capture; ``head`` is the best stamp over the signed head, which renews older ones."""
    data = paper(bundle / "data" / "captures" / obj[:SHORT] / "manifest.json")
    stamps: list[Stamp] = []
    for path in stamps_of(bundle, obj):
        for found in _judge(path, f"{obj[:SHORT]}/stamps/{path.name}", data, capture.at, hours):
            if isinstance(found, Stamp):
                stamps.append(found)
                yield from _expiry(found, head, obj, hours.now)
            else:
                yield found
    if not stamps:
        words = "when it existed: no time-stamp over it had come; only the sender's own log speaks for the hour"
        yield unknown("stamp.pending", obj, words)
        return
    first = min(stamp.at for stamp in stamps)
    if first - capture.at > _SOON:
        words = (
            f"what happened between the claimed hour and the first time-stamp, {(first - capture.at).days} days later"
        )
        yield unknown("stamp.late", obj, words)


def check_head_stamps(bundle: Path, head: Head, hours: Hours) -> Iterator[Finding | Stamp]:
    """Check the stamps over the signed head; yields those that hold."""
    folder = bundle / "data" / "custody"
    count = 0
    for path in sorted(folder.glob("head.*.tsr")):
        for found in _judge(path, f"custody/{path.name}", paper(folder / "head.json"), head.at, hours):
            count += isinstance(found, Stamp)
            yield found
    if not count:
        yield unknown("stamp.pending", "custody/head.json", "when the log looked so: no time-stamp over it had come")


def _judge(path: Path, where: str, data: bytes, claimed: datetime, hours: Hours) -> Iterator[Finding | Stamp]:
    try:
        response = paper(path)
        stamp = check(response, data, [*hours.packed, *hours.trust.roots])
    except EvidenceError as error:
        yield fails("stamp.forged", where, str(error))
        return
    said = f"{stamp.name} saw it on {stamp.at:%Y-%m-%d at %H:%M:%S} UTC"
    if stamp.at < claimed - _TOLERANCE:
        yield fails("stamp.early", where, f"{said}, before the {claimed:%Y-%m-%d %H:%M:%S} that is claimed")
        return
    yield holds("stamp", where, said)
    yield _independence(stamp, response, data, where, hours)
    yield stamp


def _independence(stamp: Stamp, response: bytes, data: bytes, where: str, hours: Hours) -> Finding:
    if stamp.is_local:
        return unknown("stamp.local", where, "whether that hour is true: the authority is the sender's own")
    if not hours.trust.roots:
        words = f"whether {stamp.name} is what it says: get its roots from itself, and pass them as --roots"
        return unknown("stamp.unknown", where, words)
    try:
        check(response, data, hours.trust.roots)
    except EvidenceError:
        return fails("stamp.untrusted", where, f"{stamp.name} does not stand under the roots that you gave")
    return holds("stamp.trusted", where, f"{stamp.name} stands under the roots that you gave")


def _expiry(stamp: Stamp, head: Stamp | None, obj: str, now: datetime) -> Iterator[Finding]:
    if now <= stamp.valid_to:
        if stamp.valid_to - now < _NEAR and (head is None or head.valid_to <= stamp.valid_to):
            words = f"the time-stamp from {stamp.valid_to:%Y-%m-%d} on, when its certificate expires: ask the sender, "
            yield unknown("stamp.soon", obj, f"{words}before that day, for a bundle with a younger one")
        return
    if head is not None and head.at <= stamp.valid_to and now <= head.valid_to:
        words = f"its certificate expired on {stamp.valid_to:%Y-%m-%d}; it was stamped again before, with the log"
        yield holds("stamp.renewed", obj, words)
    else:
        words = f"whether the time-stamp was made before its certificate expired on {stamp.valid_to:%Y-%m-%d}"
        yield unknown("stamp.expired", obj, words)
