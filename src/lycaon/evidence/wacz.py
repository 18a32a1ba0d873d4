"""A captured page, and its seller's, as WACZ 1.1.1, for the players and validators that others use.

The kept WARC goes in byte for byte; what is written here are an index, a list of pages, and hashes. Nothing of it
is evidence of its own: whoever holds the WARC can write it anew. The same WARC gives the same bytes.
"""

import gzip
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urldefrag, urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from lycaon.errors import EvidenceError
from lycaon.evidence.objects import digest_of

VERSION = "1.1.1"
INDEX, DIRECTORY, PAGES = "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
PACKAGE, PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
_BLOCK_LINES = 3000
"""Lines that a player unpacks at once."""
_USUAL = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=-._~?"
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a site in a WARC, and where it stands; ``offset`` and ``length`` are bytes of the packed file."""

    archive: str
    """name of the WARC"""
    offset: int
    length: int
    url: str
    at: str
    """ISO 8601, as the record says it"""
    status: int
    media_type: str
    digest: str

    @property
    def line(self) -> str:
        """The answer as a line of CDXJ."""
        told = {
            "url": self.url,
            "mime": self.media_type,
            "status": str(self.status),
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.archive,
        }
        return f"{self.key} {json.dumps(told, ensure_ascii=True)}\n"

    @property
    def key(self) -> str:
        """What players look for: the address with its host turned round, and the second."""
        return f"{surt(self.url)} {re.sub('[^0-9]', '', self.at)[:14]}"


def read_answers(archive: Path, name: str) -> list[Answer]:
    """Return the answers of a WARC, in its own order.

    Raises:
        EvidenceError: it cannot be read.
    """
    try:
        with archive.open("rb") as stream:
            return list(_answers(stream, name, archive.stat().st_size))
    except (OSError, EOFError, ValueError) as error:
        raise EvidenceError(f"{name}: no WARC that can be read ({error})") from error


def _answers(stream: BinaryIO, name: str, size: int) -> Iterator[Answer]:
    starts: list[int] = []
    found: dict[int, Answer] = {}
    for record in ArchiveIterator(stream, parse_http=True, fsspec_args=False):
        if record.record_type == WarcRecordType.response and record.is_http:
            found[len(starts)] = _answer(record, name)
        starts.append(record.stream_pos)
    ends = [*starts[1:], size]
    for number, answer in found.items():
        yield replace(answer, offset=starts[number], length=ends[number] - starts[number])


def _answer(record: WarcRecord, name: str) -> Answer:
    return Answer(
        archive=name,
        offset=0,
        length=0,
        url=record.headers.get("WARC-Target-URI") or "",
        at=record.headers.get("WARC-Date") or "",
        status=record.http_headers.status_code or 0,
        media_type=(record.http_content_type or "unk").split(";")[0],
        digest=record.headers.get("WARC-Payload-Digest") or "",
    )


def surt(url: str) -> str:
    """Return an address with its host turned round, as archives sort them.

    >>> surt("https://www.markt.example:8443/A/b.html?b=2&a=1#f")
    'example,markt:8443)/a/b.html?a=1&b=2'
    >>> surt("https://markt.example")
    'example,markt)/'
    """
    parts = urlsplit(url.strip())
    try:
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # a host or a port that is none; the line still leads to its record
        host, port = parts.netloc, None
    turned = ",".join(reversed(re.sub(r"^www\d*\.", "", host.lower()).split(".")))
    shown = f":{port}" if port and port != _USUAL.get(parts.scheme.lower()) else ""
    path = re.sub("/+", "/", quote(parts.path or "/", safe=_SAFE).lower())
    query = "&".join(sorted(quote(parts.query, safe=_SAFE).lower().split("&")))
    return f"{turned}{shown}){path.rstrip('/') or '/'}{'?' * bool(query)}{query}"


def write_wacz(
    target: Path,
    archives: Mapping[str, Path],
    *,
    url: str,
    words: str,
    made_at: datetime,
    by: str,
    also: Sequence[str] = (),
) -> bool:
    """Write one page with its archives into a new file; say whether there was a page to write.

    Args:
        target: the file to be.
        archives: WARC files by the names that they keep.
        url: address of the page.
        words: what the package says of itself.
        made_at: when the bundle was made.
        by: name and version of the software.
        also: addresses of further pages, listed after it where the archives hold them.

    Raises:
        EvidenceError: a WARC cannot be read.
    """
    answers = [answer for name, path in archives.items() for answer in read_answers(path, name)]
    page = page_of(answers, url)
    if page is None:
        return False
    others = (_at(answers, address) for address in also)
    pages = [page, *(found for found in others if found is not None and found is not page)]
    index, directory = _indexed(answers)
    members = {INDEX: index, DIRECTORY: directory, PAGES: _page_list(pages)}
    resources = [_resource(f"archive/{name}", *_measured(path)) for name, path in archives.items()]
    resources += [_resource(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in members.items()]
    package = {
        "profile": "data-package",
        "title": page.url,
        "description": words,
        "created": f"{made_at:%Y-%m-%dT%H:%M:%SZ}",
        "wacz_version": VERSION,
        "software": by,
        "mainPageUrl": page.url,
        "mainPageDate": page.at,
        "resources": resources,
    }
    members[PACKAGE] = _json(package)
    digest = {"path": PACKAGE, "hash": f"sha256:{hashlib.sha256(members[PACKAGE]).hexdigest()}"}
    members[PACKAGE_DIGEST] = _json(digest)
    _zip(target, archives, members, made_at)
    return True


def page_of(answers: Sequence[Answer], url: str) -> Answer | None:
    """Return the answer that shows a page: the one at its address, else the first page at all."""
    pages = (answer for answer in answers if answer.media_type in _PAGE_TYPES)
    return _at(answers, url) or next(pages, None)


def _at(answers: Sequence[Answer], url: str) -> Answer | None:
    wanted = urldefrag(url)[0]
    return next((answer for answer in answers if answer.url == wanted and not 300 <= answer.status < 400), None)


def _indexed(answers: Sequence[Answer]) -> tuple[bytes, bytes]:
    """Return the lines in blocks that are packed each for itself, and the list of the blocks."""
    ordered = sorted(answers, key=lambda answer: (answer.key, answer.archive, answer.offset))
    packed = b""
    directory = f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': Path(INDEX).name})}\n"
    for start in range(0, len(ordered), _BLOCK_LINES):
        block = ordered[start : start + _BLOCK_LINES]
        data = gzip.compress("".join(answer.line for answer in block).encode(), mtime=0)
        where = {"offset": len(packed), "length": len(data), "digest": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        directory += f"{block[0].key} {json.dumps(where)}\n"
        packed += data
    return packed, directory.encode()


def _page_list(pages: Sequence[Answer]) -> bytes:
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "All pages"}]
    for number, page in enumerate(pages, start=1):
        lines.append({"id": f"page-{number}", "url": page.url, "ts": page.at, "title": page.url})
    return "".join(f"{json.dumps(line)}\n" for line in lines).encode()


def _resource(path: str, size: int, digest: str) -> dict[str, object]:
    return {"name": Path(path).name.lower(), "path": path, "hash": f"sha256:{digest}", "bytes": size}


def _measured(path: Path) -> tuple[int, str]:
    return path.stat().st_size, digest_of(path)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=True) + "\n").encode()


def _zip(target: Path, archives: Mapping[str, Path], members: Mapping[str, bytes], made_at: datetime) -> None:
    day = made_at.timetuple()[:6]
    # Stored, never packed again: players jump to records inside.
    with zipfile.ZipFile(target, "x", zipfile.ZIP_STORED) as package:
        for name, path in archives.items():
            entry = zipfile.ZipInfo(f"archive/{name}", day)
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, package.open(entry, "w") as member:
                shutil.copyfileobj(source, member)
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name, day), data)
