"""Published heads: the last link of the record, signed each night and given to people outside.

The chain alone shows what was changed *in* it. Whoever owns the database can also write all of it anew; only somebody
who keeps a head of yesterday then sees that today's record is another one. A head is two files for stock tools::

    openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in 000000000007.json -sigfile 000000000007.sig
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import canonical, sha256, uncanonical, whole_seconds
from lycaon.evidence.heads import fingerprint, is_signed_by, load_private, new_key, private_pem, public_pem
from lycaon.evidence.kept import kept_secret
from lycaon.values.evidence import Moment
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.privacy.models import Head
from lycaon.workbench.privacy.verbs import PUBLISH_HEAD
from lycaon.workbench.record.chain import GENESIS, faults
from lycaon.workbench.record.events import write
from lycaon.workbench.record.models import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHead:
    """What a head says: the first ``seq`` links of this record end with this hash."""

    record: str
    """The address of the installation."""
    seq: int
    hash: str
    at: Moment
    key: str
    """Fingerprint of the key that signs."""
    previous: str
    """SHA-256 of the head before it, so that none can be left out; zeros for the first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a published head shows to be wrong with the record."""

    code: str
    words: str


def publish_head(actor: Actor, *, now: datetime | None = None) -> Head | None:
    """Sign the last link and write it into the folder; None where nothing happened since the last head."""
    before = Head.objects.order_by("-seq").first()
    since = Link.objects.filter(seq__gt=before.seq if before else 0).exclude(event__verb=PUBLISH_HEAD.name)
    if not since.exists():
        return None
    head = _publish(actor, before, whole_seconds(now or timezone.now()))
    write_files(head)
    return head


@action(PUBLISH_HEAD)
def _publish(actor: Actor, before: Head | None, at: datetime) -> Head:
    last, key = Link.objects.latest("seq"), signing_key()
    raw = canonical(
        RecordHead(
            record=settings.ENVIRONMENT.lycaon_url,
            seq=last.seq,
            hash=last.hash,
            at=at,
            key=fingerprint(key.public_key()),
            previous=sha256(before.document.encode()) if before else GENESIS,
        )
    )
    head = Head.objects.create(seq=last.seq, at=at, document=raw.decode(), signature=key.sign(raw))
    write(actor, PUBLISH_HEAD, head, data={"seq": head.seq, "hash": last.hash})
    return head


def signing_key() -> Ed25519PrivateKey:
    """Return the key of the record, made at its first use and readable by nobody else on the machine."""
    path = Path(settings.RECORD_KEY_FILE)
    return load_private(kept_secret(path, lambda: private_pem(new_key())), str(path))


def name_of(head: Head) -> str:
    """Return the name of a head's files, without their ending."""
    return f"{head.seq:012d}"


def write_files(head: Head) -> Path:
    """Write a head, its signature and the public key into the folder that is copied to where others see it."""
    folder = Path(settings.HEADS_HOME)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "key.pem").write_bytes(public_pem(signing_key().public_key()))
    (folder / f"{name_of(head)}.sig").write_bytes(bytes(head.signature))
    path = folder / f"{name_of(head)}.json"
    path.write_text(head.document)
    return path


def mail(head: Head) -> EmailMessage:
    """Return the mail that carries a head; it holds the head and nothing of what was recorded."""
    said = uncanonical(head.document.encode(), RecordHead, "head")
    body = (
        f"The record of {said.record} had {said.seq} links on {said.at:%Y-%m-%d}. The hash of the last is\n\n"
        f"{said.hash}\n\nKeep this mail: with it anybody can show later that the record was not written anew."
        f" Fingerprint of the key: {said.key}\n"
    )
    subject = f"Record head {said.seq} of {said.record}"
    message = EmailMessage(subject=subject, body=body, to=list(settings.HEADS_TO))
    message.attach(f"{name_of(head)}.json", head.document.encode(), "application/json")
    message.attach(f"{name_of(head)}.sig", bytes(head.signature), "application/octet-stream")
    return message


@dataclass(frozen=True, slots=True)
class Kept:
    """A head as somebody kept it."""

    where: str
    raw: bytes
    signature: bytes | None


def read_kept(path: Path) -> Kept:
    """Read a head from a file, with the signature beside it.

    Raises:
        OSError: it cannot be read.
    """
    beside = path.with_suffix(".sig")
    return Kept(path.name, path.read_bytes(), beside.read_bytes() if beside.is_file() else None)


def compare(kept: Sequence[Kept], *, key: str = "") -> Iterator[Finding]:
    """Yield what published heads show to be wrong with the record of this database; nothing where all hold.

    Args:
        kept: heads, as people outside kept them.
        key: fingerprint of the key as the house told it; empty: the key that this installation has now.

    Raises:
        EvidenceError: one is no head.
    """
    heads = sorted(((_said(one), one) for one in kept), key=lambda pair: pair[0].seq)
    witnesses: list[tuple[RecordHead, Kept]] = []
    for said, one in heads:
        wrong = list(_signature(said, one, key))
        yield from wrong
        witnesses += [] if wrong else [(said, one)]  # what was changed itself says nothing about the record
    heads, good = witnesses, 0
    links = {link.seq: link for link in Link.objects.filter(seq__in=[said.seq for said, _one in heads])}
    for said, one in heads:
        link = links.get(said.seq)
        if link is None:
            there = Link.objects.count()
            words = f"on {said.at:%Y-%m-%d} the record had {said.seq} links; now it has {there}"
            yield Finding("links_gone", f"{one.where}: {words}")
        elif link.hash != said.hash:
            words = f"link {said.seq} has another hash than on {said.at:%Y-%m-%d}"
            yield Finding(
                "written_anew",
                f"{one.where}: {words}: the record was written anew between links {good + 1} and {said.seq}",
            )
        else:
            good = said.seq
    for fault in faults():
        yield Finding("link_broken", f"link {fault.seq}: {fault.what}")


def _said(one: Kept) -> RecordHead:
    return uncanonical(one.raw, RecordHead, one.where)


def _signature(said: RecordHead, one: Kept, key: str) -> Iterator[Finding]:
    public = signing_key().public_key()
    known = key.lower() or fingerprint(public)
    if said.key != known:
        yield Finding("other_key", f"{one.where}: signed with key {said.key[:16]}…, and not with {known[:16]}…")
    elif one.signature is None:
        yield Finding("unsigned", f"{one.where}: its signature (.sig) is not beside it")
    elif fingerprint(public) != known:
        yield Finding(
            "key_changed", f"the key of this installation is {fingerprint(public)[:16]}…, and not {known[:16]}…"
        )
    elif not is_signed_by(one.raw, one.signature, public):
        yield Finding("bad_signature", f"{one.where}: was changed after it was signed")


def must_read(path: Path) -> Kept:
    """Read a head from a file.

    Raises:
        EvidenceError: it cannot be read.
    """
    try:
        return read_kept(path)
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be read ({error.strerror})") from error
