"""The custody extract: no line about a capture was cut, changed, moved or added, and one key signed for all."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import NOTHING, sha256, uncanonical
from lycaon.evidence.contents import SHORT, Contents, Proof, custody_of, folder_of
from lycaon.evidence.heads import Head, fingerprint, is_signed_by, load_public
from lycaon.evidence.log import Line, read_lines
from lycaon.evidence.merkle import holds_inclusion, leaf_hash
from lycaon.evidence.objects import digest_of
from lycaon.evidence.verify.box import paper
from lycaon.evidence.verify.report import Finding, Trust, fails, holds, unknown
from lycaon.values.evidence import Action, Capture, CaptureKind

_BEGINNING = {CaptureKind.RECEIVED: Action.RECEIVED}


def check_signature(bundle: Path, contents: Contents, trust: Trust) -> Iterator[Finding | Head]:
    """Check the signed head, and yield it where it can be read."""
    folder = bundle / "data" / "custody"
    try:
        raw, signature = paper(folder / "head.json"), paper(folder / "head.sig")
        head = uncanonical(raw, Head, "custody/head.json")
        key = load_public(paper(folder / "key.pem"), "custody/key.pem")
    except EvidenceError as error:
        yield fails("head.unreadable", "custody", str(error))
        return
    if not is_signed_by(raw, signature, key):
        yield fails("head.signature", "custody/head.sig", "the head of the log was not signed with this key")
    elif fingerprint(key) != head.key:
        yield fails("key.wrong", "custody/key.pem", "is not the key that the head names")
    else:
        yield holds("head.signature", "custody/head.json", f"signed over {head.size} events of the sender's log")
    if head.store != contents.store:
        yield fails("head.store", "custody/head.json", "speaks of another store than the bundle")
    yield _whose(fingerprint(key), trust)
    yield head


def _whose(found: str, trust: Trust) -> Finding:
    if not trust.key:
        words = f"whose key signed: compare {found} with what the sender published, and pass it as --key"
        return unknown("key.unknown", "custody/key.pem", words)
    if trust.key.lower() != found:
        return fails("key.wrong", "custody/key.pem", f"is not the sender's key {trust.key}, but {found}")
    return holds("key.known", "custody/key.pem", "is the sender's key, as you gave it")


def check_lines(bundle: Path, contents: Contents, head: Head) -> Iterator[Finding | tuple[str, list[Line]]]:
    """Check each extract: its own chain, its place in the signed tree, and that it ends with this export."""
    try:
        proofs = _proofs(bundle)
    except EvidenceError as error:
        yield fails("proof.unreadable", "custody/proofs.json", str(error))
        return
    digest = sha256(paper(bundle / "data" / "contents.json"))
    for obj in contents.captures:
        where = custody_of(obj)
        try:
            paper(bundle / "data" / where)
            lines = list(read_lines(bundle / "data" / where, 0))
        except EvidenceError as error:
            yield fails("custody.unreadable", where, str(error))
            continue
        found = [*_chain(lines, obj, where), *_ending(lines, digest, where), *_places(lines, obj, head, proofs, where)]
        yield from found
        if not found:
            yield holds("custody", where, f"{len(lines)} events, no gap between them, all under the signed head")
        yield obj, lines
    expected = {custody_of(obj) for obj in contents.captures}
    for path in sorted((bundle / "data" / "custody").glob("*.jsonl")):
        if f"custody/{path.name}" not in expected:
            yield fails("custody.added", f"custody/{path.name}", "speaks of a capture that is not in the bundle")


def _proofs(bundle: Path) -> dict[tuple[str, int], list[bytes]]:
    found = uncanonical(paper(bundle / "data" / "custody" / "proofs.json"), list[Proof], "custody/proofs.json")
    try:
        return {(proof.capture, proof.seq): [bytes.fromhex(step) for step in proof.path] for proof in found}
    except ValueError as error:
        raise EvidenceError(f"custody/proofs.json: not hashes ({error})") from error


def _chain(lines: list[Line], obj: str, where: str) -> Iterator[Finding]:
    previous, seq = NOTHING, -1
    for number, line in enumerate(lines, start=1):
        event = line.event
        if event.object != obj:
            yield fails("custody.object", f"{where}:{number}", "speaks of another capture")
        if event.seq <= seq:
            yield fails("custody.order", f"{where}:{number}", f"event {event.seq} stands after event {seq}")
        if event.previous_of_object != previous:
            words = "does not hold the hash of the event before: one was cut, changed or moved"
            yield fails("custody.chain", f"{where}:{number}", words)
        previous, seq = sha256(line.raw), event.seq


def _ending(lines: list[Line], digest: str, where: str) -> Iterator[Finding]:
    last = lines[-1].event if lines else None
    if last is None or last.action is not Action.EXPORTED:
        yield fails("custody.cut", where, "does not end with the export of this bundle: its end was cut")
    elif last.result != digest:
        yield fails("custody.contents", where, "the export that it ends with is of other contents than these")


def _places(
    lines: list[Line], obj: str, head: Head, proofs: Mapping[tuple[str, int], list[bytes]], where: str
) -> Iterator[Finding]:
    try:
        root = bytes.fromhex(head.root)
    except ValueError:
        yield fails("head.unreadable", "custody/head.json", "its root is no hash")
        return
    for number, line in enumerate(lines, start=1):
        proof = proofs.get((obj, line.event.seq))
        if proof is None:
            yield fails("proof.missing", f"{where}:{number}", "no proof that the signed log holds this event")
        elif not holds_inclusion(leaf_hash(line.raw), line.event.seq, head.size, proof, root):
            words = f"the signed log does not hold this event at place {line.event.seq}"
            yield fails("proof.inclusion", f"{where}:{number}", words)


def check_story(bundle: Path, obj: str, capture: Capture, lines: list[Line]) -> Iterator[Finding]:
    """Check that the log and the capture tell one story: how it came, and which stamps it got."""
    where = custody_of(obj)
    if not lines:
        return
    beginning = _BEGINNING.get(capture.kind, Action.CREATED)
    if lines[0].event.action is not beginning:
        words = f"begins with {lines[0].event.action.value!r}, but the capture says that it was {capture.kind.value}"
        yield fails("custody.beginning", where, words)
    if any(line.event.action is Action.DESTROYED for line in lines):
        yield fails("custody.destroyed", where, "the log says that this capture was destroyed before it was packed")
    logged = {line.event.result for line in lines if line.event.action is Action.STAMPED}
    present = {digest_of(path): path for path in stamps_of(bundle, obj)}
    for token in sorted(logged - set(present)):
        yield fails("stamp.missing", where, f"a time-stamp that the log speaks of is gone ({token[:SHORT]})")
    for token in sorted(set(present) - logged):
        yield fails("stamp.added", present[token].name, "is no time-stamp that the log speaks of")
    yield from _clocks(where, capture, lines)


def _clocks(where: str, capture: Capture, lines: list[Line]) -> Iterator[Finding]:
    moment = capture.at
    for line in lines:
        if line.event.at < moment.replace(microsecond=0):
            gap = int((moment - line.event.at).total_seconds())
            words = f"the sender's clock went back by {gap} s before event {line.event.seq}; which hour is right"
            yield unknown("clock.back", where, words)
        moment = line.event.at


def stamps_of(bundle: Path, obj: str) -> list[Path]:
    """Return the responses over a capture that stand in a bundle."""
    folder = bundle / "data" / folder_of(obj) / "stamps"
    return sorted(path for path in folder.glob("*.tsr") if path.is_file() and not path.is_symlink())
