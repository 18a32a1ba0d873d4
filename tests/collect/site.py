"""A small market on loopback that behaves well and badly."""

import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)
OFFER = """<!DOCTYPE html><html lang="fr"><head><title>Statuette en ivoire - Marché</title>
<meta property="og:image" content="/pictures/1.png"></head><body><h1>Statuette en ivoire</h1>
<p>Statuette ancienne, 12 cm, héritée de ma grand-mère. 200 €, Lyon. Envoi possible.</p>
<img src="/pictures/1.png"><img src="/pictures/2.png"><img src="http://169.254.169.254/latest/meta-data">
<script>document.body.insertAdjacentHTML("beforeend", "<p id=late>Vu 17 fois</p>")</script></body></html>"""

SELLER = """<!DOCTYPE html><html lang="fr"><head><title>antiquaire69</title></head><body><h1>antiquaire69</h1>
<p>Membre depuis mars 2019, Lyon. 214 annonces, 12 en ligne. Répond en moins d'une heure.</p>
<img src="/pictures/9.png"></body></html>"""


class Market(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.split("?")[0].strip("/").split("/")[0] or "home"
        answer = getattr(self, f"show_{path}", None)
        if answer is None:
            self.answer(404, b"<h1>Not found</h1>")
        else:
            answer()

    def answer(self, status: int, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def show_a(self) -> None:
        self.answer(200, OFFER.encode())

    def show_sold(self) -> None:
        self.answer(200, OFFER.replace("<h1>", '<a rel="author" href="/seller/9#top">antiquaire69</a><h1>').encode())

    def show_seller(self) -> None:
        self.answer(200, SELLER.encode())

    def show_pictures(self) -> None:
        self.answer(200, PNG + self.path.encode(), "image/png")

    def show_robots_txt(self) -> None:
        self.answer(200, b"User-agent: *\nDisallow: /private/\n", "text/plain")

    def show_private(self) -> None:
        self.answer(200, OFFER.encode())

    def show_lingers(self) -> None:
        self.answer(200, OFFER.encode() + b"".join(b'<img src="/late/%d.png">' % n for n in range(20)))

    def show_late(self) -> None:
        time.sleep(0.1)
        self.show_pictures()

    def show_moved(self) -> None:
        self.answer(302, b"", Location="/a/17")

    def show_inward(self) -> None:
        self.answer(302, b"", Location="http://169.254.169.254/latest/meta-data")

    def show_file(self) -> None:
        self.answer(302, b"", Location="file:///etc/passwd")

    def show_circle(self) -> None:
        self.answer(302, b"", Location="/circle")

    def show_packed(self) -> None:
        self.answer(200, gzip.compress(OFFER.encode()), Content_Encoding="gzip")

    def show_chunked(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        data = OFFER.encode()
        for start in range(0, len(data), 100):
            part = data[start : start + 100]
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def show_video(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Length", str(500_000_000))
        self.end_headers()
        try:
            for _ in range(500):
                self.wfile.write(b"\0" * 1_000_000)
        except OSError:
            self.close_connection = True

    def show_broken(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(OFFER.encode()[:100])
        self.close_connection = True

    def show_slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"<p>wait</p>")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def show_nohttp(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        self.close_connection = True

    def show_blocked(self) -> None:
        self.answer(503, b"<title>Just a moment...</title><p>Checking your browser</p>")

    def show_hostile(self) -> None:
        depth = b"<div>" * 50_000
        self.answer(200, b"\xff\xfe\x00<html>" + depth + b"<script>while(1){}</script><img src='javascript:alert(1)'>")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


# The name of a method holds no full stop.
setattr(Market, "show_robots.txt", Market.show_robots_txt)


@contextmanager
def market(kind: type[Market] = Market, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Run the market, encrypted where a context is given; yields its ``host:port``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
