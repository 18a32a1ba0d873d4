"""Connecting through a SOCKS5 proxy that resolves the name itself (RFC 1928, no authentication).

For hidden services: their names must never reach a name server.
"""

import socket
import struct
from typing import Final

_REFUSALS: Final = {
    1: "the proxy failed",
    2: "the proxy may not",
    3: "no way to that network",
    4: "nobody is known under that name",
    5: "the connection was refused",
    6: "it took too long",
    7: "the proxy cannot connect",
    8: "the proxy does not know such names",
}


def connect_through(proxy: str, host: str, port: int, *, timeout_s: float) -> socket.socket:
    """Return a connection to a host, made by a proxy.

    Args:
        proxy: its ``host:port``.
        host: as a name; the proxy resolves it.
        port: of the host.
        timeout_s: for each step.

    Raises:
        OSError: no proxy there, or it did not connect; the message says why.
    """
    name, _, number = proxy.rpartition(":")
    link = socket.create_connection((name.strip("[]"), int(number)), timeout=timeout_s)
    try:
        link.sendall(b"\x05\x01\x00")
        if _exactly(link, 2) != b"\x05\x00":
            raise ConnectionError(f"{proxy}: not a SOCKS5 proxy that lets us in without a password")
        asked = host.encode("ascii")
        link.sendall(b"\x05\x01\x00\x03" + bytes([len(asked)]) + asked + struct.pack(">H", port))
        _, refusal, _, kind = _exactly(link, 4)
        if refusal:
            raise ConnectionError(f"{host}: {_REFUSALS.get(refusal, f'the proxy says {refusal}')}")
        # Where the proxy connects from: read, and of no use.
        _exactly(link, {1: 4, 4: 16}.get(kind) or _exactly(link, 1)[0])
        _exactly(link, 2)
    except (OSError, ValueError):
        link.close()
        raise
    return link


def _exactly(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = link.recv(size - len(data))
        if not part:
            raise ConnectionError("the proxy closed the line")
        data += part
    return data
