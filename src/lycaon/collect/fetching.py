"""One request and its answer, kept exactly as they went over the wire before anything reads them.

The answer's bytes go to a file as they arrive; only then is that file read as HTTP. What was sent is kept too.
"""

import errno
import hashlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from typing_extensions import override

from lycaon.collect.socks import connect_through
from lycaon.collect.targets import Target
from lycaon.errors import UnreachableError

_BLOCK = 64 * 1024
_OUR_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""Failures that are ours, and no fault of the site's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how much; one request cannot take all time or all of the disk."""

    connect_s: float = 15
    total_s: float = 120
    size: int = 1024 * 1024 * 1024
    """bytes of one answer; a longer one is cut, and says so"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """With what a server showed who it is, each in DER form; nothing where the line was not encrypted."""

    sent: tuple[bytes, ...] = ()
    """as the server sent them: its own first, those above it after that"""
    root: bytes = b""
    """the root of this machine under which they hold; a server mostly does not send it"""

    @property
    def sha256(self) -> str:
        """Hash of the server's own certificate, or ""."""
        return hashlib.sha256(self.sent[0]).hexdigest() if self.sent else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, as files; and what the answer's head says."""

    target: Target
    at: datetime
    until: datetime
    request: Path
    response: Path
    """raw: status line, headers, body with its transfer encoding"""
    status: int
    headers: tuple[tuple[str, str], ...]
    body_from: int
    """byte of ``response`` at which the body begins"""
    body: Path
    """the body, chunks joined and unpacked"""
    certificates: "Certificates"
    cut: str
    """"" or why the answer is not whole: ``length``, ``time``, ``disconnect``"""

    def header(self, name: str) -> str:
        """Return the first header of a name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def clock_offset_ms(self) -> int | None:
        """Our clock minus the server's, to the second that its Date header has; None without one."""
        try:
            said = parsedate_to_datetime(self.header("Date"))
        except (TypeError, ValueError):
            return None
        if said.tzinfo is None:
            return None
        return round((self.until - said.astimezone(UTC)).total_seconds()) * 1000


def fetch(target: Target, folder: Path, name: str, *, headers: Mapping[str, str], limits: Limits) -> Exchange:
    """Ask for a target and keep what comes.

    Args:
        target: where to, checked.
        folder: where the files go.
        name: what the files are called after.
        headers: besides Host and Connection.
        limits: of time and size; an answer that reaches one is kept as far as it came, and marked.

    Raises:
        UnreachableError: no connection, no TLS, or no HTTP.
    """
    request, response, body = (folder / f"{name}.{kind}" for kind in ("request", "response", "body"))
    lines = [f"GET {target.path} HTTP/1.1", f"Host: {target.host_header}"]
    lines += [f"{key}: {' '.join(value.split())}" for key, value in headers.items()]
    request.write_bytes("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1", "replace"))
    at, deadline = datetime.now(UTC), time.monotonic() + limits.total_s
    try:
        with _connected(target, limits) as link:
            certificates = _shown_by(link) if isinstance(link, ssl.SSLSocket) else Certificates()
            link.sendall(request.read_bytes())
            with response.open("xb") as kept:
                cut = _receive(link, kept, limits.size, deadline)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _OUR_DISK:
            raise
        raise UnreachableError(f"{target.url}: {error}") from error
    until = datetime.now(UTC)
    answer, body_from, whole = _read(response, body, target.url)
    return Exchange(
        target=target,
        at=at,
        until=until,
        request=request,
        response=response,
        status=answer.status,
        headers=tuple(answer.getheaders()),
        body_from=body_from,
        body=body,
        certificates=certificates,
        cut=cut or ("" if whole else "disconnect"),
    )


def _connected(target: Target, limits: Limits) -> socket.socket:
    if target.proxy:
        link = connect_through(target.proxy, target.address, target.port, timeout_s=limits.connect_s)
    else:
        link = socket.create_connection((target.address, target.port), timeout=limits.connect_s)
    if target.scheme == "http":
        return link
    try:
        return ssl.create_default_context().wrap_socket(link, server_hostname=target.host)
    except (OSError, ValueError):
        link.close()
        raise


def _shown_by(link: ssl.SSLSocket) -> Certificates:
    """Return the certificates of a line that holds.

    ``SSLSocket`` hands them out from Python 3.13 on; before, the same two functions stand on the object that it holds.
    """
    leaf = link.getpeercert(binary_form=True)
    held = link if hasattr(link, "get_unverified_chain") else getattr(link, "_sslobj", None)
    if not hasattr(held, "get_unverified_chain"):
        return Certificates(sent=(leaf,) if leaf else ())
    sent, judged = (_der(getattr(held, name)()) for name in ("get_unverified_chain", "get_verified_chain"))
    return Certificates(sent=sent, root=judged[-1] if judged and judged[-1] not in sent else b"")


def _der(chain: Sequence[Any] | None) -> tuple[bytes, ...]:
    return tuple(
        found if isinstance(found, bytes) else ssl.PEM_cert_to_DER_cert(found.public_bytes()) for found in chain or ()
    )


def _receive(link: socket.socket, kept: BinaryIO, size: int, deadline: float) -> str:
    """Copy what comes until it ends or a limit is reached; return which."""
    received, ending = 0, _Ending()
    while (left := deadline - time.monotonic()) > 0:
        link.settimeout(max(0.05, min(left, 30)))
        try:
            data = link.recv(_BLOCK)
        except TimeoutError:
            return "time"
        except ConnectionResetError:
            return "disconnect"
        if not data:
            return ""
        if received + len(data) > size:
            kept.write(data[: size - received])
            return "length"
        received += len(data)
        kept.write(data)
        # Many servers keep the line open although they were asked to close it.
        if ending.reached(data):
            return ""
    return "time"


class _Ending:
    """Knows when an answer with a Content-Length has come whole."""

    def __init__(self) -> None:
        self._head = b""
        self._expected: int | None = None
        self._received = 0

    def reached(self, data: bytes) -> bool:
        self._received += len(data)
        if self._expected is None and len(self._head) < _BLOCK:
            self._head += data
            head, gap, _ = self._head.partition(b"\r\n\r\n")
            if gap:
                self._expected = self._length(head)
                self._head = b" " * _BLOCK
        return self._expected is not None and self._received >= self._expected

    @staticmethod
    def _length(head: bytes) -> int | None:
        for line in head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == b"content-length" and value.strip().isdigit():
                return len(head) + 4 + int(value)
        return None


class _File:
    """What http.client asks of a socket: a stream to read from."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def makefile(self, _mode: str) -> BinaryIO:
        return self._stream


class _Counted(io.BufferedReader):
    """Stays open when http.client is done with the head."""

    @override
    def close(self) -> None:
        """Leave closing to the one who opened."""


def _read(response: Path, body: Path, url: str) -> tuple[http.client.HTTPResponse, int, bool]:
    with response.open("rb", buffering=0) as raw:
        stream = _Counted(raw)
        answer = http.client.HTTPResponse(cast("socket.socket", _File(stream)), method="GET")
        try:
            answer.begin()
        except (http.client.HTTPException, ValueError, OSError) as error:
            raise UnreachableError(f"{url}: what answered is no HTTP ({error!r})") from error
        body_from = stream.tell()
        whole = True
        with body.open("xb") as kept:
            try:
                while data := answer.read(_BLOCK):
                    kept.write(data)
            except (http.client.HTTPException, ValueError):
                whole = False
        if answer.length:
            whole = False
        return answer, body_from, whole
