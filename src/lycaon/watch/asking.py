"""The one door to the outside: every request of a watch goes through here, and here the charter is enforced."""

import itertools
import logging
import re
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from lycaon.collect.fetching import Exchange, Limits, fetch
from lycaon.collect.pages import LARGEST_PAGE, decode, unpacked
from lycaon.collect.recording import Settings
from lycaon.collect.targets import Resolver, Target, check_target, hidden_target, joined, resolve
from lycaon.errors import PutOffError, RobotsError, TargetRefusedError, UnreachableError
from lycaon.watch.charter import Gate, Robots
from lycaon.watch.plan import Plan, SitePlan

_LOG = logging.getLogger(__name__)
_LIMITS: Final = Limits(connect_s=15, total_s=60, size=LARGEST_PAGE)
_PATIENCE_S: Final = 30.0  # where a site says "too many" and not for how long
_ROBOTS_REDIRECTS: Final = 5  # RFC 9309, 2.3.1.2
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)")

Note = Callable[[str, str, str, str], None]
"""``(site, kind, what, sign)``: writes down what was asked of robots.txt, refused, put off"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site answered."""

    asked_url: str
    """before redirects"""
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: str = ""

    def header(self, name: str) -> str:
        """Return the first header of a name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def charset(self) -> str:
        """As declared by the server, or ""."""
        found = _CHARSET.search(self.header("Content-Type"))
        return found[1] if found else ""

    @property
    def text(self) -> str:
        """The body as text."""
        return decode(self.body, self.charset)


class Asker:
    """Asks sites, as the charter allows.

    Args:
        plan: whose sites.
        gate: lets requests through.
        folder: where answers stand for the moment in which they are read.
        agent: who we are.
        note: writes down.
        resolver: how a name becomes addresses.
    """

    def __init__(
        self, plan: Plan, gate: Gate, folder: Path, *, agent: str, note: Note, resolver: Resolver = resolve
    ) -> None:
        self._plan, self._gate, self._folder = plan, gate, folder
        self._agent, self._note, self._resolver = agent, note, resolver
        self._allowed = frozenset(plan.training_hosts)
        self._proxy = plan.proxy.partition("://")[2]  # the plan says why; without a reason it has none
        self._sites = {host: site for site in plan.sites for host in site.hosts}
        self._robots: dict[str, Robots] = {}
        self._robots_locks = {host: threading.Lock() for host in self._sites}
        self._numbers = itertools.count()

    def ask(self, url: str, *, asked_url: str = "") -> Answer:
        """Ask for one address; redirects are answers, and lead back to this door.

        Raises:
            TargetRefusedError: not an address of the plan's sites or of the public web (:class:`RobotsError`: their
                robots.txt says no; :class:`PutOffError`: not now).
            UnreachableError: nobody answered.
        """
        with self._permitted(url) as (site, target):
            found = self._fetch(site, target)
        return Answer(
            asked_url=asked_url or url, url=found.target.url, status=found.status, headers=found.headers,
            body=unpacked(self._taken(found), found.header("Content-Encoding").lower()), cut=found.cut,
        )  # fmt: skip

    def capturing(self, settings: Settings) -> Settings:
        """Return settings under which a capture keeps the charter: every request of it waits here for its turn."""
        return Settings(
            user_agent=self._agent, language=settings.language, allowed=self._allowed, limits=settings.limits,
            most_pictures=settings.most_pictures, seller=settings.seller, clocks=settings.clocks,
            hints=settings.hints, resolver=self._resolver, turn=self._turn,
        )  # fmt: skip

    @contextmanager
    def _turn(self, url: str) -> Generator[None]:
        with self._permitted(url, is_robots=urlsplit(url).path == "/robots.txt"):
            yield

    @contextmanager
    def _permitted(self, url: str, *, is_robots: bool = False) -> Generator[tuple[SitePlan, Target]]:
        site, target = self._checked(url)
        delay = 0.0
        if not is_robots:
            robots = self._robots_of(site, target)
            delay = robots.delay_s
            if robots.known == "ill":
                raise PutOffError(f"{site.id}: robots.txt cannot be read; nothing is asked until the next round")
            if not robots.allows(url):
                self._note(site.id, "robots", urlsplit(url).path, "disallowed")
                raise RobotsError(f"{url}: robots.txt of the site does not let us go there")
        with self._gate.turn(site.id, pause_s=max(site.pause_s, delay), most=site.most_requests_a_day):
            yield site, target

    def _checked(self, url: str) -> tuple[SitePlan, Target]:
        try:
            host = urlsplit(url).netloc.lower()
        except ValueError as error:
            raise TargetRefusedError(f"{url}: no address ({error})") from error
        if self._proxy and host.partition(":")[0].endswith(".onion"):
            target = hidden_target(url, self._proxy)
        else:
            target = check_target(url, allowed=self._allowed, resolver=self._resolver)
        site = self._sites.get(host)
        if site is None:
            raise TargetRefusedError(f"{url}: stands on none of the hosts of the plan")
        return site, target

    def _robots_of(self, site: SitePlan, target: Target) -> Robots:
        parts = urlsplit(target.url)
        host = parts.netloc.lower()
        with self._robots_locks[host]:
            if host not in self._robots:
                self._robots[host] = self._read_robots(site, f"{parts.scheme}://{parts.netloc}/robots.txt")
            return self._robots[host]

    def _read_robots(self, site: SitePlan, url: str) -> Robots:
        asked, robots = url, Robots("ill")
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                with self._permitted(asked, is_robots=True) as (_, target):
                    found = self._fetch(site, target)
                body = self._taken(found)
                location = found.header("Location")
                if found.status not in {301, 302, 303, 307, 308} or not location:
                    robots = Robots.of(found.status, body)
                    break
                asked = joined(asked, location)
        except PutOffError:
            raise
        except (UnreachableError, TargetRefusedError) as error:
            _LOG.info("robots_unreadable site=%s error=%s", site.id, type(error).__name__)
        # The pause after this very answer was counted before anybody knew what it asks for.
        self._gate.be_patient(site.id, max(site.pause_s, robots.delay_s))
        self._note(site.id, "robots.txt", url, f"{robots.known}; pause {max(site.pause_s, robots.delay_s):g} s")
        return robots

    def _fetch(self, site: SitePlan, target: Target) -> Exchange:
        sent = {
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": ", ".join([*site.languages, "*;q=0.5"]),
            "Accept-Encoding": "identity",
        }
        found = fetch(target, self._folder, f"{next(self._numbers):08d}", headers=sent, limits=_LIMITS)
        if found.status >= 500:
            self._gate.be_patient(site.id, 4 * site.pause_s)
        if found.status in {429, 503} and (seconds := _asked_patience(found)):
            self._gate.be_patient(site.id, seconds)
            self._note(site.id, "patience", target.path, f"HTTP {found.status}")
        return found

    @staticmethod
    def _taken(found: Exchange) -> bytes:
        body = found.body.read_bytes()
        for file in (found.request, found.response, found.body):
            file.unlink(missing_ok=True)
        return body


def _asked_patience(found: Exchange) -> float:
    said = found.header("Retry-After").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return _PATIENCE_S if found.status == 429 else 0.0
