"""A bundle that nobody touched passes; each forgery is found and named, also where the forger makes the hashes anew."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from tests.evidence.conftest import WHO, Clock, given
from tests.evidence.forging import PAGE, Forger, captured, chained, warc

from lycaon.collect.extracting import read_again
from lycaon.errors import EvidenceError
from lycaon.evidence import authority as authorities
from lycaon.evidence import store as store_module
from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.canonical import uncanonical
from lycaon.evidence.heads import Head, fingerprint, new_key, public_pem, sign
from lycaon.evidence.objects import digest_of
from lycaon.evidence.owed import Stamps
from lycaon.evidence.stamps import Authority, ask, check, load_roots
from lycaon.evidence.store import Store
from lycaon.evidence.verify import Level, Report, Trust, Verdict, verify
from lycaon.values.codec import to_json
from lycaon.values.evidence import Action, CaptureKind, Extracted, Hints, ReadAccount
from lycaon.values.listing import Listing


@dataclass
class Sent:
    """A bundle as it was sent, and what the recipient knows from elsewhere."""

    bundle: Path
    captured: str
    received: str
    trust: Trust
    forged_authority: Authority


@pytest.fixture(scope="module")
def independent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Authority]]:
    """Two authorities whose certificates do not call them local: one that the recipient trusts, one of the forger."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authorities, "LOCAL_MARK", "An independent authority")
        servers, found = [], []
        for name in ("trusted", "forger"):
            folder = tmp_path_factory.mktemp(name)
            root = authorities.create_authority(folder, now=datetime.now(UTC))
            server = authorities.serve(folder, port=0)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers.append(server)
            found.append(Authority(url=f"http://127.0.0.1:{server.server_port}/", roots=root.read_text()))
        yield found
        for server in servers:
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory, independent: list[Authority]) -> Sent:
    return make(tmp_path_factory.mktemp("sent"), independent)


def make(folder: Path, independent: list[Authority]) -> Sent:
    store = Store.create(folder / "store", Clock())
    stamps = Stamps(store)
    stamps.add_authority(independent[0])
    one = captured(store, folder / "captured")
    other = given(store, folder / "given")
    elsewhere = given(store, folder / "elsewhere", text="another case")
    signed = store.seal([one, other, elsewhere], WHO, "as every evening")
    for obj in (one, other):
        stamps.owe_capture(obj)
    stamps.owe_head(signed)
    assert stamps.settle().stamped == 3
    store.view(one, "page.html", WHO, "second analyst")
    order = Order(captures=(one, other), recipient="Parquet de Lyon", reason="case 12")
    write_bundle(store, order, WHO, folder / "bundle")
    store.close()
    trust = Trust(key=store.identity.key, roots=load_roots(independent[0].roots))
    return Sent(folder / "bundle", one, other, trust, independent[1])


@pytest.fixture
def forger(sent: Sent, tmp_path: Path) -> Forger:
    copy = tmp_path / "bundle"
    shutil.copytree(sent.bundle, copy)
    return Forger(copy, sent.captured, sent.received, tmp_path / "work")


def look(bundle: Path, trust: Trust) -> Report:
    return verify(bundle, trust, now=datetime.now(UTC), read_listing=read_again)


def test_an_untouched_bundle_is_anchored(sent: Sent) -> None:
    report = look(sent.bundle, sent.trust)
    assert [f"{f.code} {f.words}" for f in report.failures] == []
    assert report.verdict is Verdict.ANCHORED
    assert {f.code for f in report.findings if f.level == "unknown"} == {"never", "nature.received"}


def test_without_anything_from_outside_it_is_only_whole(sent: Sent) -> None:
    report = look(sent.bundle, Trust())
    assert report.verdict is Verdict.WHOLE
    assert {"key.unknown", "stamp.unknown"} <= {f.code for f in report.findings if f.level == "unknown"}


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def swapped_warc(f: Forger) -> None:
    warc(f.captured / "files" / "exchange.warc.gz", PAGE.replace(b"200", b"900"))


def resealed_warc(f: Forger) -> None:
    swapped_warc(f)
    f.manifest()
    f.contents()


def changed(name: str) -> Callable[[Forger], None]:
    return lambda f: f.edit(f.captured / "files" / name, flip)


def changed_given(number: int) -> Callable[[Forger], None]:
    return lambda f: f.edit(sorted((f.received / "files").iterdir())[number], flip)


def exchanged_files(f: Forger) -> None:
    one, other = f.captured / "files" / "page.html", f.captured / "files" / "dom.html"
    first, second = one.read_bytes(), other.read_bytes()
    f.write(one, second)
    f.write(other, first)


def exchanged_stamps(f: Forger) -> None:
    [one], [other] = (f.captured / "stamps").iterdir(), (f.received / "stamps").iterdir()
    first, second = one.read_bytes(), other.read_bytes()
    f.write(one, second)
    f.write(other, first)


def relinked(f: Forger, path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


def linked_folder(f: Forger) -> None:
    shutil.move(f.captured / "files", f.work)
    (f.captured / "files").symlink_to(f.work)


def own_key(f: Forger, **changed: str) -> None:
    """Sign the head anew with another key, and put that key in place of the sender's."""
    key = new_key()
    path = f.data / "custody" / "head.json"
    head = uncanonical(path.read_bytes(), Head, "head")
    signed = sign(replace(head, **{"key": fingerprint(key.public_key()), **changed}), key)
    f.write(path, signed.raw)
    f.write(path.with_suffix(".sig"), signed.signature)
    f.write(f.data / "custody" / "key.pem", public_pem(key.public_key()))


def other_key_file(f: Forger) -> None:
    f.write(f.data / "custody" / "key.pem", public_pem(new_key().public_key()))


def listed_outside(f: Forger) -> None:
    (f.bundle.parent / "outside.txt").write_text("outside")
    digest = digest_of(f.bundle.parent / "outside.txt")
    f.edit(f.bundle / "manifest-sha256.txt", lambda raw: raw + f"{digest}  data/../../outside.txt\n".encode())


def path_in_manifest(f: Forger) -> None:
    f.edit(f.captured / "manifest.json", lambda raw: raw.replace(b'"page.html"', b'"../../../../page.html"'))
    f.contents()


def capture_of_another_name(f: Forger) -> None:
    f.edit(f.data / "contents.json", lambda raw: raw.replace(f.captured.name.encode(), b"../../" + b"a" * 10))


def forged_head_stamp(f: Forger, sent: Sent) -> None:
    [path] = (f.data / "custody").glob("head.*.tsr")
    f.write(path, ask(sent.forged_authority, (f.data / "custody" / "head.json").read_bytes())[0])


def forged_capture_stamp(f: Forger, sent: Sent) -> None:
    [path] = (f.captured / "stamps").iterdir()
    f.write(path, ask(sent.forged_authority, (f.captured / "manifest.json").read_bytes())[0])
    [roots] = (f.data / "authorities").iterdir()
    f.write(roots, sent.forged_authority.roots.encode())
    f.contents()


def added_stamp(f: Forger, sent: Sent) -> None:
    response = ask(sent.forged_authority, (f.captured / "manifest.json").read_bytes())[0]
    (f.captured / "stamps" / "0000000000000000.tsr").write_bytes(response)
    f.contents()


def reworded(line: bytes) -> bytes:
    return line.replace(b"A. Analyst", b"Z. Nobody!")


def without(index: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [line for n, line in enumerate(lines) if n != index]


Tamper = Callable[[Forger], None]

# What was done; whether the forger then made the bag's hashes anew; what must be found.
FORGERIES: dict[str, tuple[Tamper, bool, set[str]]] = {
    "one bit of the web archive": (changed("exchange.warc.gz"), False, {"box.changed", "capture.changed"}),
    "another price in the listing, manifest and bag made anew": (
        lambda f: (
            f.edit(f.captured / "files" / "listing.json", lambda raw: raw.replace(b"200", b"900")),
            f.manifest(),
            f.contents(),
            None,
        )[3],
        True,
        {"capture.identity", "custody.contents"},
    ),
    "another price in the listing, bag made anew": (
        lambda f: f.edit(f.captured / "files" / "listing.json", lambda raw: raw.replace(b"200", b"900")),
        True,
        {"capture.changed", "contents.changed"},
    ),
    "one bit of the archive, bag made anew": (changed("exchange.warc.gz"), True, {"contents.changed"}),
    "another, well-formed web archive": (swapped_warc, True, {"contents.changed", "capture.changed"}),
    "another archive, all hashes made anew": (resealed_warc, True, {"capture.identity", "custody.contents"}),
    "the page as served": (changed("page.html"), True, {"capture.changed"}),
    "the screenshot": (changed("screen.png"), True, {"capture.changed"}),
    "the built page": (changed("dom.html"), True, {"capture.changed"}),
    "the text": (changed("text.txt"), True, {"capture.changed"}),
    "a picture": (changed("image-1.jpg"), True, {"capture.changed"}),
    "a received file": (changed_given(0), True, {"capture.changed"}),
    "the giver's statement": (changed_given(2), True, {"capture.changed"}),
    "two files exchanged": (exchanged_files, True, {"capture.changed"}),
    "the hour in the manifest": (
        lambda f: f.edit(f.captured / "manifest.json", lambda raw: raw.replace(b'"at":"20', b'"at":"19')),
        True,
        {"capture.identity"},
    ),
    "received files called captured": (
        lambda f: f.edit(f.received / "manifest.json", lambda raw: raw.replace(b'"received"', b'"captured"')),
        True,
        {"capture.identity"},
    ),
    "a manifest that is none": (lambda f: f.write(f.captured / "manifest.json", b"{}"), True, {"capture.identity"}),
    "a path that leads outside, in the manifest": (path_in_manifest, True, {"capture.identity"}),
    "a path that leads outside, in the bag": (listed_outside, False, {"box.path"}),
    "a path that leads outside, as a capture": (capture_of_another_name, True, {"contents.unreadable"}),
    "a file removed": (lambda f: (f.captured / "files" / "screen.png").unlink(), True, {"capture.missing"}),
    "a file cut short": (
        lambda f: f.edit(f.captured / "files" / "exchange.warc.gz", lambda raw: raw[:-40]),
        True,
        {"capture.changed"},
    ),
    "an empty file": (lambda f: f.write(f.captured / "files" / "page.html", b""), True, {"capture.changed"}),
    "a file slipped in": (
        lambda f: f.write(f.captured / "files" / "more.png", b"\x89PNG"),
        True,
        {"contents.added", "capture.added"},
    ),
    "a file slipped in and listed": (
        lambda f: (f.write(f.captured / "files" / "more.png", b"\x89PNG"), f.contents(), None)[2],
        True,
        {"capture.added", "custody.contents"},
    ),
    "a capture removed": (lambda f: shutil.rmtree(f.received), True, {"contents.missing", "capture.manifest"}),
    "the readable page": (lambda f: f.edit(f.data / "index.html", flip), True, {"contents.changed"}),
    "the printed page": (lambda f: f.edit(f.data / "exhibit.pdf", flip), True, {"contents.changed"}),
    "the package for players": (lambda f: f.edit(next((f.data / "wacz").iterdir()), flip), True, {"contents.changed"}),
    "the graph": (
        lambda f: f.edit(f.data / "case.jsonld", lambda raw: raw.replace(b"A. Analyst", b"Z. Nobody!")),
        True,
        {"contents.changed", "graph.actions"},
    ),
    "the instructions": (
        lambda f: f.edit(f.bundle / "VERIFY.txt", lambda raw: raw.replace(b"--check --strict", b"--version #")),
        True,
        {"contents.instructions"},
    ),
    "the instructions, listed": (
        lambda f: (f.edit(f.bundle / "VERIFY.txt", flip), f.contents(), None)[2],
        True,
        {"custody.contents"},
    ),
    "the bag's words about itself": (
        lambda f: f.edit(f.bundle / "bag-info.txt", lambda raw: raw + b"Source-Organization: The Police\n"),
        True,
        {"box.info"},
    ),
    "the handling label": (
        lambda f: f.edit(f.data / "contents.json", lambda raw: raw.replace(b"TLP:AMBER", b"TLP:CLEAR")),
        True,
        {"custody.contents", "box.info"},
    ),
    "the bag's words removed": (
        lambda f: ((f.bundle / "bag-info.txt").unlink(), f.list_tags(), None)[2],
        False,
        {"box.info"},
    ),
    "a list larger than any": (
        lambda f: os.truncate(f.data / "custody" / "proofs.json", 65 * 1024 * 1024),
        False,
        {"proof.unreadable"},
    ),
    "the bag's declaration": (
        lambda f: f.edit(f.bundle / "bagit.txt", lambda raw: raw.replace(b"1.0", b"9.9")),
        True,
        {"box.declaration"},
    ),
    "no declaration": (lambda f: (f.bundle / "bagit.txt").unlink(), True, {"box.missing"}),
    "a file removed, bag left as it was": (
        lambda f: (f.captured / "files" / "screen.png").unlink(),
        False,
        {"box.missing", "capture.missing"},
    ),
    "a line of the list that is none": (
        lambda f: f.edit(f.bundle / "manifest-sha256.txt", lambda raw: raw + b"deadbeef\n"),
        False,
        {"box.manifest"},
    ),
    "a file listed with two hashes": (
        lambda f: f.edit(f.bundle / "manifest-sha256.txt", lambda raw: raw + b"0" * 64 + b"  data/index.html\n"),
        False,
        {"box.manifest"},
    ),
    "no list of files": (lambda f: (f.bundle / "manifest-sha256.txt").unlink(), False, {"box.missing"}),
    "no list of the lists": (lambda f: (f.bundle / "tagmanifest-sha256.txt").unlink(), False, {"box.missing"}),
    "half a list of files": (
        lambda f: f.edit(f.bundle / "manifest-sha256.txt", lambda raw: raw[: len(raw) // 2]),
        False,
        {"box.added", "box.changed"},
    ),
    "no contents": (lambda f: (f.data / "contents.json").unlink(), True, {"contents.unreadable"}),
    "a line cut out of the log": (lambda f: f.lines(f.captured_log, without(2)), True, {"custody.chain"}),
    "a line cut out, chain made anew": (
        lambda f: f.lines(f.captured_log, lambda lines: chained(without(2)(lines))),
        True,
        {"proof.inclusion"},
    ),
    "the end of the log cut": (lambda f: f.lines(f.captured_log, without(4)), True, {"custody.cut"}),
    "all of the log cut": (lambda f: f.write(f.captured_log, b""), True, {"custody.cut"}),
    "no log": (lambda f: f.captured_log.unlink(), True, {"custody.unreadable"}),
    "lines in another order": (
        lambda f: f.lines(f.captured_log, lambda lines: [lines[0], lines[2], lines[1], *lines[3:]]),
        True,
        {"custody.order", "custody.chain"},
    ),
    "another name in the log": (
        lambda f: f.lines(f.captured_log, lambda lines: [reworded(lines[0]), *lines[1:]]),
        True,
        {"proof.inclusion", "custody.chain"},
    ),
    "another name in the log, chain made anew": (
        lambda f: f.lines(f.captured_log, lambda lines: chained([reworded(lines[0]), *lines[1:]])),
        True,
        {"proof.inclusion"},
    ),
    "a line of the log twice": (
        lambda f: f.lines(f.captured_log, lambda lines: [*lines[:2], lines[1], *lines[2:]]),
        True,
        {"custody.order"},
    ),
    "a line that is no event": (
        lambda f: f.lines(f.captured_log, lambda lines: [b'{"seq":0}', *lines]),
        True,
        {"custody.unreadable"},
    ),
    "the log of another capture": (
        lambda f: f.write(f.captured_log, f.received_log.read_bytes()),
        True,
        {"custody.object"},
    ),
    "the log of a capture that is not there": (
        lambda f: f.write(f.captured_log.with_name("0123456789abcdef.jsonl"), f.captured_log.read_bytes()),
        True,
        {"custody.added"},
    ),
    "proofs that are none": (
        lambda f: f.write(f.data / "custody" / "proofs.json", b"junk"),
        True,
        {"proof.unreadable"},
    ),
    "no proofs": (lambda f: f.write(f.data / "custody" / "proofs.json", b"[]"), True, {"proof.missing"}),
    "a proof of other hashes": (
        lambda f: f.edit(
            f.data / "custody" / "proofs.json", lambda raw: raw.replace(b'"path":["', b'"path":["' + b"0" * 64 + b'","')
        ),
        True,
        {"proof.inclusion"},
    ),
    "another root": (
        lambda f: f.edit(f.data / "custody" / "head.json", lambda raw: raw.replace(b'"root":"', b'"root":"00', 1)),
        True,
        {"head.signature", "proof.inclusion"},
    ),
    "a root that is none": (
        lambda f: f.edit(f.data / "custody" / "head.json", lambda raw: raw.replace(b'"root":"', b'"root":"zz', 1)),
        True,
        {"head.unreadable"},
    ),
    "a longer log": (
        lambda f: f.edit(f.data / "custody" / "head.json", lambda raw: raw.replace(b'"size":', b'"size":9')),
        True,
        {"head.signature"},
    ),
    "another signature": (lambda f: f.edit(f.data / "custody" / "head.sig", flip), True, {"head.signature"}),
    "no signature": (lambda f: (f.data / "custody" / "head.sig").unlink(), True, {"head.unreadable"}),
    "another key": (other_key_file, True, {"head.signature", "key.wrong"}),
    "all signed anew with another key": (own_key, True, {"key.wrong"}),
    "a time-stamp cut short": (
        lambda f: f.edit(next((f.captured / "stamps").iterdir()), lambda raw: raw[:-9]),
        True,
        {"stamp.forged", "contents.changed"},
    ),
    "a time-stamp removed": (
        lambda f: (next((f.captured / "stamps").iterdir()).unlink(), f.contents(), None)[2],
        True,
        {"stamp.missing", "custody.contents"},
    ),
    "roots that are none": (
        lambda f: f.write(next((f.data / "authorities").iterdir()), b"-----BEGIN CERTIFICATE-----"),
        True,
        {"stamp.roots", "contents.changed"},
    ),
    "two time-stamps exchanged": (exchanged_stamps, True, {"stamp.forged"}),
    "a link in place of a file": (
        lambda f: relinked(f, f.captured / "files" / "page.html", "/etc/passwd"),
        False,
        {"box.link"},
    ),
    "a link in place of a folder": (linked_folder, False, {"box.link"}),
    "a pipe in place of a file": (
        lambda f: ((f.data / "index.html").unlink(), os.mkfifo(f.data / "index.html"), None)[2],
        False,
        {"box.special"},
    ),
}

FORGED_STAMPS: dict[str, tuple[Callable[[Forger, Sent], None], set[str]]] = {
    "a stamp over the head by the forger's authority": (forged_head_stamp, {"stamp.forged"}),
    "a stamp over a capture by the forger's authority, roots too": (
        forged_capture_stamp,
        {"stamp.untrusted", "stamp.missing", "custody.contents"},
    ),
    "a stamp more": (added_stamp, {"stamp.forged", "stamp.added"}),
}


@pytest.mark.parametrize("name", list(FORGERIES))
def test_each_forgery_is_found_and_named(name: str, forger: Forger, sent: Sent) -> None:
    tamper, renews_bag, codes = FORGERIES[name]
    tamper(forger)
    if renews_bag:
        forger.bag()
    report = look(forger.bundle, sent.trust)
    assert report.verdict is Verdict.BROKEN
    assert codes <= {finding.code for finding in report.failures}


@pytest.mark.parametrize("name", list(FORGED_STAMPS))
def test_each_forged_hour_is_found_and_named(name: str, forger: Forger, sent: Sent) -> None:
    tamper, codes = FORGED_STAMPS[name]
    tamper(forger, sent)
    forger.bag()
    assert codes <= {finding.code for finding in look(forger.bundle, sent.trust).failures}


@pytest.mark.parametrize(("changed", "code"), [({"key": "0" * 64}, "key.wrong"), ({"store": "other"}, "head.store")])
def test_a_head_that_does_not_fit_is_found_without_knowing_the_sender(
    forger: Forger, changed: dict[str, str], code: str
) -> None:
    own_key(forger, **changed)
    forger.bag()
    assert code in {finding.code for finding in look(forger.bundle, Trust()).failures}


@pytest.mark.parametrize(
    ("action", "code"), [(Action.RECEIVED, "custody.beginning"), (Action.DESTROYED, "custody.destroyed")]
)
def test_a_sender_whose_log_and_captures_disagree_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: Action, code: str
) -> None:
    """Not a forger but the sender, key in hand: what was received is called captured, what was destroyed is sent."""
    monkeypatch.setattr(Store, "is_destroyed", lambda self, obj: False)
    monkeypatch.setitem(store_module._FIRST_EVENT, CaptureKind.CAPTURED, action)
    store = Store.create(tmp_path / "store", Clock())
    obj = captured(store, tmp_path / "captured")
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    store.close()
    assert code in {finding.code for finding in look(tmp_path / "bundle", Trust()).failures}


def of_offer(**changed: str) -> Callable[[Extracted], Extracted]:
    return lambda read: replace(read, listing=replace(read.listing or Listing(id=""), **changed))


def other_edition(read: Extracted) -> Extracted:
    return replace(of_offer(text="Lyon, 200 EUR")(read), edition="lycaon 0.0.1")


def of_other_source(read: Extracted) -> Extracted:
    return replace(read, sources=(replace(read.sources[0], sha256="0" * 64), *read.sources[1:]))


# What a sender, key in hand, kept as the listing of a page; what must be found.
LIES: dict[str, tuple[Callable[[Extracted], Extracted | bytes], Level, str]] = {
    "another price than the page": (of_offer(price="900 EUR"), Level.FAILS, "listing.words"),
    "another price, by an edition nobody has": (
        lambda read: replace(of_offer(price="900 EUR")(read), edition="lycaon 9"), Level.FAILS, "listing.words"
    ),
    "the page's own words in another field": (of_offer(price="Lyon"), Level.FAILS, "listing.differs"),
    "an offer left out": (
        lambda read: replace(read, listing=None, listing_from=""), Level.FAILS, "listing.differs"
    ),
    "an account that no page shows": (
        lambda read: replace(read, account=ReadAccount(name="Ann", text="")), Level.FAILS, "listing.differs"
    ),
    "another address": (of_offer(url="https://other.example/"), Level.FAILS, "listing.differs"),
    "other words of the page, by another edition": (other_edition, Level.UNKNOWN, "listing.edition"),
    "an edition that read the same": (
        lambda read: replace(read, edition="lycaon 0.0.1"), Level.HOLDS, "listing"
    ),
    "bytes that are not the page's": (of_other_source, Level.FAILS, "listing.unreadable"),
    "one page of two": (lambda read: replace(read, sources=read.sources[:1]), Level.FAILS, "listing.unreadable"),
    "a path that leads out": (
        lambda read: replace(read, sources=(replace(read.sources[0], path="../../manifest.json"),)),
        Level.FAILS, "listing.unreadable",
    ),
    "a selector that is none": (
        lambda read: replace(read, hints=Hints(selectors=(("price", "[[["),))), Level.FAILS, "listing.unreadable"
    ),
    "a selector for other words": (
        lambda read: replace(read, hints=Hints(selectors=(("price", "h1"),))), Level.FAILS, "listing.differs"
    ),
    "an encoding that makes other words of the page": (
        lambda read: replace(read, sources=tuple(replace(it, charset="utf-16") for it in read.sources)),
        Level.FAILS, "listing.words",
    ),
    "JSON of another form": (lambda read: b" " + to_json(read), Level.FAILS, "listing.unreadable"),
    "JSON without end": (lambda read: b"[" * 100_000, Level.FAILS, "listing.unreadable"),
    "no JSON": (lambda read: b"\xff\x00", Level.FAILS, "listing.unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(LIES))
def test_a_listing_that_its_page_does_not_give_is_found_although_the_sender_signed_it(
    store: Store, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie, level, code = LIES[name]
    monkeypatch.setitem(sys.modules, "typst", None)  # paper is not what is tried here
    obj = captured(store, tmp_path / "captured", lie=lie)
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    report = look(tmp_path / "bundle", Trust())
    assert [(found.level, found.code) for found in report.findings if found.code.startswith("listing")] == [
        (level, code)
    ]
    assert (report.verdict is Verdict.BROKEN) is (level is Level.FAILS)
    unread = verify(tmp_path / "bundle", Trust(), now=datetime.now(UTC))
    assert {found.code for found in unread.findings if found.code.startswith("listing")} <= {"listing.unread", code}


def test_a_bundle_forged_from_scratch_is_whole_but_not_the_senders(
    tmp_path: Path, sent: Sent, independent: list[Authority]
) -> None:
    """The best attempt: a store, a key and an authority of the forger's own. Only what is known from outside helps."""
    forged = make(tmp_path, independent[::-1])
    alone = look(forged.bundle, Trust())
    assert alone.verdict is Verdict.WHOLE
    assert {"key.unknown", "stamp.unknown"} <= {finding.code for finding in alone.findings}
    assert {"key.wrong", "stamp.untrusted"} <= {finding.code for finding in look(forged.bundle, sent.trust).failures}


@hypothesis_given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_changed_response_is_more_than_refused(sent: Sent, data: st.DataObject) -> None:
    """Parsers of certificates have failed in many ways; none of them may end the check of a bundle."""
    [path] = (sent.bundle / "data" / "custody").glob("head.*.tsr")
    response = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        response[data.draw(st.integers(0, len(response) - 1))] = data.draw(st.integers(0, 255))
    head = (sent.bundle / "data" / "custody" / "head.json").read_bytes()
    said = check(path.read_bytes(), head, sent.trust.roots)
    with suppress(EvidenceError):
        # A few bytes of a response are signed by nobody; whatever stands there, the hour stays the same.
        assert check(bytes(response), head, sent.trust.roots) == said


def test_any_changed_byte_of_any_file_is_found(sent: Sent, tmp_path: Path) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(sent.bundle, copy)
    for path in sorted(path for path in copy.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.write_bytes(flip(whole))
        assert look(copy, sent.trust).verdict is Verdict.BROKEN, path
        path.write_bytes(whole)
    assert look(copy, sent.trust).verdict is Verdict.ANCHORED


@pytest.mark.parametrize(
    "junk", [b"", b"null", b"[]", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b"1e999999"], ids=lambda junk: junk[:4].hex()
)
def test_junk_in_place_of_any_file_is_a_finding_and_no_failure_of_ours(sent: Sent, tmp_path: Path, junk: bytes) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(sent.bundle, copy)
    for path in sorted(path for path in copy.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.write_bytes(junk)
        assert look(copy, sent.trust).verdict is Verdict.BROKEN, path
        path.write_bytes(whole)


def test_names_that_speak_to_a_terminal_are_shown_harmless(forger: Forger, sent: Sent) -> None:
    (forger.data / "\x1b[2J all is well").write_text("x")
    Path(os.fsdecode(os.fsencode(forger.data) + b"/\xff")).write_text("x")
    report = look(forger.bundle, sent.trust)
    assert report.verdict is Verdict.BROKEN
    assert all((finding.where + finding.words).isprintable() for finding in report.findings)


def commands(bundle: Path) -> list[str]:
    tools = ("sha256sum", "bagit.py", "openssl", "warcio", "wacz", "unzip", "tail", "python3")
    lines = (bundle / "VERIFY.txt").read_text().splitlines()
    return [line.strip() for line in lines if line.startswith("    ") and line.strip().startswith(tools)]


def failing(bundle: Path) -> list[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    found: list[str] = []
    for command in commands(bundle):
        here = {**os.environ, "PATH": path}
        done = subprocess.run(["bash", "-c", command], cwd=bundle, capture_output=True, env=here, check=False)
        if done.returncode:
            found.append(command)
    return found


def test_stock_tools_agree_as_the_instructions_say(sent: Sent, forger: Forger) -> None:
    assert len(commands(sent.bundle)) == 16
    assert failing(sent.bundle) == []
    swapped_warc(forger)
    assert tools(failing(forger.bundle)) == ["sha256sum", "bagit.py", "python3"]
    forger.bag()
    assert tools(failing(forger.bundle)) == ["python3"]
    forger.contents()
    forger.bag()
    assert tools(failing(forger.bundle)) == ["tail", "tail"]
    own_key(forger)
    forger.edit(forger.captured / "manifest.json", flip)
    assert sum("openssl ts" in command for command in failing(forger.bundle)) == 2


def tools(found: list[str]) -> list[str]:
    return [command.split()[0] for command in found]
