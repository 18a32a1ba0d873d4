"""Files of one capture that do not belong together are found, although whoever kept them signed for all of them."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.collect.certificates import chain
from tests.collect.site import market

from lycaon.collect.capture import capture_page
from lycaon.collect.recording import Settings
from lycaon.evidence.contents import folder_of
from lycaon.evidence.receive import described
from lycaon.evidence.verify.agreement import check_agreement
from lycaon.values.evidence import Acquisition, Capture, CapturedFile, CaptureKind, FileRole

HERE, THERE = "a" * 64, "b" * 64
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with market() as found:
        yield found


def kept(host: str, path: str, bundle: Path) -> Capture:
    settings = Settings(user_agent="lycaon tests", allowed=frozenset({host}))
    folder = bundle / "data" / folder_of(HERE) / "files"
    return capture_page(f"http://{host}/{path}", folder, settings, tool="t", reason="r")


def codes(bundle: Path, captures: dict[str, Capture]) -> list[str]:
    return [finding.code for finding in check_agreement(bundle, HERE, captures)]


def swapped(bundle: Path, capture: Capture, name: str, data: bytes) -> Capture:
    """Put other bytes under a name, and let the manifest speak of them."""
    folder = bundle / "data" / folder_of(HERE) / "files"
    (folder / name).write_bytes(data)
    renewed = [
        replace(described(folder, folder / it.path, it.role, it.media_type), url=it.url) if it.path == name else it
        for it in capture.files
    ]
    return replace(capture, files=tuple(renewed))


@pytest.mark.parametrize("path", ["a/17", "moved", "chunked", "packed", "blocked", "hostile", "nowhere"])
def test_what_was_captured_agrees(host: str, tmp_path: Path, path: str) -> None:
    assert codes(tmp_path, {HERE: kept(host, path, tmp_path)}) == ["archive"]


def test_of_an_answer_that_was_cut_nothing_is_said(host: str, tmp_path: Path) -> None:
    assert codes(tmp_path, {HERE: kept(host, "broken", tmp_path)}) == []


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("page.html", b"<h1>Ivoire</h1><p>900 EUR</p>", "archive.other"),
        ("picture-02.png", b"\x89PNG other", "archive.other"),
        ("exchange.warc.gz", b"", "archive.other"),
        ("exchange.warc.gz", b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "archive.other"),
    ],
)
def test_a_page_that_its_web_archive_does_not_hold_is_found(
    host: str, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    capture = kept(host, "a/17", tmp_path)
    assert set(codes(tmp_path, {HERE: swapped(tmp_path, capture, name, data)})) == {code}


def test_a_page_of_another_address_is_found(host: str, tmp_path: Path) -> None:
    capture = kept(host, "a/17", tmp_path)
    files = tuple(replace(it, url="https://other.example/") if it.role is FileRole.PAGE else it for it in capture.files)
    assert codes(tmp_path, {HERE: replace(capture, files=files)}) == ["archive.other"]


@pytest.mark.parametrize(("own", "text", "code"), [(True, None, []), (False, None, ["certificates.other"]),
    (True, b"junk", ["certificates.unreadable"]), (True, b"", ["certificates.unreadable"])])  # fmt: skip
def test_certificates_are_those_that_the_manifest_names(
    tmp_path: Path, own: bool, text: bytes | None, code: list[str]
) -> None:
    from cryptography.hazmat.primitives.hashes import SHA256

    certificate = chain(tmp_path).leaf
    folder = tmp_path / "data" / folder_of(HERE) / "files"
    folder.mkdir(parents=True)
    (folder / "certificates.pem").write_bytes(certificate.public_bytes(Encoding.PEM) if text is None else text)
    file = described(folder, folder / "certificates.pem", FileRole.CERTIFICATES, "application/x-pem-file")
    digest = certificate.fingerprint(SHA256()).hex() if own else "0" * 64
    assert codes(tmp_path, {HERE: of((file,), certificate=digest)}) == code


def of(files: tuple[CapturedFile, ...], *, certificate: str = "", made_from: str = "") -> Capture:
    return Capture(
        kind=CaptureKind.REDACTED if made_from else CaptureKind.CAPTURED, at=NOW, until=NOW, files=files,
        acquisition=Acquisition(tool="t", reason="r", certificate_sha256=certificate), made_from=made_from,
    )  # fmt: skip


BOX = {"x": 1, "y": 1, "width": 5, "height": 5}
LOGS: dict[str, tuple[Callable[[dict[str, object]], object], list[str]]] = {
    "as it is": (lambda told: told, []),
    "a log of another copy": (lambda told: {**told, "original": "c" * 64}, ["redaction.original"]),
    "no pictures": (lambda told: {**told, "pictures": []}, ["redaction.files"]),
    "another picture of the original": (lambda told: with_picture(told, sha256="d" * 64), ["redaction.original"]),
    "another name in the original": (lambda told: with_picture(told, path="other.png"), ["redaction.original"]),
    "another copy": (lambda told: with_picture(told, copy_sha256="d" * 64), ["redaction.files"]),
    "a box outside": (lambda told: with_picture(told, boxes=[{**BOX, "x": 8}]), ["redaction.unreadable"]),
    "a box of nothing": (lambda told: with_picture(told, boxes=[{**BOX, "width": 0}]), ["redaction.unreadable"]),
    "boxes that are none": (lambda told: with_picture(told, boxes=[7]), ["redaction.unreadable"]),
    "no log": (lambda told: None, ["redaction.unreadable"]),
    "pictures that are none": (lambda told: {**told, "pictures": "x"}, ["redaction.unreadable"]),
}


def with_picture(told: dict[str, object], **changed: object) -> dict[str, object]:
    [picture] = told["pictures"]  # type: ignore[misc, attr-defined]
    return {**told, "pictures": [{**picture, **changed}]}  # type: ignore[dict-item]


@pytest.mark.parametrize("name", list(LOGS))
def test_a_log_of_boxes_that_is_not_of_these_pictures_is_found(tmp_path: Path, name: str) -> None:
    change, expected = LOGS[name]
    folders = {obj: tmp_path / "data" / folder_of(obj) / "files" for obj in (HERE, THERE)}
    for obj, folder in folders.items():
        folder.mkdir(parents=True)
        (folder / "screen.png").write_bytes(obj.encode())
    original = described(folders[THERE], folders[THERE] / "screen.png", FileRole.SCREENSHOT, "image/png")
    copy = described(folders[HERE], folders[HERE] / "screen.png", FileRole.ORIGINAL, "image/png")
    picture = {"path": "screen.png", "sha256": original.sha256, "copy_sha256": copy.sha256, "width": 10, "height": 10}
    log = folders[HERE] / "redactions.json"
    log.write_text(json.dumps(change({"original": THERE, "pictures": [{**picture, "boxes": [BOX]}]})))
    told = described(folders[HERE], log, FileRole.REDACTION_LOG, "application/json")
    captures = {HERE: of((copy, told), made_from=THERE), THERE: of((original,))}
    assert codes(tmp_path, captures) == expected


def test_files_that_are_gone_are_passed_over(host: str, tmp_path: Path) -> None:
    capture = kept(host, "a/17", tmp_path)
    shutil.rmtree(tmp_path / "data" / folder_of(HERE) / "files")
    assert codes(tmp_path, {HERE: capture}) == []
