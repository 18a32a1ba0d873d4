"""What the store writes down and what it refuses."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from tests.evidence.conftest import WHO, Clock, given

from lycaon.errors import EvidenceError
from lycaon.evidence.audit import audit
from lycaon.evidence.canonical import canonical, sha256, uncanonical
from lycaon.evidence.log import Custodian
from lycaon.evidence.manifest import check_capture, check_path, plain_name
from lycaon.evidence.merkle import Tree, holds_consistency
from lycaon.evidence.receive import described, receive, working_copy
from lycaon.evidence.store import Store
from lycaon.values.evidence import (
    Acquisition,
    Action,
    Capture,
    CapturedFile,
    CaptureKind,
    CustodyEvent,
    FileRole,
)


def actions(store: Store, obj: str) -> list[str]:
    return [line.event.action.value for line in store.history(obj)]


def codes(store: Store) -> set[str]:
    return {fault.code for fault in audit(store)}


def test_a_received_exhibit_keeps_the_bytes_and_the_statement(store: Store, tmp_path: Path) -> None:
    obj = given(store, tmp_path / "given")
    capture = store.capture(obj)
    assert capture.kind is CaptureKind.RECEIVED
    assert capture.giver == "B. Citizen"
    assert "capture_time" in capture.lacks
    assert actions(store, obj) == ["received"]
    statement = next(file for file in capture.files if file.role is FileRole.STATEMENT)
    words = store.view(obj, statement.path, WHO, "to read it").decode()
    assert "I saved this page myself." in words
    assert "Anzeige: Élfenbein.html" in words
    assert actions(store, obj) == ["received", "viewed"]


def test_the_same_is_kept_once(store: Store, tmp_path: Path) -> None:
    obj = given(store, tmp_path / "given")
    capture = store.capture(obj)
    assert store.keep(capture, tmp_path / "given" / "copied", WHO) == obj
    assert actions(store, obj) == ["received"]


@pytest.mark.parametrize("who", [Custodian("", "analyst"), Custodian("  ", "")])
def test_nobody_keeps_nothing(store: Store, who: Custodian) -> None:
    with pytest.raises(EvidenceError, match="--actor"):
        store.check_named(who, "a reason")
    with pytest.raises(EvidenceError, match="--reason"):
        store.check_named(WHO, " ")


def test_a_file_that_changed_since_it_was_captured_is_not_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("one")
    now = datetime.now(UTC)
    capture = Capture(
        kind=CaptureKind.CAPTURED,
        at=now,
        until=now,
        files=(described(tmp_path, tmp_path / "page.html", FileRole.PAGE, "text/html"),),
        acquisition=Acquisition(tool="t", reason="r"),
    )
    (tmp_path / "page.html").write_text("two")
    with pytest.raises(EvidenceError, match="changed since"):
        store.keep(capture, tmp_path, WHO)
    assert store.captures() == []


def test_links_and_folders_are_not_received(store: Store, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    for path in (tmp_path / "link", tmp_path):
        with pytest.raises(EvidenceError, match="no plain file"):
            receive([path], tmp_path, giver="g", statement="s", reason="r", now=store.now(), tool="t")


def test_a_redacted_copy_stands_beside_its_original(store: Store, tmp_path: Path) -> None:
    obj = given(store, tmp_path / "given")
    folder = tmp_path / "redacted"
    folder.mkdir()
    (tmp_path / "page.txt").write_text("Ivory, call ███")
    removed = "telephone number, third party"
    copy = working_copy(
        [tmp_path / "page.txt"], folder, original=obj, removed=removed, reason="r", now=store.now(), tool="t"
    )
    made = store.keep_redacted(obj, copy, folder, WHO)
    assert store.keep_redacted(obj, copy, folder, WHO) == made
    assert actions(store, obj) == ["received", "redacted_copy_made"]
    assert store.history(obj)[-1].event.result == made
    assert actions(store, made) == ["created"]


def test_destroying_spares_what_another_capture_holds(store: Store, tmp_path: Path) -> None:
    one, other = given(store, tmp_path / "one"), given(store, tmp_path / "other", text="more")
    derived = store.derive(one, b"a translation", WHO, "translated")
    gone = store.destroy(one, WHO, "retention is over")
    assert len(gone) == 2  # the statement reads the same in both
    assert store.is_destroyed(one)
    assert codes(store) == set()
    assert store.objects.has(derived)
    assert store.capture(other).files[0].sha256 not in gone
    assert store.destroy(one, WHO, "again") == gone
    assert actions(store, one) == ["received", "derived", "destroyed"]


def spoil(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


@pytest.mark.parametrize("code", ["object.changed", "object.lost", "manifest.lost", "object.link"])
def test_bytes_changed_behind_the_stores_back_are_named(store: Store, tmp_path: Path, code: str) -> None:
    obj = given(store, tmp_path / "given")
    path = store.objects.path(obj if code == "manifest.lost" else store.capture(obj).files[1].sha256)
    match code:
        case "object.changed":
            spoil(path, b"forged")
        case "object.link":
            path.unlink()
            path.symlink_to("/etc/hostname")
        case _:
            path.unlink()
    assert code in codes(store)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines[:-1], "log.cut"),
        (lambda lines: lines[1:], "log.order"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "log.chain"),
        (lambda lines: [lines[0].replace(b"A. Analyst", b"Z. Nobody!"), *lines[1:]], "log.rewritten"),
        (lambda lines: [*lines[:2], b'{"seq":2}\n'], "log.unreadable"),
        (lambda lines: [line.replace(b'"seq":', b'"seq": ') for line in lines], "log.unreadable"),
    ],
)
def test_lines_changed_behind_the_stores_back_are_named(
    store: Store, tmp_path: Path, change: object, code: str
) -> None:
    assert callable(change)
    objects = [given(store, tmp_path / str(n), text=str(n)) for n in range(2)]
    store.seal(objects, WHO, "sealed")
    log = store.folder / "log" / "events.jsonl"
    log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))
    assert code in codes(store)


def test_a_head_signed_by_another_key_is_named(store: Store, tmp_path: Path) -> None:
    store.seal([given(store, tmp_path / "given")], WHO, "sealed")
    other = Store.create(tmp_path / "other", Clock())
    spoil(store.folder / "keys" / "key.pem", other.public_key())
    assert {"key.wrong", "head.signature"} <= codes(store)


def test_each_head_only_adds_to_the_one_before(store: Store, tmp_path: Path) -> None:
    heads = [store.seal([given(store, tmp_path / str(n), text=str(n))], WHO, "sealed").head for n in range(6)]
    assert store.sign_head().head == heads[-1]
    tree = Tree.over(store.log.leaves(heads[-1].size))
    for old, new in pairwise(heads):
        proof = tree.consistency(old.size, new.size)
        assert holds_consistency(old.size, new.size, proof, bytes.fromhex(old.root), bytes.fromhex(new.root))


def test_two_processes_take_turns(store: Store, tmp_path: Path) -> None:
    again = Store(store.folder, Clock())
    for n in range(4):
        given(store if n % 2 else again, tmp_path / str(n), text=str(n))
    assert [line.event.seq for line in store.log.lines()] == [0, 1, 2, 3]
    assert codes(again) == set()
    again.close()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "./a",
        "a\\b",
        "a\nb",
        "a\u202egnp.exe",
        "a\x9bb",
        "c:x",
        "CON",
        "a/nul.txt",
        "x.",
        "x ",
        "a" * 300,
    ],
)
def test_paths_that_could_lead_elsewhere_are_refused(path: str) -> None:
    with pytest.raises(EvidenceError, match="leaves its folder"):
        check_path(path, "here")


@pytest.mark.parametrize("names", [("A.txt", "a.TXT"), ("caf\u00e9.txt", "cafe\u0301.txt"), ("x", "x")])
def test_two_names_that_are_one_on_some_disks_are_refused(names: tuple[str, str]) -> None:
    files = tuple(
        CapturedFile(path=name, role=FileRole.OTHER, media_type="text/plain", size=0, sha256="0" * 64) for name in names
    )
    now = datetime.now(UTC)
    with pytest.raises(EvidenceError, match="two files are named"):
        check_capture(
            Capture(
                kind=CaptureKind.CAPTURED, at=now, until=now, files=files, acquisition=Acquisition(tool="t", reason="r")
            ),
            "here",
        )


@hypothesis_given(st.text(max_size=300))
def test_every_name_becomes_a_plain_one(name: str) -> None:
    check_path(plain_name(name), "here")


TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@hypothesis_given(TEXT, TEXT, st.integers(0, 2**53), st.datetimes(timezones=st.just(UTC)))
def test_an_event_is_read_back_and_any_other_json_library_writes_it_so(
    actor: str, reason: str, seq: int, at: datetime
) -> None:
    event = CustodyEvent(
        seq=seq,
        at=at,
        actor=actor,
        role="r",
        action=Action.VIEWED,
        object="o",
        reason=reason,
        previous="p",
        previous_of_object="q",
    )
    raw = canonical(event)
    assert uncanonical(raw, CustodyEvent, "here") == event
    again = json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert again.replace("\\u007f", "\x7f").encode() == raw.replace(b"\\u007f", b"\x7f")


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw + b" ",
        lambda raw: b" " + raw,
        lambda raw: raw.replace(b'{"action"', b'{ "action"'),
        lambda raw: raw.replace(b'"role":"r"', b'"role":"r","extra":1'),
        lambda raw: raw.replace(b"Z", b""),
        lambda raw: raw.replace(b'"seq":1', b'"seq":1.0'),
        lambda raw: raw.replace(b'"role":"r"', b'"role":"r","role":"r"'),
    ],
)
def test_one_event_has_one_form(change: object) -> None:
    assert callable(change)
    event = CustodyEvent(
        seq=1,
        at=datetime.now(UTC) - timedelta(days=1),
        actor="a",
        role="r",
        action=Action.VIEWED,
        object="o",
        reason="w",
        previous="p",
        previous_of_object="q",
    )
    raw = canonical(event)
    assert sha256(raw) != sha256(change(raw))
    with pytest.raises(EvidenceError):
        uncanonical(change(raw), CustodyEvent, "here")


def test_a_manifest_says_nothing_of_what_was_not_asked(store: Store, tmp_path: Path) -> None:
    """Manifests from before clocks and sellers were thought of are read in their one form, and keep their id."""
    obj = given(store, tmp_path / "given")
    raw = store.objects.read(obj)
    assert not {"clock", "seller"} & {*json.loads(raw), *json.loads(raw)["acquisition"]}
    assert canonical(store.capture(obj)) == raw
