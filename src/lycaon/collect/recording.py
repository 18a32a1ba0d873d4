"""Everything that one capture asks for and gets, recorded: redirects, pictures, robots.txt, refusals.

Every address is checked before it is asked, also those that a page or a redirect names. What was exchanged is
written into one WARC at the end, bytes as they came.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from lycaon.collect.clock import Clocks
from lycaon.collect.fetching import Exchange, Limits, fetch
from lycaon.collect.targets import Resolver, check_target, joined, resolve
from lycaon.collect.warcwriting import Entry, record_id, write_warc
from lycaon.errors import PutOffError, TargetRefusedError, UnreachableError
from lycaon.values.evidence import Hints

_MOST_REDIRECTS = 8
_ROBOTS_SIZE = 512 * 1024


@dataclass(frozen=True, slots=True)
class SellerWanted:
    """That the page of the account that offers is captured as well, and how it is found.

    An address that is given goes before a selector (CSS, of a link on the page), and that before the page's own data
    for machines (schema.org).
    """

    address: str = ""
    selector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to fetch. All of it stands in the manifest of what is captured."""

    user_agent: str
    """who we are; a capture does not pretend to be somebody"""
    language: str = "en;q=0.8, *;q=0.5"
    allowed: frozenset[str] = frozenset()
    """``host:port`` pairs that may be reached although they are not public; for tests and training"""
    limits: Limits = field(default_factory=Limits)
    most_pictures: int = 24
    most_requests: int = 400
    longest_s: float = 900
    """how long one capture may take in all"""
    seller: SellerWanted | None = None
    """None: the page of the offer alone"""
    clocks: Clocks = field(default_factory=Clocks)
    resolver: Resolver = resolve
    hints: Hints = field(default_factory=Hints)
    """what is known of the page of the offer beforehand"""
    turn: Callable[[str], AbstractContextManager[None]] = lambda _url: nullcontext()
    """held while an address is asked: where a crawl has to wait for its turn, or refuses (TargetRefusedError)"""

    def shown(self) -> tuple[tuple[str, str], ...]:
        """Return them as they stand in a manifest."""
        return (
            ("language", self.language),
            ("limit_bytes", str(self.limits.size)),
            ("limit_seconds", f"{self.limits.total_s:g}"),
            ("limit_pictures", str(self.most_pictures)),
            ("limit_requests", str(self.most_requests)),
            ("limit_seconds_in_all", f"{self.longest_s:g}"),
            *((("seller_page", self.seller.selector or self.seller.address or "markup"),) if self.seller else ()),
            *((("allowed_hosts", " ".join(sorted(self.allowed))),) if self.allowed else ()),
        )


class Recorder:
    """What one capture exchanged with the outside."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings
        self._until = time.monotonic() + settings.longest_s
        self._robots: dict[str, RobotFileParser | str] = {}
        self.exchanges: list[Exchange] = []
        self.refused: list[str] = []
        """addresses that a page named and that we did not go to"""
        self.put_off: list[str] = []
        """why addresses were not asked now: a limit was reached in the middle, or a site asked for patience"""

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, size: int | None = None) -> Exchange:
        """Return the answer to a request, after all redirects.

        Raises:
            TargetRefusedError: the address, or one that a redirect leads to, is not on the public web.
            UnreachableError: nobody answered properly, or in a circle.
        """
        for _ in range(_MOST_REDIRECTS):
            exchange = self._once(url, headers or {}, size)
            location = exchange.header("Location")
            if exchange.status not in {301, 302, 303, 307, 308} or not location:
                return exchange
            url = joined(exchange.target.url, location)
        raise UnreachableError(f"{url}: more than {_MOST_REDIRECTS} redirects")

    def _once(self, url: str, headers: Mapping[str, str], size: int | None) -> Exchange:
        if len(self.exchanges) >= self._settings.most_requests:
            raise UnreachableError(f"{url}: this capture already made {self._settings.most_requests} requests")
        if time.monotonic() > self._until:
            raise UnreachableError(f"{url}: this capture already took {self._settings.longest_s:g} seconds")
        try:
            target = check_target(url, allowed=self._settings.allowed, resolver=self._settings.resolver)
        except TargetRefusedError:
            self.refused.append(url)
            raise
        limits = self._settings.limits
        sent = {
            "User-Agent": self._settings.user_agent,
            "Accept": "*/*",
            "Accept-Language": self._settings.language,
            # Bytes that need no unpacking can be read by any tool, in any year.
            "Accept-Encoding": "identity",
            **headers,
        }
        bounds = Limits(connect_s=limits.connect_s, total_s=limits.total_s, size=min(limits.size, size or limits.size))
        try:
            with self._settings.turn(target.url):
                exchange = fetch(target, self._folder, f"{len(self.exchanges):04d}", headers=sent, limits=bounds)
        except PutOffError as error:
            self.put_off.append(str(error))
            raise
        self.exchanges.append(exchange)
        return exchange

    def robots(self, url: str) -> str:
        """Return what robots.txt of the site says of an address: allowed, disallowed, none, unreachable."""
        parts = urlsplit(url)
        where = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if where not in self._robots:
            self._robots[where] = self._read_robots(where)
        rules = self._robots[where]
        if isinstance(rules, str):
            return rules
        return "allowed" if rules.can_fetch(self._settings.user_agent, url) else "disallowed"

    def _read_robots(self, where: str) -> RobotFileParser | str:
        try:
            answer = self.get(where, size=_ROBOTS_SIZE)
        except (UnreachableError, TargetRefusedError):
            return "unreachable"
        if answer.status >= 500:
            return "unreachable"
        if answer.status != 200:
            return "none"
        parser = RobotFileParser()
        parser.parse(answer.body.read_bytes().decode("utf-8", "replace").splitlines())
        return parser

    def write(self, target: Path, description: Mapping[str, str]) -> None:
        """Write the WARC of all exchanges."""
        info = self._folder / "warcinfo"
        info.write_text("".join(f"{key}: {' '.join(value.split())}\r\n" for key, value in description.items()))
        write_warc(target, self._entries(info))

    def _entries(self, info: Path) -> Iterator[Entry]:
        first = self.exchanges[0].at
        yield Entry(kind="warcinfo", at=first, content_type="application/warc-fields", block=info)
        for exchange in self.exchanges:
            asked, answered = record_id(), record_id()
            address = ("WARC-IP-Address", exchange.target.address)
            # WARC knows four reasons; a line that broke is "unspecified" only by exclusion.
            cut = {"length": "length", "time": "time", "disconnect": "disconnect"}.get(exchange.cut)
            yield Entry(
                kind="request",
                at=exchange.at,
                content_type="application/http;msgtype=request",
                block=exchange.request,
                url=exchange.target.url,
                headers=(("WARC-Concurrent-To", answered), address),
                payload_from=exchange.request.stat().st_size,
                id=asked,
            )
            yield Entry(
                kind="response",
                at=exchange.at,
                content_type="application/http;msgtype=response",
                block=exchange.response,
                url=exchange.target.url,
                headers=(("WARC-Concurrent-To", asked), address, *((("WARC-Truncated", cut),) if cut else ())),
                payload_from=exchange.body_from,
                id=answered,
            )
