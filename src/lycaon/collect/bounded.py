"""Lines and bytes from files that may be anything: gzipped, cut short, in an old encoding, without end.

Nothing here trusts its input: a line has a greatest length, a stream that breaks yields what came before
and one rejection that says where it broke.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Protocol, cast

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


class _Readable(Protocol):
    def read1(self, size: int = -1, /) -> bytes: ...


def unpacked(stream: BinaryIO) -> _Readable:
    """Return the stream itself, or what it holds packed; gzip is recognised by its first bytes."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=buffered, mode="rb")
    return buffered


def shown(raw: bytes | str) -> str:
    r"""Return a record as it can be kept in a dead-letter file: text, at most 64 KiB.

    >>> shown(b"caf\xe9")
    'caf\\xe9'
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
    # One broken line does not make an old file: the lines with more than ASCII in them vote.
    votes = [_is_utf8(line) for line in head.split(b"\n") if not line.isascii()]
    if sum(votes) * 2 >= len(votes):
        return "utf-8"
    best = from_bytes(head).best()
    return best.encoding if best else "cp1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"  # the block was cut inside a character
    return True


def lines(stream: BinaryIO, name: str) -> Iterator[Line | Rejected]:
    """Yield the lines of a text file; what cannot be a line is yielded as a rejection.

    Args:
        stream: an open binary stream, gzipped or not; closing it is the caller's.
        name: how messages call it.
    """
    blocks = _blocks(unpacked(stream), name)
    head = next(blocks, b"")
    if isinstance(head, Rejected):
        yield head
        return
    encoding = encoding_of(head)
    yield from _cut(head, blocks, encoding, name)


def _blocks(stream: _Readable, name: str) -> Iterator[bytes | Rejected]:
    read = 0
    while True:
        block, broken = _block(stream)
        read += len(block)
        if block:
            yield block
        if broken is not None:
            yield Rejected(
                where=f"{name}:byte {read} of the unpacked text",
                code="truncated",
                reason=f"the compressed file ends or breaks here ({broken})",
                hint="fetch the file again; what came before was read",
            )
        if broken is not None or not block:
            return


def _block(stream: _Readable) -> tuple[bytes, Exception | None]:
    """Read a block, or what there is of it before the stream breaks; a plain ``read`` would throw that away."""
    block = bytearray()
    try:
        while len(block) < _BLOCK and (piece := stream.read1(_BLOCK - len(block))):
            block += piece
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return bytes(block), error
    return bytes(block), None


def _cut(head: bytes, blocks: Iterator[bytes | Rejected], encoding: str, name: str) -> Iterator[Line | Rejected]:
    for mark, _ in _BOMS:
        head = head.removeprefix(mark)
    cutter = _Cutter(encoding, name, bytearray(head))
    yield from cutter.whole_lines()
    for block in blocks:
        if isinstance(block, Rejected):
            yield from cutter.broken_off(block)
            return
        cutter.rest += block
        yield from cutter.whole_lines()
    yield from cutter.last_line()


@dataclass(slots=True)
class _Cutter:
    """Cuts what was read so far into lines; holds the line that is not whole yet."""

    encoding: str
    name: str
    rest: bytearray
    number: int = 0
    skipping: bool = False
    """Whether the line being read was refused as too long: its end is waited for."""

    def whole_lines(self) -> Iterator[Line | Rejected]:
        end, start = "\n".encode(self.encoding), 0
        while (at := _find_end(self.rest, end, start)) >= 0:
            self.number += 1
            if self.skipping:
                self.skipping = False
            else:
                yield _line(bytes(self.rest[start:at]), self.number, self.encoding, self.name)
            start = at + len(end)
        del self.rest[:start]
        if len(self.rest) > LONGEST_LINE:
            if not self.skipping:
                yield _too_long(bytes(self.rest[:_KEPT_OF_RAW]), self.number + 1, self.name)
            self.skipping = True
            # What is kept must stay whole characters of the encoding.
            del self.rest[: len(self.rest) - len(self.rest) % len(end)]

    def last_line(self) -> Iterator[Line | Rejected]:
        if self.rest and not self.skipping:
            yield _line(bytes(self.rest), self.number + 1, self.encoding, self.name)

    def broken_off(self, broken: Rejected) -> Iterator[Line | Rejected]:
        if not self.rest or self.skipping:
            yield broken
            return
        # A record that was cut off is not a record: it is kept as the raw text of the one rejection.
        yield replace(broken, where=f"{self.name}:line {self.number + 1}", raw=shown(bytes(self.rest)))


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
