"""The evidence store: a folder that keeps bytes once, and writes down who did what to them.

::

    store/
      store.json          its id, the day it was made, the fingerprint of its key
      authorities.json    where time-stamps are asked for
      objects/ab/ab12…    bytes by SHA-256, read-only; manifests stand among them
      log/events.jsonl    the custody log; log/index.sqlite only finds things in it
      heads/<size>.json   signed heads of the log, with .sig and .tsr: to be published
      queue/              time-stamps that are still owed
      keys/signing.pem    the private key; keys/key.pem its public half

The order of every change is: bytes, then manifest, then the line of the log. What has no line was not kept; a
process that is killed leaves at most bytes that nothing speaks of, and the same bytes are never kept twice.
"""

import fcntl
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import canonical, sha256, uncanonical, whole_seconds
from lycaon.evidence.heads import (
    Head,
    SignedHead,
    fingerprint,
    load_private,
    load_public,
    new_key,
    private_pem,
    public_pem,
    sign,
    write_head,
)
from lycaon.evidence.log import Custodian, Line, Log
from lycaon.evidence.manifest import capture_id, check_capture, file_in, find, read_manifest
from lycaon.evidence.objects import Objects, write_once
from lycaon.values.evidence import Action, Capture, CaptureKind, CustodyEvent, Moment

_FIRST_EVENT = {
    CaptureKind.CAPTURED: Action.CREATED,
    CaptureKind.RECEIVED: Action.RECEIVED,
    CaptureKind.REDACTED: Action.CREATED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a store is called, for ever."""

    format: int
    store: str
    created: Moment
    key: str
    """fingerprint of the signing key"""


class Store:
    """One store. Several processes may use it: each change holds the lock."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        path = folder / "store.json"
        if not path.is_file():
            raise EvidenceError(f"{folder}: no evidence store; 'lycaon evidence init' makes one")
        self.folder = folder
        self.identity = uncanonical(path.read_bytes(), Identity, str(path))
        self.objects = Objects(folder)
        self.log = Log(folder / "log", now)
        self.now = now

    @classmethod
    def create(cls, folder: Path, now: Callable[[], datetime]) -> "Store":
        """Make an empty store, with a key of its own.

        Raises:
            EvidenceError: there is one already.
        """
        if (folder / "store.json").exists():
            raise EvidenceError(f"{folder}: already an evidence store")
        Objects(folder).create()
        Log(folder / "log", now).create()
        for name in ("heads", "queue", "keys"):
            (folder / name).mkdir(exist_ok=True)
        (folder / "keys").chmod(0o700)
        if not (folder / "keys" / "signing.pem").exists():
            write_once(folder / "keys" / "signing.pem", private_pem(new_key()), mode=0o400)
        key = load_private((folder / "keys" / "signing.pem").read_bytes(), "signing.pem").public_key()
        write_once(folder / "keys" / "key.pem", public_pem(key))
        made = Identity(format=1, store=uuid.uuid4().hex, created=whole_seconds(now()), key=fingerprint(key))
        # Last: a folder without store.json is no store, and can be made again.
        write_once(folder / "store.json", canonical(made))
        return cls(folder, now)

    @contextmanager
    def writing(self) -> Generator[None]:
        """Hold the store: one change at a time. Waits for others."""
        with (self.folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.objects.clear_aside()
            yield

    def keep(self, capture: Capture, folder: Path, who: Custodian) -> str:
        """Keep a capture and its files, and return its id. Keeping the same again changes nothing.

        Args:
            capture: what was fetched or received.
            folder: where its files stand; they are copied, not moved.
            who: who did it.

        Raises:
            EvidenceError: a file is not there, or not what the capture says of it.
            OSError: the disk is full; nothing was kept.
        """
        check_capture(capture, "the capture")
        self.check_named(who, capture.acquisition.reason)
        manifest = canonical(capture)
        with self.writing():
            if self.log.of_object(sha256(manifest)):
                return sha256(manifest)
            for file in capture.files:
                path = file_in(folder, file)
                with path.open("rb") as stream:
                    kept = self.objects.put(stream)
                if (kept, path.stat().st_size) != (file.sha256, file.size):
                    raise EvidenceError(f"{path}: changed since it was captured; its SHA-256 is {kept}")
            self.objects.put_bytes(manifest)
            self.log.append(
                who,
                _FIRST_EVENT[capture.kind],
                capture_id(capture),
                capture.acquisition.reason,
                order=capture.order,
            )
        return capture_id(capture)

    @staticmethod
    def check_named(who: Custodian, reason: str) -> None:
        """Refuse what nobody answers for, before any byte is copied.

        Raises:
            EvidenceError: no name, or no reason.
        """
        if not who.actor.strip() or not reason.strip():
            raise EvidenceError("evidence needs the name of a person (--actor) and a reason (--reason)")

    def answered(self, order: str) -> str | None:
        """Return the id of what was kept for an order, so that a job killed half-way does not fetch it twice."""
        event = self.log.with_order(order)
        return event.object if event else None

    def capture(self, obj: str) -> Capture:
        """Return the manifest of a capture; nothing is logged, for it shows no content.

        Raises:
            EvidenceError: no such capture, or its manifest was changed.
        """
        if not self.log.of_object(obj):
            raise EvidenceError(
                f"{obj}: the log of this store knows no such capture; 'lycaon evidence list' shows them"
            )
        return read_manifest(self.objects.read(obj), f"the manifest of {obj}")

    def captures(self) -> list[str]:
        """Return the ids of all captures, oldest first, the destroyed ones too."""
        return self.log.objects()

    def resolve(self, beginning: str) -> str:
        """Return the one id that begins so.

        Raises:
            EvidenceError: none does, or several.
        """
        found = [obj for obj in self.captures() if obj.startswith(beginning.lower())]
        if len(found) != 1:
            what = "no capture" if not found else f"{len(found)} captures"
            raise EvidenceError(f"{beginning}: {what} with an id that begins so; 'lycaon evidence list' shows them")
        return found[0]

    def view(self, obj: str, path: str, who: Custodian, reason: str) -> bytes:
        """Return the bytes of one file. That somebody looked is written down before the bytes are shown."""
        file = find(self.capture(obj), path)
        with self.writing():
            self.log.append(who, Action.VIEWED, obj, reason, result=file.sha256)
        return self.objects.read(file.sha256)

    def derive(self, obj: str, data: bytes, who: Custodian, reason: str) -> str:
        """Keep something made out of a capture (a translation, a reading), apart from it; return its SHA-256."""
        self.capture(obj)
        with self.writing():
            made = self.objects.put_bytes(data)
            self.log.append(who, Action.DERIVED, obj, reason, result=made)
        return made

    def keep_redacted(self, original: str, copy: Capture, folder: Path, who: Custodian) -> str:
        """Keep a working copy beside its original, which stays as it is; both are linked in the log."""
        self.capture(original)
        if copy.kind is not CaptureKind.REDACTED or copy.made_from != original:
            raise EvidenceError("a working copy must say that it is redacted, and of what")
        made = self.keep(copy, folder, who)
        with self.writing():
            if not any(line.event.result == made for line in self.log.of_object(original)):
                self.log.append(who, Action.REDACTED_COPY_MADE, original, copy.acquisition.reason, result=made)
        return made

    def note(self, action: Action, obj: str, who: Custodian, reason: str, *, result: str = "") -> CustodyEvent:
        """Write down what happened outside (a transfer, an export)."""
        self.capture(obj)
        with self.writing():
            return self.log.append(who, action, obj, reason, result=result)

    def destroy(self, obj: str, who: Custodian, reason: str) -> list[str]:
        """Destroy the files of a capture for good; manifest and log stay. Returns the hashes of what went.

        Bytes that another capture holds too stay for its sake.
        """
        capture = self.capture(obj)
        with self.writing():
            # The line first: if we are killed now, 'verify' says that bytes are left, and this can be run again.
            if not self.is_destroyed(obj):
                self.log.append(who, Action.DESTROYED, obj, reason)
            shared = {
                file.sha256
                for other in self.captures()
                if other != obj and not self.is_destroyed(other)
                for file in self.capture(other).files
            }
            gone = sorted({file.sha256 for file in capture.files} - shared)
            for digest in gone:
                self.objects.destroy(digest)
        return gone

    def is_destroyed(self, obj: str) -> bool:
        """Tell whether a capture was destroyed."""
        return any(line.event.action is Action.DESTROYED for line in self.log.of_object(obj))

    def seal(self, objects: Sequence[str], who: Custodian, reason: str) -> SignedHead:
        """Write down that captures are sealed, and sign a head over the log so far."""
        for obj in objects:
            self.capture(obj)
        with self.writing():
            for obj in objects:
                self.log.append(who, Action.SEALED, obj, reason)
            return self._sign_head()

    def sign_head(self) -> SignedHead:
        """Sign a head over the log as it stands. One log size has one head."""
        with self.writing():
            return self._sign_head()

    def _sign_head(self) -> SignedHead:
        tree, last = self.log.frontier()
        path = self.folder / "heads" / f"{tree.size:012d}.json"
        if path.exists():
            return read_head(path)
        head = Head(
            store=self.identity.store,
            size=tree.size,
            root=tree.root().hex(),
            last=last,
            at=whole_seconds(self.now()),
            key=self.identity.key,
        )
        key_path = self.folder / "keys" / "signing.pem"
        signed = sign(head, load_private(key_path.read_bytes(), str(key_path)))
        write_head(self.folder / "heads", signed)
        return signed

    def heads(self) -> list[SignedHead]:
        """Return all signed heads, oldest first."""
        return [read_head(path) for path in sorted((self.folder / "heads").glob("*.json"))]

    def public_key(self) -> bytes:
        """Return the public key (PEM), after a look at whether it is the one the store was made with."""
        pem = (self.folder / "keys" / "key.pem").read_bytes()
        if fingerprint(load_public(pem, "keys/key.pem")) != self.identity.key:
            raise EvidenceError(f"{self.folder}/keys/key.pem: not the key that this store was made with")
        return pem

    def history(self, obj: str) -> list[Line]:
        """Return all that the log says of one capture."""
        return self.log.of_object(obj)

    def close(self) -> None:
        """Close what is open."""
        self.log.close()


def read_head(path: Path) -> SignedHead:
    """Read a head and its signature, without judging them."""
    raw = path.read_bytes()
    return SignedHead(uncanonical(raw, Head, str(path)), raw, path.with_suffix(".sig").read_bytes())
