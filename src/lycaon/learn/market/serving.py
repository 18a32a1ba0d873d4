"""The server of the test market: one port a site, and one to turn the calendar and to read what really happened.

The control port answers ``GET /day``, ``POST /day?to=3``, ``GET /truth.jsonl`` and ``GET /log.jsonl``. Everything
listens on 127.0.0.1 unless told otherwise.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from lycaon.learn.market.pages import Answer, Site
from lycaon.learn.market.story import Story
from lycaon.values.codec import to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request, as the server saw it. Times are seconds of a clock that only goes forward."""

    site: str
    day: int
    path: str
    """with its query"""
    status: int
    came: float
    answered: float
    agent: str


class Market:
    """The sites of a story, served; use it as a context, or start and stop it."""

    def __init__(self, story: Story, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.story, self.day = story, 0
        self.log: list[Seen] = []
        self._attempts: Counter[tuple[str, int, str]] = Counter()
        self._lock = threading.Lock()
        sites = [Site(story, character) for character in story.sites]
        self._servers: list[ThreadingHTTPServer] = []
        try:
            self._servers.append(_Server((host, port), _control(self)))
            for number, site in enumerate(sites, 1):
                self._servers.append(_Server((host, port and port + number), _serving(self, site)))
        except OSError:
            self._close()
            raise
        self.control = f"{host}:{self._servers[0].server_port}"
        self.hosts = {
            site.character.name: f"{host}:{server.server_port}"
            for site, server in zip(sites, self._servers[1:], strict=True)
        }
        """``host:port`` of each site, by its name"""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve, in threads."""
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
        self._close()

    def _close(self) -> None:
        for server in self._servers:
            server.server_close()

    def answer(self, site: Site, target: str, agent: str) -> Answer:
        """Answer one request, and write it down."""
        came, day, parts = time.monotonic(), self.day, urlsplit(target)
        with self._lock:
            key = (site.character.name, day, target)
            self._attempts[key] += 1
            attempt = self._attempts[key]
        found = site.answer(parts.path, parts.query, day=day, attempt=attempt)
        if found.wait_s:
            time.sleep(found.wait_s)
        seen = Seen(
            site=site.character.name, day=day, path=target, status=found.status, came=came,
            answered=time.monotonic(), agent=agent,
        )  # fmt: skip
        with self._lock:
            self.log.append(seen)
        return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def _lines(values: Sequence[object]) -> bytes:
    return b"".join(to_json(value) + b"\n" for value in values)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (answer.headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(answer.body)
        except OSError:
            self.close_connection = True  # whoever asked has left

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the market keeps a log of its own."""


def _serving(market: Market, site: Site) -> type[_Handler]:
    class Serving(_Handler):
        def do_GET(self) -> None:
            self.reply(market.answer(site, self.path, self.headers.get("User-Agent", "")))

    return Serving


def _control(market: Market) -> type[_Handler]:
    class Control(_Handler):
        def do_GET(self) -> None:
            match urlsplit(self.path).path:
                case "/day":
                    self.reply(Answer(body=f"{market.day}\n".encode(), kind="text/plain"))
                case "/truth.jsonl":
                    self.reply(Answer(body=_lines(market.story.truth()), kind="application/jsonl"))
                case "/log.jsonl":
                    self.reply(Answer(body=_lines(list(market.log)), kind="application/jsonl"))
                case "/":
                    self.reply(Answer(body="".join(_index(market)).encode()))
                case _:
                    self.reply(Answer(status=404))

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            to = parse_qs(parts.query).get("to", [""])[0]
            if parts.path != "/day" or not (to.isascii() and to.isdigit()) or int(to) >= market.story.days:
                self.reply(Answer(status=400, body=b"POST /day?to=N, with a day of the story\n", kind="text/plain"))
                return
            market.day = int(to)
            self.reply(Answer(body=f"{market.day}\n".encode(), kind="text/plain"))

    return Control


def _index(market: Market) -> Iterator[str]:
    yield f"<!DOCTYPE html><title>Test market</title><h1>Test market, day {market.day} of {market.story.days}</h1><ul>"
    for name, host in market.hosts.items():
        yield f'<li><a href="http://{host}/">{name}</a>: {len(market.story.up(name, market.day))} offers</li>'
    yield '</ul><p>Turn the calendar: <code>POST /day?to=N</code>. <a href="/truth.jsonl">What really happens</a>, '
    yield '<a href="/log.jsonl">requests</a>.</p>'
