"""Time-stamps: asked for until they come, checked at once, renewed before they expire, never hidden."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.evidence.conftest import WHO, Clock, given

from lycaon.errors import EvidenceError
from lycaon.evidence import verify as verifying
from lycaon.evidence.audit import audit
from lycaon.evidence.authority import create_authority, reply, serve
from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.owed import Outcome, Stamps
from lycaon.evidence.stamps import LOCAL_MARK, Authority, ask, certificates, check, load_roots
from lycaon.evidence.store import Store
from lycaon.values.evidence import StampStatus


def sealed(store: Store, tmp_path: Path, authority: Authority) -> tuple[str, Stamps]:
    stamps = Stamps(store)
    stamps.add_authority(authority)
    obj = given(store, tmp_path / "given")
    signed = store.seal([obj], WHO, "sealed")
    stamps.owe_capture(obj)
    stamps.owe_head(signed)
    return obj, stamps


def test_a_stamp_is_checked_and_says_that_it_is_local(authority: Authority) -> None:
    response, stamp = ask(authority, b"manifest")
    assert stamp.is_local
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(seconds=5)
    assert LOCAL_MARK in load_roots(certificates(response))[0].subject.rfc4514_string().replace("\\", "")
    for data, words in ((b"another", "does not hold"), (b"", "does not hold")):
        with pytest.raises(EvidenceError, match=words):
            check(response, data, load_roots(authority.roots))


@pytest.mark.parametrize("spoilt", [b"", b"junk", b"\x30\x03\x02\x01\x02", b"\x30\x05\x30\x03\x02\x01\x02"])
def test_what_is_no_response_is_said_to_be_none(authority: Authority, spoilt: bytes) -> None:
    with pytest.raises(EvidenceError):
        check(spoilt, b"manifest", load_roots(authority.roots))


def test_a_response_is_believed_once_only(authority: Authority) -> None:
    """The nonce: an old response cannot be sent again as the answer to a new question."""
    response, _ = ask(authority, b"manifest")
    with pytest.raises(EvidenceError, match=r"[Nn]once"):
        check(response, b"manifest", load_roots(authority.roots), nonce=1)


def test_an_authority_that_is_down_leaves_it_pending_until_it_is_up(tmp_path: Path, clock: Clock, store: Store) -> None:
    home = tmp_path / "tsa"
    roots = create_authority(home, now=datetime.now(UTC)).read_text()
    server = serve(home, port=0)
    obj, stamps = sealed(store, tmp_path, Authority(url=f"http://127.0.0.1:{server.server_port}/", roots=roots))
    port = server.server_port
    server.server_close()
    assert stamps.settle(timeout_s=1) == Outcome(stamped=0, pending=2, refused=0)
    [shown] = stamps.of_capture(obj)
    assert shown.status is StampStatus.PENDING
    assert "refused" in shown.why
    # A minute has not gone by: nobody is asked.
    assert stamps.settle() == Outcome(stamped=0, pending=2, refused=0)
    server = serve(home, port=port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    clock.offset = timedelta(minutes=3)
    assert stamps.settle() == Outcome(stamped=2, pending=0, refused=0)
    server.shutdown()
    server.server_close()
    [shown] = stamps.of_capture(obj)
    assert shown.status is StampStatus.VERIFIED
    assert list(stamps.owed()) == []


def test_a_clock_set_back_does_not_make_a_stamp_wait(
    tmp_path: Path, clock: Clock, store: Store, authority: Authority
) -> None:
    dead = Authority(url="http://127.0.0.1:9/", roots=authority.roots)
    _, stamps = sealed(store, tmp_path, dead)
    clock.offset = timedelta(days=900)
    stamps.settle(at_once=True, timeout_s=1)
    tries = [owed.tries for owed in stamps.owed()]
    clock.offset = timedelta()
    stamps.settle(timeout_s=1)
    assert [owed.tries for owed in stamps.owed()] == [count + 1 for count in tries]


class Liar(BaseHTTPRequestHandler):
    answer = (200, b"")

    def do_POST(self) -> None:
        status, body = self.answer
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, b"<html>captive portal</html>"), Outcome(0, 0, 2)),
        ((200, b"\x30\x05\x30\x03\x02\x01\x02"), Outcome(0, 0, 2)),
        ((503, b"busy"), Outcome(0, 2, 0)),
    ],
)
def test_a_bad_answer_is_never_kept(
    tmp_path: Path, store: Store, authority: Authority, answer: tuple[int, bytes], outcome: Outcome
) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("This", (Liar,), {"answer": answer}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    obj, stamps = sealed(store, tmp_path, Authority(url=url, roots=authority.roots))
    assert stamps.settle() == outcome
    server.shutdown()
    server.server_close()
    assert all(shown.status is not StampStatus.VERIFIED for shown in stamps.of_capture(obj))
    assert [line.event.action.value for line in store.history(obj)] == ["received", "sealed"]


def test_the_right_words_of_a_wrong_authority_are_refused(tmp_path: Path, store: Store, authority: Authority) -> None:
    other = create_authority(tmp_path / "other", now=datetime.now(UTC)).read_text()
    obj, stamps = sealed(store, tmp_path, Authority(url=authority.url, roots=other))
    assert stamps.settle().refused == 2
    assert {shown.status for shown in stamps.of_capture(obj)} == {StampStatus.REFUSED}


def test_killed_between_answer_and_queue_asks_no_second_time(
    tmp_path: Path, store: Store, authority: Authority
) -> None:
    obj, stamps = sealed(store, tmp_path, authority)
    queued = {path: path.read_bytes() for path in (store.folder / "queue").iterdir()}
    assert stamps.settle().stamped == 2
    for path, data in queued.items():
        path.write_bytes(data)
    assert stamps.settle() == Outcome(0, 0, 0)
    assert len(stamps.of_capture(obj)) == 1


def test_a_stamp_is_renewed_before_its_certificate_expires(tmp_path: Path, store: Store, clock: Clock) -> None:
    now = datetime.now(UTC)
    short, long = tmp_path / "short", tmp_path / "long"
    authorities = []
    for home, days in ((short, 30), (long, 3650)):
        roots = create_authority(home, now=now, valid_for=timedelta(days=days)).read_text()
        server = serve(home, port=0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        authorities.append((server, Authority(url=f"http://127.0.0.1:{server.server_port}/", roots=roots)))
    (first, short_lived), (second, long_lived) = authorities
    obj, stamps = sealed(store, tmp_path, short_lived)
    assert stamps.settle().stamped == 2
    assert stamps.renew(timedelta(days=10)) is None
    assert len(stamps.expiring(timedelta(days=90))) == 2
    stamps.add_authority(long_lived)
    assert stamps.renew(timedelta(days=90)) is not None
    stamps.settle()
    assert stamps.expiring(timedelta(days=90)) == []
    # The chain: the old responses themselves stand in the log that the younger stamp covers, and are kept.
    young = store.heads()[-1].head.size
    old = {stamp.token for head in store.heads()[:-1] for stamp in stamps.of_head(head)}
    old |= {stamp.token for stamp in stamps.of_capture(obj)}
    covered = {line.event.result for line in store.log.lines() if line.event.seq < young}
    assert len(old) == 2
    assert old <= covered
    assert all(store.objects.has(token) for token in old)
    assert list(audit(store)) == []
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    first.shutdown()
    second.shutdown()
    first.server_close()
    second.server_close()
    later = verifying.verify(tmp_path / "bundle", verifying.Trust(), now=now + timedelta(days=400))
    assert later.failures == ()
    assert "stamp.renewed" in {finding.code for finding in later.findings}


def test_a_stamp_that_expires_soon_is_told_before(tmp_path: Path, store: Store) -> None:
    now = datetime.now(UTC)
    roots = create_authority(tmp_path / "tsa", now=now, valid_for=timedelta(days=120)).read_text()
    server = serve(tmp_path / "tsa", port=0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    obj, stamps = sealed(store, tmp_path, Authority(url=f"http://127.0.0.1:{server.server_port}/", roots=roots))
    stamps.settle()
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    server.shutdown()
    server.server_close()
    for days, told in ((1, False), (60, True)):
        report = verifying.verify(tmp_path / "bundle", verifying.Trust(), now=now + timedelta(days=days))
        assert ("stamp.soon" in {f.code for f in report.findings if f.level == "unknown"}) is told


def test_an_expired_stamp_without_a_younger_one_is_not_believed_for_ever(
    tmp_path: Path, store: Store, authority: Authority
) -> None:
    obj, stamps = sealed(store, tmp_path, authority)
    stamps.settle()
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    later = verifying.verify(tmp_path / "bundle", verifying.Trust(), now=datetime.now(UTC) + timedelta(days=9999))
    assert "stamp.expired" in {f.code for f in later.findings if f.level == "unknown"}


def test_a_stamp_older_than_what_it_stamps_is_named(
    tmp_path: Path, store: Store, clock: Clock, authority: Authority
) -> None:
    """The sender's clock was ahead: the capture says a time at which the authority had already seen it."""
    clock.offset = timedelta(hours=5)
    obj, stamps = sealed(store, tmp_path, authority)
    stamps.settle()
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    report = verifying.verify(tmp_path / "bundle", verifying.Trust(), now=datetime.now(UTC))
    assert {finding.code for finding in report.failures} == {"stamp.early"}


def test_a_clock_that_went_back_is_told(tmp_path: Path, store: Store, clock: Clock) -> None:
    obj = given(store, tmp_path / "given")
    clock.offset = timedelta(hours=-2)
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    report = verifying.verify(tmp_path / "bundle", verifying.Trust(), now=datetime.now(UTC))
    assert report.failures == ()
    assert {"clock.back", "stamp.pending"} <= {f.code for f in report.findings if f.level == "unknown"}


def test_the_local_authority_answers_nonsense_with_a_refusal_only(tmp_path: Path) -> None:
    create_authority(tmp_path / "tsa", now=datetime.now(UTC))
    answer = reply(tmp_path / "tsa", b"nonsense")
    with pytest.raises(EvidenceError, match="refused"):
        check(answer, b"x", load_roots((tmp_path / "tsa" / "root.pem").read_text()))
