"""Lines and bytes from files that may be anything: gzipped, cut short, in an old encoding, without end.

Nothing here trusts its input: a line has a greatest length, a stream that breaks yields what came before
and one rejection that says where it broke.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from charset_normalizer import from_bytes

from lycaon.values.listing import Rejected

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a longer record is kept out, so that one broken export cannot take all memory."""

_KEPT_OF_RAW = 64 * 1024
_BLOCK = 256 * 1024
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``number`` counts from 1."""

    number: int
    text: str


def open_bytes(source: Path | BinaryIO) -> BinaryIO:
    """Open a file, or go on with an open stream; gzip is recognised by its first bytes.

    Raises:
        OSError: the file cannot be opened.
    """
    raw: BinaryIO = source.open("rb") if isinstance(source, Path) else source
    head = raw.peek(2)[:2] if hasattr(raw, "peek") else b""  # type: ignore[attr-defined]
    if head == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=raw, mode="rb")  # type: ignore[return-value]
    return raw


def shown(raw: bytes | str) -> str:
    """Return a record as it can be kept in a dead-letter file: text, at most 64 KiB.

    >>> shown(b"caf\\xe9")
    'caf\\\\xe9'
    """
    text = raw[:_KEPT_OF_RAW].decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw
    return text[:_KEPT_OF_RAW].encode("utf-8", "backslashreplace").decode("utf-8")


def encoding_of(head: bytes) -> str:
    """Return the encoding of a file, judged by its first bytes: a byte-order mark, UTF-8, or the likeliest old one.

    >>> encoding_of("größe".encode())
    'utf-8'
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    try:
        # The cut may fall inside a character; three bytes are the longest rest.
        head[: max(0, len(head) - 3)].decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(head).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def lines(source: Path | BinaryIO, name: str) -> Iterator[Line | Rejected]:
    """Yield the lines of a text file; what cannot be a line is yielded as a rejection.

    Args:
        source: a path or an open binary stream.
        name: how messages call it.

    Raises:
        OSError: the file cannot be opened.
    """
    stream = open_bytes(source)
    blocks = _blocks(stream, name)
    head = next(blocks, b"")
    if isinstance(head, Rejected):
        yield head
        return
    encoding = encoding_of(head)
    yield from _cut(head, blocks, encoding, name)


def _blocks(stream: BinaryIO, name: str) -> Iterator[bytes | Rejected]:
    read = 0
    while True:
        try:
            block = stream.read(_BLOCK)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Rejected(
                where=f"{name}:byte {read} of the unpacked text",
                code="truncated",
                reason=f"the compressed file ends or breaks here ({error})",
                hint="fetch the file again; what came before was read",
            )
            return
        if not block:
            return
        read += len(block)
        yield block


def _cut(head: bytes, blocks: Iterator[bytes | Rejected], encoding: str, name: str) -> Iterator[Line | Rejected]:
    end = "\n".encode(encoding)
    for mark, _ in _BOMS:
        head = head.removeprefix(mark)
    number, rest, skipping = 0, bytearray(head), False
    broken: Rejected | None = None
    while True:
        start = 0
        while (at := _find_end(rest, end, start)) >= 0:
            number += 1
            if skipping:
                skipping = False
            else:
                yield _line(bytes(rest[start:at]), number, encoding, name)
            start = at + len(end)
        del rest[:start]
        if len(rest) > LONGEST_LINE:
            if not skipping:
                yield _too_long(bytes(rest[:_KEPT_OF_RAW]), number + 1, name)
            skipping = True
            # What is kept must stay whole characters of the encoding.
            del rest[: len(rest) - len(rest) % len(end)]
        block = next(blocks, None)
        if block is None or isinstance(block, Rejected):
            broken = block
            break
        rest += block
    if rest and not skipping:
        # A record that was cut off is not a record; the rejection below carries the news.
        if broken is None:
            yield _line(bytes(rest), number + 1, encoding, name)
        else:
            yield Rejected(
                where=f"{name}:line {number + 1}", code="truncated", reason=broken.reason, hint=broken.hint, raw=shown(bytes(rest))
            )
            return
    if broken is not None:
        yield broken


def _find_end(rest: bytearray, end: bytes, start: int) -> int:
    at = rest.find(end, start)
    while at >= 0 and (at - start) % len(end):  # UTF-16: an end must stand on a whole character
        at = rest.find(end, at + 1)
    return at


def _line(raw: bytes, number: int, encoding: str, name: str) -> Line | Rejected:
    try:
        return Line(number, raw.decode(encoding).rstrip("\r"))
    except UnicodeDecodeError as error:
        return Rejected(
            where=f"{name}:line {number}",
            code="bad_encoding",
            reason=f"byte {error.start} of the line is not {encoding}, as the rest of the file is",
            hint="convert the file to UTF-8",
            raw=shown(raw),
        )


def _too_long(raw: bytes, number: int, name: str) -> Rejected:
    return Rejected(
        where=f"{name}:line {number}",
        code="too_large",
        reason=f"the line is longer than {LONGEST_LINE // 2**20} MiB",
        hint="split the export into one record a line",
        raw=shown(raw),
    )
