"""Captures with Chromium: what scripts add is seen, and nothing goes past the recorder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.collect.site import Market, market
from warcio.archiveiterator import ArchiveIterator

from lycaon.collect.browser import capture_rendered
from lycaon.collect.recording import Settings
from lycaon.values.evidence import Ailment, Capture, FileRole

pytestmark = pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")

ESCAPES = """<html><body><h1>Perroquet gris du Gabon, deux ans, avec cage, à céder</h1><p>Très apprivoisé, Lyon.</p>
<iframe src="/a/2"></iframe><script>
new WebSocket("ws://" + location.host + "/leak-socket");
navigator.sendBeacon("/leak-beacon", "x");
new Worker(URL.createObjectURL(new Blob(["fetch('" + location.origin + "/leak-worker')"])));
fetch("/leak-post", {method: "POST", body: "x"}).catch(() => {});
fetch("http://127.0.0.1:9/inner").catch(() => {});
fetch("file:///etc/passwd").catch(() => {});
document.title = "built"; window.open("/leak-window");
</script></body></html>"""


class Escaping(Market):
    asked: list[str]
    changes = 0

    def parse_request(self) -> bool:
        whole = super().parse_request()
        self.asked.append(f"{self.command} {self.path}" if whole else "?")
        return whole

    def show_escapes(self) -> None:
        self.answer(200, ESCAPES.encode())

    def show_changing(self) -> None:
        """Another price each time it is asked, and a script that asks again while it is looked at."""
        Escaping.changes += 1
        again = "" if "again" in self.path else (
            "<script>fetch('/changing?again').then(a => a.text()).then(t => {"
            "document.querySelector('b').outerHTML = new DOMParser().parseFromString(t, 'text/html')"
            ".querySelector('b').outerHTML})</script>"
        )  # fmt: skip
        self.answer(
            200,
            f"<title>Ivory bangle</title><p>Carved bangle of my grandmother, seen daily, now at "
            f"<b>{Escaping.changes}00 EUR</b>, Lyon, shipping possible.</p>{again}".encode(),
        )

    def show_shell(self) -> None:
        self.answer(
            200, b"<title>Shop</title><div id=app></div><script>app.innerText='Ivory bangle, '.repeat(9)</script>"
        )


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    Escaping.asked = []
    with market(Escaping) as found:
        yield found


def capture(host: str, path: str, folder: Path) -> Capture:
    settings = Settings(user_agent="lycaon tests", allowed=frozenset({host}))
    return capture_rendered(f"http://{host}/{path}", folder, settings, tool="lycaon tests", reason="a test")


def test_what_a_visitor_sees_is_kept(host: str, tmp_path: Path) -> None:
    found = capture(host, "a/17", tmp_path / "c")
    assert found.health.is_healthy
    assert {file.role for file in found.files} == {
        FileRole.ARCHIVE,
        FileRole.PAGE,
        FileRole.SCREENSHOT,
        FileRole.DOM,
        FileRole.TEXT,
        FileRole.LISTING,
        FileRole.IMAGE,
    }
    assert "Vu 17 fois" in (tmp_path / "c" / "text.txt").read_text()
    assert "Vu 17 fois</p>" not in (tmp_path / "c" / "page.html").read_text().split("<script>")[0]
    assert (tmp_path / "c" / "screen.png").read_bytes()[:4] == b"\x89PNG"


def test_nothing_goes_past_the_recorder(host: str, tmp_path: Path) -> None:
    Escaping.asked.clear()
    found = capture(host, "escapes", tmp_path / "c")
    assert found.health.is_healthy
    with (tmp_path / "c" / "exchange.warc.gz").open("rb") as stream:
        recorded = [
            f"{record.http_headers.protocol} {record.http_headers.statusline.split()[0]}"
            for record in ArchiveIterator(stream)
            if record.rec_type == "request" and host in record.rec_headers.get_header("WARC-Target-URI")
        ]
    assert sorted(recorded) == sorted(Escaping.asked)
    assert {line for line in recorded if "leak" in line} == {"GET /leak-window", "GET /leak-worker"}
    assert recorded.count("GET /escapes") == 1
    refused = dict(found.acquisition.settings)["refused_addresses"]
    assert int(refused) >= 1


def test_a_page_that_changes_while_it_is_captured_is_kept_as_served_and_as_seen(host: str, tmp_path: Path) -> None:
    Escaping.changes = 0
    found = capture(host, "changing", tmp_path / "c")
    assert found.health.is_healthy
    served, seen = (tmp_path / "c" / "page.html").read_text(), (tmp_path / "c" / "text.txt").read_text()
    assert "100 EUR" in served
    assert "200 EUR" in seen
    assert "100 EUR" not in seen
    # Both came over the wire, and the archive holds both: nothing that is shown was asked for beside it.
    with (tmp_path / "c" / "exchange.warc.gz").open("rb") as stream:
        answers = [
            record.content_stream().read().decode()
            for record in ArchiveIterator(stream)
            if record.rec_type == "response" and "changing" in record.rec_headers.get_header("WARC-Target-URI")
        ]
    assert [next(price for price in ("100", "200", "300") if f"{price} EUR" in answer) for answer in answers] == [
        "100",
        "200",
    ]
    assert Escaping.changes == 2


@pytest.mark.parametrize(("path", "ailment"), [("shell", Ailment.NONE), ("blocked", Ailment.BLOCK_PAGE)])
def test_health_is_judged_by_what_is_seen(host: str, tmp_path: Path, path: str, ailment: Ailment) -> None:
    assert capture(host, path, tmp_path / "c").health.ailment is ailment
