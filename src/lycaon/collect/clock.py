"""How far our clock can be trusted: measured against time servers, and watched while a capture lasts.

The measurement is SNTP (RFC 4330, the client's part of RFC 5905): our offset is half the difference of the two ways,
and cannot be off by more than half of the way there and back, plus what the server says of its own distance from a
reference clock. Nobody is asked unless servers are named. That the clock was set while a capture lasted is seen
without any server: a second clock that nobody can set runs beside it.
"""

import logging
import secrets
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lycaon.values.evidence import ClockCheck, ClockReading

_LOG = logging.getLogger(__name__)

_PORT = 123
_PACKET = struct.Struct("!BBbbII4sQQQQ")
"""leap, version and mode; stratum; poll; precision; root delay; root dispersion; reference; four times of 32.32 bits"""
_CLIENT = 4 << 3 | 3
_SERVER_MODE = 4
_UNSYNCHRONISED = 3
_ERA = 2_208_988_800
"""Seconds from 1900, where NTP begins, to 1970."""
_UNITS = 1 << 32
_ERA_SECONDS = 1 << 32
_AGAIN_S = 600.0
"""Time servers are a gift: one process asks at most this often, in seconds."""
_NOTICED_MS = 1_000
"""A smaller difference between two clocks is a clock that is being slewed, as it should be."""

_AT_ONCE_S = 0.05
"""Two readings that lie closer are of one moment."""


def steady() -> float:
    """Return seconds of a clock that nobody sets, and that goes on while the machine sleeps where it can."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(slots=True, kw_only=True)
class Clocks:
    """The clocks of one process, and whom to ask about them. Remembers what it was told for ten minutes."""

    servers: tuple[str, ...] = ()
    """``host`` or ``host:port``; none: nobody is asked"""
    timeout_s: float = 2.0
    wall: Callable[[], float] = time.time
    """seconds since 1970, of the clock that captures are dated by"""
    steady: Callable[[], float] = steady
    _told: list[ClockReading] = field(default_factory=list[ClockReading])
    _failed: list[str] = field(default_factory=list[str])
    _asked_at: float | None = None
    _drift: float = 0.0
    """wall minus steady when the servers were asked: their word holds for that clock, not for one set since"""

    def begin(self) -> Callable[[], ClockCheck]:
        """Start to watch; call what is returned at the end, for what was seen meanwhile."""
        before = self._apart()

        def end() -> ClockCheck:
            jump_ms = round((self._apart() - before) * 1000)
            told, failed = self._asked()
            return ClockCheck(readings=told, failed=failed, jump_ms=jump_ms if abs(jump_ms) > _NOTICED_MS else 0)

        return end

    def _apart(self) -> float:
        """Return wall minus steady, in seconds."""
        apart = 0.0
        for _ in range(5):
            before, wall, after = self.steady(), self.wall(), self.steady()
            apart = wall - (before + after) / 2
            if after - before < _AT_ONCE_S:
                break  # else this process was put aside between two readings, which is no clock that was set
        return apart

    def _asked(self) -> tuple[tuple[ClockReading, ...], tuple[str, ...]]:
        drift = self._apart()
        is_old = self._asked_at is None or self.steady() - self._asked_at > _AGAIN_S
        if is_old or abs(drift - self._drift) * 1000 > _NOTICED_MS:
            self._told, self._failed = [], []
            for server in self.servers:
                self._ask(server)
            self._asked_at, self._drift = self.steady(), self._apart()
        return tuple(self._told), tuple(self._failed)

    def _ask(self, server: str) -> None:
        try:
            self._told.append(ask(server, wall=self.wall, steady=self.steady, timeout_s=self.timeout_s))
        except (OSError, ValueError) as error:
            # A capture does not wait for somebody's clock: that it did not answer is written down.
            _LOG.info("time_server_failed server=%s error=%s", server, type(error).__name__)
            self._failed.append(f"{server}: {error}")


def ask(
    server: str,
    *,
    wall: Callable[[], float] = time.time,
    steady: Callable[[], float] = steady,
    timeout_s: float = 2.0,
) -> ClockReading:
    """Ask a time server for the hour, once.

    Args:
        server: ``host``, ``host:port`` or ``[address]:port``.
        wall: our clock, seconds since 1970.
        steady: a clock that nobody sets; the way there and back is measured with it.
        timeout_s: how long to wait, in seconds.

    Raises:
        OSError: nobody answered in time, or there is no such host.
        ValueError: the answer is none: to another question, of a server that is not synchronised, or a refusal.
    """
    host, port = _place(server)
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as link:
        link.settimeout(timeout_s)
        link.connect(address)  # only this server's answers come through
        # What we send as our time is chance: it comes back, and nobody who did not see it can forge an answer.
        sign = secrets.randbits(64)
        sent, begun = wall(), steady()
        link.send(_PACKET.pack(_CLIENT, 0, 0, 0, 0, 0, b"", 0, 0, 0, sign))
        data = link.recv(1024)
        way = steady() - begun
    return _read(server, data, sign, sent, way)


def _read(server: str, data: bytes, sign: int, sent: float, way: float) -> ClockReading:
    if len(data) < _PACKET.size:
        raise ValueError("what answered is no time server")
    flags, stratum, _, _, delay, dispersion, reference, _, echoed, received, answered = _PACKET.unpack(
        data[: _PACKET.size]
    )
    if flags & 7 != _SERVER_MODE or echoed != sign:
        raise ValueError("the answer is not to our question")
    if stratum == 0:
        raise ValueError(f"refuses to tell ({reference.rstrip(bytes(1)).decode('ascii', 'replace')})")
    if flags >> 6 == _UNSYNCHRONISED or stratum > 15 or not answered:
        raise ValueError("says that its own clock is not synchronised")
    theirs = _since_1970(received, sent), _since_1970(answered, sent)
    # RFC 5905, 8: ((t2 - t1) + (t3 - t4)) / 2 is what ours lacks; the other way round it is ours minus theirs.
    lacks = ((theirs[0] - sent) + (theirs[1] - (sent + way))) / 2
    distance = max(0.0, way - (theirs[1] - theirs[0])) / 2 + (delay / 2 + dispersion) / 65536
    return ClockReading(
        server=server,
        stratum=stratum,
        offset_ms=round(-lacks * 1000),
        # Rounded up, and never nothing: our own clock is read to the millisecond only.
        uncertainty_ms=int(distance * 1000) + 1,
    )


def _since_1970(stamp: int, near: float) -> float:
    """Return a time of 32.32 bits as seconds since 1970, in the era of NTP that lies nearest to a guess."""
    seconds = stamp / _UNITS - _ERA
    return seconds + round((near - seconds) / _ERA_SECONDS) * _ERA_SECONDS


def _place(server: str) -> tuple[str, int]:
    """Return host and port.

    >>> _place("ntp.example"), _place("127.0.0.1:8123"), _place("[::1]:8123")
    (('ntp.example', 123), ('127.0.0.1', 8123), ('::1', 8123))
    """
    host, colon, port = server.rpartition(":")
    if not colon or not port.isdigit() or (":" in host and not host.startswith("[")):
        return server.strip("[]"), _PORT
    return host.strip("[]"), int(port)
