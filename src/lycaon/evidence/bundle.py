"""The bundle: what a stranger needs to check captures, and nothing else that the store knows.

Everything is laid out aside; then the export is written into the log, a head is signed over it and stamped, the
custody papers are added, the bag is closed and renamed. A bundle that stands under its name is whole.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lycaon.errors import EvidenceError, LycaonError
from lycaon.evidence import exhibit
from lycaon.evidence.bag import files_below, write_bag
from lycaon.evidence.canonical import canonical, sha256, whole_seconds
from lycaon.evidence.contents import FORMAT, GRAPH, SHORT, Contents, Entry, Proof, custody_of, folder_of, wacz_of
from lycaon.evidence.exhibit import Translation
from lycaon.evidence.graph import Account, Told, write_graph
from lycaon.evidence.heads import SignedHead
from lycaon.evidence.log import Custodian
from lycaon.evidence.merkle import Tree
from lycaon.evidence.objects import copy_out, digest_of
from lycaon.evidence.owed import Stamps
from lycaon.evidence.printed import exhibit_pdf
from lycaon.evidence.readings import readings_of
from lycaon.evidence.store import Store
from lycaon.evidence.wacz import write_wacz
from lycaon.values.evidence import Action, Capture, CaptureKind, FileRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to hand over, to whom, and why."""

    captures: tuple[str, ...]
    recipient: str
    reason: str
    handling: str = "TLP:AMBER"
    agent: str = "lycaon"
    """name and version of the software that packs"""
    translations: tuple[Translation, ...] = ()
    accounts: tuple[Account, ...] = ()
    """accounts that the captures show; for the graph"""


def write_bundle(store: Store, order: Order, who: Custodian, target: Path) -> Contents:
    """Write a bundle into a folder that does not exist yet.

    Args:
        store: where from.
        order: what, to whom and why.
        who: who hands it over.
        target: the folder.

    Raises:
        EvidenceError: nothing asked for, no recipient, the folder exists, a capture was destroyed or changed.
        OSError: the disk is full; no bundle stands under the name.
    """
    _check(store, order, who, target)
    aside = target.with_name(f".{target.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        contents = _fill(store, order, who, aside)
    except (OSError, LycaonError):
        shutil.rmtree(aside, ignore_errors=True)
        raise
    aside.rename(target)
    return contents


def _check(store: Store, order: Order, who: Custodian, target: Path) -> None:
    store.check_named(who, order.reason)
    if target.exists() or target.is_symlink():
        raise EvidenceError(f"{target}: stands there already; a bundle is never written over another")
    if not order.captures or not order.recipient.strip():
        raise EvidenceError("a bundle needs at least one capture and a recipient (--to)")
    if len({obj[:SHORT] for obj in order.captures}) != len(order.captures):
        raise EvidenceError("a capture was asked for twice")
    for obj in order.captures:
        if store.is_destroyed(obj):
            raise EvidenceError(f"{obj}: was destroyed; its manifest and history stay in the store")
    for added in (*order.translations, *order.accounts):
        if added.capture not in order.captures:
            raise EvidenceError(f"{added.capture}: has a translation or an account, but is not among the captures")


def _fill(store: Store, order: Order, who: Custodian, bag: Path) -> Contents:
    data = bag / "data"
    data.mkdir(parents=True)
    for obj in order.captures:
        _lay_out(store, obj, data)
    now = whole_seconds(store.now())
    for obj in order.captures:
        _package(store.capture(obj), obj, data, now, order.agent)
    _write_exhibit(store, order, now, data)
    told = [Told(obj, store.capture(obj), [line.event for line in store.history(obj)]) for obj in order.captures]
    words = f"Evidence bundle for {order.recipient}: {order.reason}"
    (data / GRAPH).write_bytes(write_graph(told, order.accounts, words, now))
    instructions = exhibit.instructions(store, order.captures, data).encode()
    (bag / "VERIFY.txt").write_bytes(instructions)
    contents = Contents(
        format=FORMAT,
        store=store.identity.store,
        made_at=now,
        made_by=who.actor,
        role=who.role,
        recipient=order.recipient,
        reason=order.reason,
        handling=order.handling,
        captures=order.captures,
        files=tuple(_entries(data)),
        verify_txt=sha256(instructions),
    )
    raw = canonical(contents)
    (data / "contents.json").write_bytes(raw)
    _write_custody(store, order.captures, _export(store, order, who, sha256(raw)), data / "custody")
    write_bag(bag, bag_info(contents, sha256(raw), order.agent), on=now.date())
    return contents


def _write_exhibit(store: Store, order: Order, now: datetime, data: Path) -> None:
    sheets = exhibit.sheets_of(store, order.captures, order.translations)
    printed = exhibit_pdf(store, sheets, order.recipient, now)
    if printed is not None:
        (data / "exhibit.pdf").write_bytes(printed)
    page = exhibit.page(store, sheets, order.recipient, now, is_printed=printed is not None)
    (data / "index.html").write_text(page, encoding="utf-8")


def bag_info(contents: Contents, digest: str, agent: str) -> dict[str, str]:
    """Return the lines of ``bag-info.txt`` that speak of the contents."""
    return {
        "Bag-Software-Agent": agent,
        "External-Identifier": digest,
        "External-Description": f"Evidence bundle of {len(contents.captures)} captures, {contents.handling}",
    }


def _lay_out(store: Store, obj: str, data: Path) -> None:
    folder = data / folder_of(obj)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(store.objects.read(obj))
    for file in store.capture(obj).files:
        copy_out(store.objects.path(file.sha256), folder / "files" / file.path)
        if digest_of(folder / "files" / file.path) != file.sha256:
            raise EvidenceError(f"{obj}:{file.path}: its bytes in the store were changed; 'lycaon evidence check'")
    for line in store.history(obj):
        if line.event.action is Action.STAMPED:
            (folder / "stamps").mkdir(exist_ok=True)
            (folder / "stamps" / f"{line.event.result[:SHORT]}.tsr").write_bytes(store.objects.read(line.event.result))
    for digest, _ in readings_of(store, obj):
        copy_out(store.objects.path(digest), folder / "readings" / f"{digest[:SHORT]}.json")
    (data / "authorities").mkdir(exist_ok=True)
    for authority in Stamps(store).authorities():
        name = sha256(authority.url.encode())[:SHORT]
        (data / "authorities" / f"{name}.pem").write_text(authority.roots, encoding="ascii")


def _package(capture: Capture, obj: str, data: Path, now: datetime, agent: str) -> None:
    folder = data / folder_of(obj) / "files"
    archives = {file.path: folder / file.path for file in capture.files if file.role is FileRole.ARCHIVE}
    if capture.kind is not CaptureKind.CAPTURED or not archives:
        return
    words = f"{exhibit.KINDS[capture.kind]}. Capture {obj}."
    if not capture.health.is_healthy:
        words += f" Not the page as asked for: {exhibit.AILMENTS[capture.health.ailment]}."
    target = data / wacz_of(obj)
    target.parent.mkdir(exist_ok=True)
    also = (capture.seller.url,) if capture.seller else ()
    write_wacz(target, archives, url=capture.url or capture.asked_url, words=words, made_at=now, by=agent, also=also)


def _entries(data: Path) -> list[Entry]:
    found = sorted(files_below(data))
    return [
        Entry(path=path.relative_to(data).as_posix(), size=path.stat().st_size, sha256=digest_of(path))
        for path in found
    ]


def _export(store: Store, order: Order, who: Custodian, digest: str) -> SignedHead:
    for obj in order.captures:
        store.note(Action.EXPORTED, obj, who, f"for {order.recipient}: {order.reason}", result=digest)
    signed = store.sign_head()
    stamps = Stamps(store)
    stamps.owe_head(signed)
    stamps.settle(at_once=True)
    return signed


def _write_custody(store: Store, captures: Sequence[str], signed: SignedHead, folder: Path) -> None:
    folder.mkdir()
    (folder / "key.pem").write_bytes(store.public_key())
    (folder / "head.json").write_bytes(signed.raw)
    (folder / "head.sig").write_bytes(signed.signature)
    for url, path in Stamps(store).head_responses(signed):
        copy_out(path, folder / f"head.{sha256(url.encode())[:SHORT]}.tsr")
    tree = Tree.over(store.log.leaves(signed.head.size))
    proofs: list[Proof] = []
    for obj in captures:
        lines = [line for line in store.history(obj) if line.event.seq < signed.head.size]
        (folder.parent / custody_of(obj)).write_bytes(b"".join(line.raw + b"\n" for line in lines))
        for line in lines:
            path = tuple(step.hex() for step in tree.inclusion(line.event.seq, signed.head.size))
            proofs.append(Proof(capture=obj, seq=line.event.seq, path=path))
    (folder / "proofs.json").write_bytes(canonical(proofs))
