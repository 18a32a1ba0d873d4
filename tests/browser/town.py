"""Everything outside the workbench that a case meets: a marketplace, a mail server, and the worker beside the site."""

import email
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.browser.seed_agreements import PLATFORM_DOMAIN

PATIENCE_S = 60

_TEXTS = {
    "en": ("Elephant tusk, raw ivory, 2 kg", "GB", "attic_finds", "Leeds", "£900",
           "Raw elephant tusk, ivory, about 2 kg. Brought back from Africa in 2015. No papers. Can post."),
    "fr": ("Défense d’éléphant brute, ivoire, 2 kg", "FR", "grenier69", "Lyon", "950 €",
           "Défense d’éléphant en ivoire brut, environ 2 kg, rapportée d’Afrique en 2015, sans papiers. Envoi possible."),
    "de": ("Elefanten Stoßzahn, rohes Elfenbein, 2 kg", "DE", "dachboden_kl", "Köln", "900 €",
           "Roher Stoßzahn vom Elefanten, Elfenbein, etwa 2 kg, 2015 aus Afrika mitgebracht, keine Papiere. Versand."),
    "nl": ("Slagtand olifant, ruw ivoor, 2 kg", "NL", "zolder_nl", "Utrecht", "€ 900",
           "Ruwe slagtand van een olifant, ivoor, ongeveer 2 kg, in 2015 meegebracht uit Afrika, zonder papieren."),
}  # fmt: skip
_PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p><p>{price}, {place}, {seller}</p></body></html>"""


@dataclass
class Marketplace:
    """One tusk in each of four languages, until the platform takes it down."""

    place: str = ""
    """``host:port``"""
    removed: set[str] = field(default_factory=set)
    """Languages whose offer is gone."""

    def listings(self) -> Iterator[dict[str, str]]:
        """Yield what the marketplace would hand to a researcher."""
        for language, (title, country, seller, town, price, text) in _TEXTS.items():
            yield {
                "id": f"{PLATFORM_DOMAIN}:{language}", "site": PLATFORM_DOMAIN, "url": f"http://{self.place}/a/{language}",
                "title": title, "text": text, "price": price, "country": country, "language": language,
                "seller": seller, "place": town, "posted_at": time.strftime("%Y-%m-%d"),
            }  # fmt: skip

    def page(self, path: str) -> tuple[int, str]:
        """Return what the site answers."""
        language = path.rpartition("/")[2]
        if language not in _TEXTS or language in self.removed:
            return 410, "<h1>Gone</h1>"
        title, _, seller, town, price, text = _TEXTS[language]
        told = {"title": title, "text": text, "price": price, "place": town, "seller": seller}
        return 200, _PAGE.format(language=language, **{name: escape(words) for name, words in told.items()})


@contextmanager
def open_marketplace() -> Iterator[Marketplace]:
    """Open the marketplace for as long as the block lasts."""
    market = Marketplace()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, page = market.page(self.path)
            body = page.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    market.place = f"127.0.0.1:{server.server_port}"
    try:
        yield market
    finally:
        server.shutdown()
        server.server_close()


class Mailbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.url = ""

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - its name
        """Keep a mail."""
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    def about(self, reference: str) -> Message:
        """Wait for the one mail whose subject or letter names a reference."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = [mail for mail in list(self.mails) if reference in mail.as_string() or reference in letter_of(mail)]
            if found:
                [mail] = found
                return mail
            time.sleep(0.1)
        raise AssertionError(f"no mail about {reference} within {PATIENCE_S} s")


def letter_of(mail: Message) -> str:
    """Return the words of a mail."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            return payload.decode() if isinstance(payload, bytes) else ""
    return ""


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """Run a mail server for as long as the block lasts."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}?tls=0"
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def a_worker(environment: dict[str, str]) -> Iterator[None]:
    """Do the jobs of the site, in a process of its own."""
    command = [sys.executable, "-m", "tests.browser.serve", "--worker"]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def scanned(market: Marketplace, folder: Path) -> Path:
    """Scan what the marketplace sells with the command that people use; return the findings."""
    source = folder / "market.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in market.listings()))
    _command("scan", str(source), "--out", str(folder / "out"), "--no-report", "--quiet", "--workers", "1")
    return folder / "out" / "findings.jsonl"


def taken_in(findings: Path, environment: dict[str, str]) -> None:
    """Hand the findings to the workbench with the command that people use."""
    _command("take-in", str(findings), **environment)


def _command(*words: str, **environment: str) -> None:
    lycaon = str(Path(sys.executable).with_name("lycaon"))
    subprocess.run([lycaon, *words], env=os.environ | environment, check=True, stdout=subprocess.DEVNULL, timeout=240)
