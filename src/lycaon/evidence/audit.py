"""Look through a whole store: what holds, and what was changed behind its back."""

from collections.abc import Iterator
from dataclasses import dataclass

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import NOTHING, sha256
from lycaon.evidence.heads import fingerprint, is_signed_by, load_public
from lycaon.evidence.log import Line
from lycaon.evidence.manifest import read_manifest
from lycaon.evidence.merkle import Frontier, leaf_hash
from lycaon.evidence.objects import digest_of
from lycaon.evidence.store import Store
from lycaon.values.evidence import Action


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: a stable code, where, and what that means."""

    code: str
    where: str
    words: str


def audit(store: Store) -> Iterator[Fault]:
    """Yield all faults of a store; none means that it is whole.

    Reads everything: about as long as hashing all bytes takes. What it cannot know: whether somebody with the
    signing key wrote the whole store anew. That is what published heads and time-stamps are for.
    """
    try:
        lines = list(store.log.lines())
    except EvidenceError as error:
        yield Fault("log.unreadable", "log/events.jsonl", str(error))
        return
    yield from _chain(lines)
    yield from _heads(store, lines)
    yield from _bytes(store)
    yield from _captures(store, lines)


def _chain(lines: list[Line]) -> Iterator[Fault]:
    previous, of_object = NOTHING, dict[str, str]()
    for number, line in enumerate(lines):
        event, where = line.event, f"event {number}"
        if event.seq != number:
            yield Fault("log.order", where, f"numbered {event.seq}: lines are missing, added or in another order")
        if event.previous != previous:
            yield Fault("log.chain", where, "does not hold the hash of the line before")
        if event.previous_of_object != of_object.get(event.object, NOTHING):
            yield Fault("log.object_chain", where, f"does not hold the hash of the line before about {event.object}")
        previous = of_object[event.object] = sha256(line.raw)


def _heads(store: Store, lines: list[Line]) -> Iterator[Fault]:
    pem = (store.folder / "keys" / "key.pem").read_bytes()
    try:
        key = load_public(pem, "keys/key.pem")
        heads = store.heads()
    except (EvidenceError, OSError) as error:
        yield Fault("head.unreadable", "heads", str(error))
        return
    if fingerprint(key) != store.identity.key:
        yield Fault("key.wrong", "keys/key.pem", "is not the key that the store was made with")
    roots, tree = {0: Frontier().root()}, Frontier()
    wanted = {signed.head.size for signed in heads}
    for line in lines:
        tree.append(leaf_hash(line.raw))
        if tree.size in wanted:
            roots[tree.size] = tree.root()
    for signed in heads:
        where = f"head {signed.head.size}"
        if not is_signed_by(signed.raw, signed.signature, key):
            yield Fault("head.signature", where, "its signature is not of this store's key")
        if signed.head.size > len(lines):
            yield Fault("log.cut", where, f"speaks of {signed.head.size} events, the log has {len(lines)}: it was cut")
        elif roots[signed.head.size].hex() != signed.head.root:
            yield Fault("log.rewritten", where, f"the first {signed.head.size} events are not those that were signed")


def _bytes(store: Store) -> Iterator[Fault]:
    for name, path in store.objects.all():
        if path.is_symlink() or not path.is_file():
            yield Fault("object.link", f"objects/{name}", "a link or a folder, where bytes were expected")
        elif digest_of(path) != name:
            yield Fault("object.changed", f"objects/{name}", "its bytes were changed after they were kept")


def _captures(store: Store, lines: list[Line]) -> Iterator[Fault]:
    destroyed = {line.event.object for line in lines if line.event.action is Action.DESTROYED}
    kept_elsewhere: set[str] = set()
    captures = dict.fromkeys(line.event.object for line in lines)
    for obj in captures:
        try:
            capture = read_manifest(store.objects.read(obj), f"manifest {obj}")
        except EvidenceError as error:
            yield Fault("manifest.lost", obj, str(error))
            continue
        if obj in destroyed:
            continue
        for file in capture.files:
            kept_elsewhere.add(file.sha256)
            if not store.objects.has(file.sha256):
                yield Fault("object.lost", f"{obj}:{file.path}", "is not in the store any more, and no event says why")
    for line in lines:
        made = line.event.result if line.event.action in {Action.STAMPED, Action.DERIVED} else ""
        if made and not store.objects.has(made):
            yield Fault("object.lost", f"event {line.event.seq}", "what it made is not in the store any more")
    yield from _remains(store, destroyed, kept_elsewhere)


def _remains(store: Store, destroyed: set[str], kept_elsewhere: set[str]) -> Iterator[Fault]:
    for obj in sorted(destroyed):
        for file in read_manifest(store.objects.read(obj), f"manifest {obj}").files:
            if store.objects.has(file.sha256) and file.sha256 not in kept_elsewhere:
                yield Fault("destroyed.remains", f"{obj}:{file.path}", "was to be destroyed; run 'destroy' again")
