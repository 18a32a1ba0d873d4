"""The crawl charter: what no plan may ask. Each line of it is enforced here or in :mod:`lycaon.watch.asking`.

1. Only public pages: nothing behind a log-in, a CAPTCHA or a consent that somebody else would have to give.
2. robots.txt is obeyed, its Crawl-delay too; where it cannot be read because the site is ill, nothing is asked.
3. We say who we are: a user agent with the name of the software, its version and where to complain.
4. One request at a time a site, a pause after each answer, a limit a day; "too many requests" is obeyed at once.
5. Only the sites of the plan, and only the public web: no address of one's own network, no file, no odd port.
6. A site is read; nothing is written to it. No form, no vote, no message, no view that needs an account.
7. What was asked, refused and put off is written down.
"""

import ipaddress
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from protego import Protego

from lycaon.errors import PutOffError

LEAST_PAUSE_S: Final = 1.0
MOST_A_DAY: Final = 20_000
LONGEST_WAIT_S: Final = 120.0
"""A site that asks for more patience than this is left alone until the next round."""
PRODUCT: Final = "lycaon"
"""The name that robots.txt may call us by."""


def user_agent(version: str, contact: str) -> str:
    """Return who we are.

    >>> user_agent("1.0", "watch@office.example")
    'lycaon/1.0 (watch; +watch@office.example)'
    """
    return f"{PRODUCT}/{version} (watch; +{contact})"


def check_training_host(host: str) -> None:
    """Refuse a training host that is not on this machine.

    Raises:
        ValueError: it is not; only a loopback address, with its port, is.
    """
    name, _, port = host.rpartition(":")
    try:
        is_ours = name == "localhost" or ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        is_ours = False
    if not is_ours or not port.isdigit():
        raise ValueError(f"training_hosts: {host}: a test market stands on this machine, as 127.0.0.1:8401")


@dataclass(slots=True)
class _Turns:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ready_at: float = 0.0
    """on the clock that only goes forward"""


class Gate:
    """Lets one request at a time through to a site, with a pause after each answer and a limit a day.

    The pause is counted from the end of the answer: a slow site is asked less. A new process begins with a whole
    pause, for the one before may have been killed a moment ago.

    Args:
        count: notes one more request to a site and returns how many there were today; it must last beyond a kill.
        clock: seconds that only go forward.
        sleep: waits.
    """

    def __init__(
        self,
        count: Callable[[str], int],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._count, self._clock, self._sleep = count, clock, sleep
        self._begun = clock()
        self._turns: dict[str, _Turns] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, site: str, *, pause_s: float, most: int) -> Generator[None]:
        """Wait for the turn of a request, and hold the site until it is answered.

        Raises:
            PutOffError: the limit of the day is reached, or the site asked for a long time of patience.
        """
        turns = self._of(site, pause_s)
        with turns.lock:
            wait = turns.ready_at - self._clock()
            if wait > max(LONGEST_WAIT_S, pause_s):
                raise PutOffError(f"{site}: asked for {wait:.0f} seconds of patience; left alone until the next round")
            if wait > 0:
                self._sleep(wait)
            # Written down before it is sent: after a kill the count may be too high, never too low.
            if (number := self._count(site)) > most:
                raise PutOffError(
                    f"{site}: {most} requests were made today; the rest waits for tomorrow (number {number})"
                )
            try:
                yield
            finally:
                turns.ready_at = max(turns.ready_at, self._clock() + pause_s)

    def be_patient(self, site: str, seconds: float) -> None:
        """Leave a site alone for a time, as it asked."""
        turns = self._of(site, 0)
        turns.ready_at = max(turns.ready_at, self._clock() + seconds)

    def _of(self, site: str, pause_s: float) -> _Turns:
        with self._lock:
            if site not in self._turns:
                self._turns[site] = _Turns(ready_at=self._begun + pause_s)
            return self._turns[site]


@dataclass(frozen=True, slots=True)
class Robots:
    """What the robots.txt of one host says to us."""

    known: str
    """``read``, ``none`` (there is none: everything is allowed), ``ill`` (the site is ill: nothing is)"""
    rules: Protego | None = None
    shown: str = ""
    """SHA-256 of the file, to be written down"""

    @classmethod
    def of(cls, status: int, body: bytes) -> "Robots":
        r"""Read an answer as RFC 9309 asks: 4xx means that there are no rules, 5xx that nobody may go anywhere.

        >>> Robots.of(200, b"User-agent: *\nDisallow: /private/").allows("https://m.example/private/1")
        False
        """
        if 400 <= status < 500 and status != 429:
            return cls("none")
        if status != 200:
            return cls("ill")
        return cls("read", Protego.parse(body[: 512 * 1024].decode("utf-8", "replace")))

    def allows(self, url: str) -> bool:
        """Tell whether we may ask for an address."""
        if self.rules is None:
            return self.known == "none"
        return bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def delay_s(self) -> float:
        """The pause that it asks for, in seconds; 0: none."""
        return float(self.rules.crawl_delay(PRODUCT) or 0) if self.rules else 0.0
