"""Web archives: whole, packed, cut short, and inside a WACZ."""

import gzip
import io
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lycaon.collect import Source, read_listings
from lycaon.values.listing import Listing, Rejected

PAGE = "<html lang='fr'><body><h1>Perroquet gris {n}</h1><p>Cession d'un gris du Gabon de deux ans, bagué, avec ses papiers.</p></body></html>"


def record(url: str, status: str, headers: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Date: 2026-09-14T08:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def archive(*, packed: bool) -> bytes:
    records: list[bytes] = []
    for n in range(6):
        body, headers, status = PAGE.format(n=n).encode(), "Content-Type: text/html; charset=utf-8", "200 OK"
        if n == 1:
            body, headers = gzip.compress(body), f"{headers}\r\nContent-Encoding: gzip"
        if n == 2:
            status = "404 Not Found"
        if n == 3:
            body, headers = b"\x89PNG", "Content-Type: image/png"
        records.append(record(f"https://www.markt.example/a/{n}", status, headers, body))
    return b"".join(gzip.compress(one) if packed else one for one in records)


def titles(found: list[Listing | Rejected]) -> list[str]:
    return [one.title for one in found if isinstance(one, Listing)]


@pytest.mark.parametrize(("name", "packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_pages_are_read_and_the_rest_is_passed_over(tmp_path: Path, name: str, packed: bool) -> None:
    path = tmp_path / name
    path.write_bytes(archive(packed=packed))
    found = list(read_listings(Source(path)))
    assert titles(found) == ["Perroquet gris 0", "Perroquet gris 1", "Perroquet gris 4", "Perroquet gris 5"]
    assert len(found) == 4
    first = found[0]
    assert isinstance(first, Listing)
    assert (first.site, first.url, first.language) == ("markt.example", "https://www.markt.example/a/0", "fr")
    assert first.seen_at is not None


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_packed_archive_that_was_cut_says_so(share: float) -> None:
    data = archive(packed=True)
    found = list(read_listings(Source(None, "warc"), io.BytesIO(data[: int(len(data) * share)])))
    last = found[-1]
    assert isinstance(last, Rejected)
    assert last.code == "truncated"


@pytest.mark.parametrize("lost", [10, 200])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "one member"])
def test_other_archives_that_were_cut_say_so(pack: Callable[[bytes], bytes], lost: int) -> None:
    whole = pack(archive(packed=False))
    found = list(read_listings(Source(None, "warc"), io.BytesIO(whole)))
    assert [type(one) for one in found] == [Listing] * 4
    [*_, last] = read_listings(Source(None, "warc"), io.BytesIO(whole[:-lost]))
    assert isinstance(last, Rejected)
    assert last.code == "truncated"


def test_a_whole_archive_is_not_called_cut() -> None:
    found = list(read_listings(Source(None, "warc"), io.BytesIO(archive(packed=True))))
    assert all(isinstance(one, Listing) for one in found)


def test_a_file_without_answers_is_not_passed_over_in_silence() -> None:
    [found] = read_listings(Source(None, "warc"), io.BytesIO(b"this is no archive\n" * 50))
    assert isinstance(found, Rejected)


def test_the_archives_of_a_wacz_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("archive/data.warc.gz", archive(packed=True))
        box.writestr("pages/pages.jsonl", "{}")
    assert len(titles(list(read_listings(Source(path))))) == 4
