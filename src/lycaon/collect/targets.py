"""Where a capture may go: the public web, and nowhere else.

An address that a stranger sends in could name our own machine, the office network or a cloud's metadata service.
A name is resolved once, every address it has must be public, and the connection goes to the address that was
checked, so that a second answer of the name server changes nothing.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from lycaon.errors import TargetRefusedError, UnreachableError

Resolver = Callable[[str, int], Sequence[str]]

_PORTS = {"http": 80, "https": 443}
_ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})
_ONION = re.compile(r"([a-z0-9-]+\.)*[a-z2-7]{56}\.onion")
# Addresses in which another one hides: the hidden one is judged as well.
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A checked place to connect to."""

    url: str
    """without fragment; host in ASCII"""
    scheme: str
    host: str
    port: int
    path: str
    """path and query, as they go into the request line"""
    address: str
    """the one that was checked, and that is connected to"""
    proxy: str = ""
    """``host:port`` of a SOCKS proxy that connects in our place; for hidden services only"""

    @property
    def host_header(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def resolve(host: str, port: int) -> list[str]:
    """Ask the system's name server.

    Raises:
        UnreachableError: it knows no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"{host}: no address is known for this name ({error})") from error
    return [str(entry[4][0]) for entry in found]


def check_target(url: str, *, allowed: frozenset[str] = frozenset(), resolver: Resolver = resolve) -> Target:
    """Return a place to connect to, or refuse.

    Args:
        url: as it was given, or as a redirect or a page names it.
        allowed: ``host:port`` pairs that are allowed although they are not public; for tests and training.
        resolver: how a name becomes addresses.

    Raises:
        TargetRefusedError: not http or https, credentials in it, an odd port, or an address that is not public.
        UnreachableError: no address is known.

    >>> check_target("file:///etc/passwd")
    Traceback (most recent call last):
    lycaon.errors.TargetRefusedError: file:///etc/passwd: only http and https addresses are captured
    """
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise TargetRefusedError(f"{url!r}: an address holds no spaces and no control characters")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as error:
        raise TargetRefusedError(f"{url}: no address ({error})") from error
    if scheme not in _PORTS:
        raise TargetRefusedError(f"{url}: only http and https addresses are captured")
    if not host or parts.username is not None or "\\" in url:
        raise TargetRefusedError(f"{url}: an address needs a host, and holds no user name")
    host, port = _ascii(host, url), _PORTS[scheme] if port is None else port
    is_allowed = f"{host}:{port}" in allowed
    if not is_allowed and port not in _ALLOWED_PORTS:
        raise TargetRefusedError(f"{url}: port {port} is not one on which shops are found")
    addresses = resolver(host, port)
    for address in addresses if not is_allowed else ():
        if not _is_public(address):
            raise TargetRefusedError(f"{url}: leads to {address}, which is not on the public web")
    if not addresses:
        raise UnreachableError(f"{host}: no address is known for this name")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    clean = urlunsplit((scheme, parts.netloc.rpartition("@")[2], parts.path or "/", parts.query, ""))
    return Target(url=clean, scheme=scheme, host=host, port=port, path=_quoted(path), address=addresses[0])


def joined(base: str, name: str) -> str:
    """Return the whole address that a page or a redirect names, or "" where what stands there is no address.

    >>> joined("https://m.example/a/1", "/b"), joined("https://m.example/a/1", "http://[::1")
    ('https://m.example/b', '')
    """
    try:
        return urljoin(base, name)
    except ValueError:
        return ""


def hidden_target(url: str, proxy: str) -> Target:
    """Return a hidden service as a place to connect to through a proxy, which alone resolves its name.

    Raises:
        TargetRefusedError: not an onion address of version 3, or with credentials or an odd port.

    >>> hidden_target("http://example.onion/", "127.0.0.1:9050")
    Traceback (most recent call last):
    lycaon.errors.TargetRefusedError: http://example.onion/: not an address of a hidden service
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise TargetRefusedError(f"{url}: no address ({error})") from error
    if parts.scheme not in _PORTS or not _ONION.fullmatch(host) or parts.username is not None:
        raise TargetRefusedError(f"{url}: not an address of a hidden service")
    port = _PORTS[parts.scheme] if port is None else port
    if port not in _ALLOWED_PORTS:
        raise TargetRefusedError(f"{url}: port {port} is not one on which shops are found")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    clean = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))
    return Target(url=clean, scheme=parts.scheme, host=host, port=port, path=_quoted(path), address=host, proxy=proxy)


def _ascii(host: str, url: str) -> str:
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower() if not host.isascii() else host.rstrip(".")
    except UnicodeError as error:
        raise TargetRefusedError(f"{url}: the host is no name ({error})") from error


def _quoted(path: str) -> str:
    """Percent-encode what may not stand in a request line; leave what is encoded already."""
    return "".join(
        sign if sign.isascii() else "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace")) for sign in path
    )


def _is_public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if hidden is None and any(found in network for network in _TRANSLATED):
            hidden = ipaddress.IPv4Address(found.packed[-4:])
        if hidden is not None and not _is_public(str(hidden)):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved
