"""The page of the account that offers: found, asked for like any page, kept in the same capture."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.collect.site import Market, market
from warcio.archiveiterator import ArchiveIterator

from lycaon.collect.browser import capture_rendered
from lycaon.collect.capture import capture_page
from lycaon.collect.recording import SellerWanted, Settings
from lycaon.collect.sellers import Found, find_seller
from lycaon.values.evidence import Ailment, Capture, FileRole

BASE = "https://m.example/a/1"
LD = '<script type="application/ld+json">{"@type":"Product","name":"x","offers":{"seller":%s}}</script>'


@pytest.mark.parametrize(
    ("html", "wanted", "found"),
    [
        (LD % '{"name":"Ann","url":"/u/7"}', SellerWanted(), Found("https://m.example/u/7", "markup")),
        (LD % '[{"url":"https://o.example/u"}]', SellerWanted(), Found("https://o.example/u", "markup")),
        ('<p itemprop="seller"><a href="../u/8">A</a></p>', SellerWanted(), Found("https://m.example/u/8", "markup")),
        ('<a rel="nofollow author" href="/u/9?x=1#top">A</a>', SellerWanted(), Found("https://m.example/u/9?x=1", "markup")),
        ('<a class=s href=/u/1>A</a><a rel=author href=/u/2>', SellerWanted(selector="a.s"), Found("https://m.example/u/1", "selector")),
        ('<a rel=author href=/u/2>', SellerWanted(selector="a.none"), Found("https://m.example/u/2", "markup")),
        ("", SellerWanted(address="https://m.example/u/3"), Found("https://m.example/u/3", "given")),
        (LD % '{"name":"Ann"}', SellerWanted(), None),
        (LD % '{"url":"#seller"}', SellerWanted(), None),
        (LD % '{"url":"javascript:alert(1)"}', SellerWanted(), None),
        ('<a rel="author" href="http://[::1">A</a>', SellerWanted(), None),
        ('<a href="/u/7">seller</a>', SellerWanted(), None),
        ("<div>" * 50_000 + '<a rel="author" href="/u/7">', SellerWanted(selector="a"), None),
    ],
)  # fmt: skip
def test_where_a_page_names_its_seller(html: str, wanted: SellerWanted, found: Found | None) -> None:
    assert find_seller(html, BASE, wanted) == found


class Shop(Market):
    def show_elsewhere(self) -> None:
        self.answer(
            200,
            b'<h1>Ivoire ancien, statuette, 200 euros, vue sur place a Lyon, envoi possible partout</h1><a rel=author href="/nowhere">A</a>',
        )

    def show_inwards(self) -> None:
        self.answer(
            200,
            b'<h1>Ivoire ancien, statuette, 200 euros, vue sur place a Lyon, envoi possible partout</h1><a rel=author href="http://10.0.0.1/">A</a>',
        )

    def show_hidden(self) -> None:
        self.answer(
            200,
            b'<h1>Ivoire ancien, statuette, 200 euros, vue sur place a Lyon, envoi possible partout</h1><a rel=author href="/private/9">A</a>',
        )


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with market(Shop) as found:
        yield found


def capture(host: str, path: str, folder: Path, how: Callable[..., Capture] = capture_page) -> Capture:
    settings = Settings(user_agent="lycaon tests", allowed=frozenset({host}), seller=SellerWanted())
    return how(f"http://{host}/{path}", folder / "c", settings, tool="lycaon tests", reason="a test")


def test_offer_and_seller_are_one_capture(host: str, tmp_path: Path) -> None:
    found = capture(host, "sold/17", tmp_path)
    assert found.health.is_healthy
    assert found.seller
    assert found.seller.url == f"http://{host}/seller/9"
    assert (found.seller.found, found.seller.robots, found.seller.health.is_healthy) == ("markup", "allowed", True)
    assert {file.path for file in found.files if file.path.startswith("seller/")} == {
        "seller/page.html", "seller/text.txt", "seller/picture-03.png",
    }  # fmt: skip
    assert "Membre depuis mars 2019" in (tmp_path / "c" / "seller" / "text.txt").read_text()
    assert "Membre depuis" not in (tmp_path / "c" / "text.txt").read_text()
    with (tmp_path / "c" / "exchange.warc.gz").open("rb") as stream:
        asked = [
            record.rec_headers.get_header("WARC-Target-URI").partition(host)[2]
            for record in ArchiveIterator(stream)
            if record.rec_type == "request"
        ]
    # robots.txt of a host is asked once; the seller comes after all that belongs to the offer.
    assert asked == ["/sold/17", "/robots.txt", "/pictures/1.png", "/pictures/2.png", "/seller/9", "/pictures/9.png"]
    assert ("seller_page", "markup") in found.acquisition.settings


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_with_a_browser_the_seller_is_seen_too(host: str, tmp_path: Path) -> None:
    found = capture(host, "sold/17", tmp_path, capture_rendered)
    assert found.seller
    shown = {file.path: file.role for file in found.files if file.path.startswith("seller/")}
    assert shown["seller/screen.png"] is FileRole.SCREENSHOT
    assert shown["seller/dom.html"] is FileRole.DOM
    assert "214 annonces" in (tmp_path / "c" / "seller" / "text.txt").read_text()
    assert (tmp_path / "c" / "seller" / "screen.png").read_bytes() != (tmp_path / "c" / "screen.png").read_bytes()
    assert "Chromium" in found.acquisition.tool


@pytest.mark.parametrize(
    ("path", "words"), [("a/17", "names no page of its seller"), ("inwards", "not on the public web")]
)
def test_an_offer_is_kept_without_its_seller_and_says_why(host: str, tmp_path: Path, path: str, words: str) -> None:
    found = capture(host, path, tmp_path)
    assert found.health.is_healthy
    assert not found.seller
    assert "seller_page" in found.lacks
    assert words in dict(found.acquisition.settings)["no_seller_page"]


def test_a_seller_that_is_gone_is_kept_and_marked(host: str, tmp_path: Path) -> None:
    found = capture(host, "elsewhere", tmp_path)
    assert found.health.is_healthy
    assert found.seller
    assert found.seller.health.ailment is Ailment.GONE


def test_what_robots_say_of_the_seller_is_written_down(host: str, tmp_path: Path) -> None:
    found = capture(host, "hidden", tmp_path)
    assert found.seller
    assert (found.acquisition.robots, found.seller.robots) == ("allowed", "disallowed")
