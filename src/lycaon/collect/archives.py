"""Web archives and folders of saved pages: WARC, WARC.gz, WACZ, HTML files."""

import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from lycaon.collect.pages import LARGEST_PAGE, read_page
from lycaon.collect.records import Record
from lycaon.errors import FormatError
from lycaon.values.listing import Rejected

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_LONGEST_HEAD = 64 * 1024  # of a record, in bytes
_LENGTH = re.compile(rb"^content-length:\s*([0-9]{1,18})\s*$", re.IGNORECASE | re.MULTILINE)
_KEPT_IN_MEMORY = 64 * 1024 * 1024


def read_warc(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield one record a page of a WARC file, packed or not.

    Answers that are no pages (pictures, scripts, redirects, errors) are no records and are passed over; a page
    without an offer is rejected as ``no_offer``; a file that breaks off ends with one ``truncated``.
    """
    with _seekable(source) as stream:
        answers, last = 0, 0
        try:
            for entry in ArchiveIterator(
                stream,
                record_types=WarcRecordType.response,
                parse_http=True,
                auto_decode="all",
                fsspec_args=False,
            ):
                answers, last = answers + 1, entry.stream_pos
                found = _answer(entry, f"{name}:record at byte {last}")
                if found is not None:
                    yield found
        except (EOFError, OSError, ValueError) as error:
            yield _broken(name, answers, str(error))
            return
        if _breaks_off(stream, last):
            yield _broken(name, answers, "the last record is not whole")
        elif answers == 0:
            yield Rejected(
                where=name,
                code="no_answers",
                reason="no WARC response was found",
                hint="is it a WARC file, and whole?",
            )


@contextmanager
def _seekable(stream: BinaryIO) -> Generator[BinaryIO]:
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY) as kept:
        shutil.copyfileobj(stream, kept)
        kept.seek(0)
        yield cast("BinaryIO", kept)


def _broken(name: str, answers: int, why: str) -> Rejected:
    return Rejected(
        where=f"{name}:after answer {answers}",
        code="truncated",
        reason=f"the archive ends or breaks here ({why})",
        hint="fetch it again; what came before was read",
    )


def _breaks_off(stream: BinaryIO, last: int) -> bool:
    """Tell whether a packed archive ends inside a member, which the archive reader passes over in silence."""
    stream.seek(0)
    if stream.read(2) != b"\x1f\x8b":
        return _last_is_cut(stream, last)
    stream.seek(last)
    # Where all records are one member, no member begins at the last record: then it is the whole that must end.
    stream.seek(last if stream.read(2) == b"\x1f\x8b" else 0)
    rest, whole = b"", True
    member = zlib.decompressobj(31)
    while block := rest or stream.read(1024 * 1024):
        try:
            member.decompress(block)
        except zlib.error:
            return True
        whole, rest = member.eof, member.unused_data
        if whole:
            member = zlib.decompressobj(31)
    return not whole


def _last_is_cut(stream: BinaryIO, last: int) -> bool:
    """Tell whether a plain archive ends inside a record, by the lengths that the records from ``last`` on declare."""
    end = stream.seek(0, io.SEEK_END)
    at = stream.seek(last)
    while at < end:
        head = stream.read(_LONGEST_HEAD)
        body = head.find(b"\r\n\r\n", len(head) - len(head.lstrip(b"\r\n")))
        length = _LENGTH.search(head[: max(0, body)])
        if length is None:
            return bool(head.strip())
        at = stream.seek(at + body + 4 + int(length[1]))
    return at > end


def _answer(entry: WarcRecord, where: str) -> Record | Rejected | None:
    http = entry.http_headers
    if not entry.is_http or http.status_code != 200 or "html" not in (entry.http_content_type or ""):
        return None
    page = entry.reader.read(LARGEST_PAGE + 1)
    url = (entry.headers.get("WARC-Target-URI") or "").strip("<>")
    return _page(page, url, where, charset=entry.http_charset or "", seen=entry.headers.get("WARC-Date") or "")


def _page(page: bytes, url: str, where: str, *, charset: str = "", seen: str = "") -> Record | Rejected:
    if len(page) > LARGEST_PAGE:
        return Rejected(
            where=where,
            code="too_large",
            reason=f"a page of more than {LARGEST_PAGE // 2**20} MiB",
            hint="not a page of one offer",
        )
    values = read_page(page, url, charset=charset)
    if values is None:
        return Rejected(
            where=where,
            code="no_offer",
            reason=f"no offer was found on {url}",
            hint="a start page, a list, or a page that shows its words by script only",
        )
    site = url.split("/")[2].removeprefix("www.") if url.count("/") >= 2 else ""
    return Record(where, {"site": site, **values, **({"seen": seen} if seen else {})})


def read_wacz(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the pages of all WARC files in a WACZ.

    Raises:
        FormatError: the file is no ZIP archive, or holds no ``archive/`` folder.
    """
    with _seekable(source) as whole, _box(whole, name) as box:
        members = sorted(member for member in box.namelist() if member.startswith("archive/") and ".warc" in member)
        if not members:
            raise FormatError(f"{name}: a WACZ file holds WARC files under archive/; this one holds none")
        for member in members:
            with box.open(member) as stream:
                yield from read_warc(cast("BinaryIO", stream), f"{name}!{member}")


def _box(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise FormatError(f"{name}: not a whole WACZ file ({error}); fetch it again") from error


def read_folder(folder: Path, name: str) -> Iterator[Record | Rejected]:
    """Yield the saved pages below a folder, in the order of their names.

    Raises:
        FormatError: there is none.
    """
    pages = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _PAGE_SUFFIXES and path.is_file()]
    if not pages:
        raise FormatError(
            f"{name}: no saved page (.html, .htm, .xhtml) lies in this folder; name other files themselves"
        )
    for path in pages:
        where = f"{name}/{path.relative_to(folder).as_posix()}"
        with path.open("rb") as stream:
            yield _page(stream.read(LARGEST_PAGE + 1), f"file:{path.relative_to(folder).as_posix()}", where)
