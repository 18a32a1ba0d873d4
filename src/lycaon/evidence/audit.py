"""Look through a whole store: what holds, and what was changed behind its back."""

from collections.abc import Iterator
from dataclasses import dataclass

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import NOTHING, sha256
from lycaon.evidence.heads import SignedHead, fingerprint, is_signed_by, load_public
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

    Reads everything once: about as long as hashing all bytes takes. What it cannot know: whether somebody with the
    signing key wrote the whole store anew. That is what published heads and time-stamps are for.
    """
    try:
        heads = store.heads()
        walk = _Walk(frozenset(signed.head.size for signed in heads))
    except (EvidenceError, OSError) as error:
        yield Fault("head.unreadable", "heads", str(error))
        return
    try:
        for line in store.log.lines():
            yield from walk.follow(line)
    except EvidenceError as error:
        yield Fault("log.unreadable", "log/events.jsonl", str(error))
        return
    yield from _heads(store, heads, walk)
    yield from _bytes(store)
    yield from _captures(store, walk)


class _Walk:
    """Follows the log line by line; holds a hash an object and a root a head, never the lines."""

    def __init__(self, sizes: frozenset[int]) -> None:
        self._sizes = sizes
        self._previous = NOTHING
        self._tree = Frontier()
        self.roots = {0: self._tree.root()}
        self.last_of: dict[str, str] = {}
        self.destroyed: set[str] = set()
        self.made: list[tuple[int, str]] = []
        """(event, SHA-256) of what stamps and derivations left in the store"""

    @property
    def size(self) -> int:
        """How many lines were followed."""
        return self._tree.size

    def follow(self, line: Line) -> Iterator[Fault]:
        event, where = line.event, f"event {self.size}"
        if event.seq != self.size:
            yield Fault("log.order", where, f"numbered {event.seq}: lines are missing, added or in another order")
        if event.previous != self._previous:
            yield Fault("log.chain", where, "does not hold the hash of the line before")
        if event.previous_of_object != self.last_of.get(event.object, NOTHING):
            yield Fault("log.object_chain", where, f"does not hold the hash of the line before about {event.object}")
        self._previous = self.last_of[event.object] = sha256(line.raw)
        self._tree.append(leaf_hash(line.raw))
        if self.size in self._sizes:
            self.roots[self.size] = self._tree.root()
        if event.action is Action.DESTROYED:
            self.destroyed.add(event.object)
        if event.action in {Action.STAMPED, Action.DERIVED} or (event.action is Action.SEALED and event.result):
            self.made.append((event.seq, event.result))


def _heads(store: Store, heads: list[SignedHead], walk: _Walk) -> Iterator[Fault]:
    try:
        key = load_public((store.folder / "keys" / "key.pem").read_bytes(), "keys/key.pem")
    except (EvidenceError, OSError) as error:
        yield Fault("key.unreadable", "keys/key.pem", str(error))
        return
    if fingerprint(key) != store.identity.key:
        yield Fault("key.wrong", "keys/key.pem", "is not the key that the store was made with")
    for signed in heads:
        where = f"head {signed.head.size}"
        if not is_signed_by(signed.raw, signed.signature, key):
            yield Fault("head.signature", where, "its signature is not of this store's key")
        if signed.head.size > walk.size:
            yield Fault("log.cut", where, f"speaks of {signed.head.size} events, the log has {walk.size}: it was cut")
        elif walk.roots[signed.head.size].hex() != signed.head.root:
            yield Fault("log.rewritten", where, f"the first {signed.head.size} events are not those that were signed")


def _bytes(store: Store) -> Iterator[Fault]:
    for name, path in store.objects.all():
        if path.is_symlink() or not path.is_file():
            yield Fault("object.link", f"objects/{name}", "a link or a folder, where bytes were expected")
        elif digest_of(path) != name:
            yield Fault("object.changed", f"objects/{name}", "its bytes were changed after they were kept")


def _captures(store: Store, walk: _Walk) -> Iterator[Fault]:
    kept: set[str] = set()
    for obj in walk.last_of:
        try:
            capture = read_manifest(store.objects.read(obj), f"manifest {obj}")
        except EvidenceError as error:
            yield Fault("manifest.lost", obj, str(error))
            continue
        for file in capture.files if obj not in walk.destroyed else ():
            kept.add(file.sha256)
            if not store.objects.has(file.sha256):
                yield Fault("object.lost", f"{obj}:{file.path}", "is not in the store any more, and no event says why")
    for seq, made in walk.made:
        if not store.objects.has(made):
            yield Fault("object.lost", f"event {seq}", "what it made is not in the store any more")
    yield from _remains(store, walk.destroyed, kept)


def _remains(store: Store, destroyed: set[str], kept: set[str]) -> Iterator[Fault]:
    for obj in sorted(destroyed):
        if not store.objects.has(obj):
            continue  # said above: the manifest is lost
        for file in read_manifest(store.objects.read(obj), f"manifest {obj}").files:
            if store.objects.has(file.sha256) and file.sha256 not in kept:
                yield Fault("destroyed.remains", f"{obj}:{file.path}", "was to be destroyed; run 'destroy' again")
