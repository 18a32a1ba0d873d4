"""The offer of a captured page as a file of the capture: derived, marked as derived, and read again the same."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.collect.site import OFFER, Market, market

from lycaon.collect.browser import capture_rendered
from lycaon.collect.capture import capture_page
from lycaon.collect.extracting import NAME, edition, read_again
from lycaon.collect.recording import SellerWanted, Settings
from lycaon.errors import EvidenceError
from lycaon.values.codec import from_json, to_json
from lycaon.values.evidence import Capture, Extracted, FileRole, Hints

MARKED = OFFER.replace(
    "<h1>",
    '<script type="application/ld+json">{"@type":"Product","sku":"17","name":"Statuette","offers":{"price":200,'
    '"priceCurrency":"EUR","seller":{"name":"antiquaire69","url":"/seller/9"}},"image":["/p/1.png","http://[::1"]}'
    "</script><h1>",
)
SHELL = (
    "<title>Marché</title><div id=x></div><script>document.getElementById('x').innerHTML = '<h1>Ivoire ancien</h1>"
    "<p class=cost>200 EUR</p><p>Statuette de Lyon, envoi possible partout</p>'</script>"
)


class Shop(Market):
    def show_marked(self) -> None:
        self.answer(200, MARKED.encode())

    def show_latin(self) -> None:
        self.answer(200, OFFER.encode("iso-8859-1", "replace"), "text/html; charset=iso-8859-1")

    def show_undefined(self) -> None:
        self.answer(200, OFFER.encode(), "text/html; charset=undefined")

    def show_shell(self) -> None:
        self.answer(200, SHELL.encode())

    def show_crooked(self) -> None:
        self.answer(200, OFFER.replace("/pictures/2.png", "http://[::1").encode())

    def show_crookedly(self) -> None:
        self.answer(302, b"", Location="http://[::1")


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with market(Shop) as found:
        yield found


def capture(
    host: str, path: str, folder: Path, how: Callable[..., Capture] = capture_page, hints: Hints | None = None
) -> Capture:
    settings = Settings(
        user_agent="lycaon tests", allowed=frozenset({host}), seller=SellerWanted(), hints=hints or Hints()
    )
    return how(f"http://{host}/{path}", folder / "c", settings, tool="lycaon tests", reason="a test")


def kept(folder: Path) -> Extracted:
    return from_json((folder / "c" / NAME).read_bytes(), Extracted)


@pytest.mark.parametrize("path", ["a/17", "marked", "latin", "packed", "chunked", "undefined", "crooked", "sold"])
def test_what_was_read_is_kept_and_reads_the_same_again(host: str, tmp_path: Path, path: str) -> None:
    found = capture(host, path, tmp_path)
    assert "listing" not in found.lacks
    assert [file.path for file in found.files if file.role is FileRole.LISTING] == [NAME]
    read = kept(tmp_path)
    assert read.listing is not None
    assert "Statuette" in read.listing.title
    assert read.listing.seen_at == found.at
    assert read.listing.url == f"http://{host}/{path}"
    assert read.edition == edition()
    again = read_again(tmp_path / "c", found, read)
    assert to_json(again.extracted) == (tmp_path / "c" / NAME).read_bytes()
    assert again.strangers == ()


def test_the_account_is_read_from_its_own_page(host: str, tmp_path: Path) -> None:
    capture(host, "marked", tmp_path)
    read = kept(tmp_path)
    assert read.listing is not None
    assert (read.listing.price, read.listing.seller, read.listing.id) == ("200 EUR", "antiquaire69", f"{host}:17")
    assert read.listing.images == (f"http://{host}/p/1.png",)
    assert read.account is not None
    assert (read.account.name, read.account_from) == ("antiquaire69", "seller/page.html")
    assert "mars 2019" in read.account.text


@pytest.mark.parametrize("path", ["blocked", "nowhere", "broken", "hostile", "robots.txt"])
def test_of_what_is_not_the_page_no_offer_is_made(host: str, tmp_path: Path, path: str) -> None:
    found = capture(host, path, tmp_path)
    assert "listing" in found.lacks
    assert not [file for file in found.files if file.role is FileRole.LISTING]


def test_what_only_scripts_show_is_read_from_the_built_page(host: str, tmp_path: Path) -> None:
    hints = Hints(id="shop:4", site="shop", country="FR", language="fr", selectors=(("price", ".cost"),))
    found = capture(host, "shell", tmp_path, capture_rendered, hints)
    read = kept(tmp_path)
    assert read.listing is not None
    assert (read.listing_from, read.listing.title, read.listing.price) == ("dom.html", "Ivoire ancien", "200 EUR")
    assert (read.listing.id, read.listing.country, read.listing.language) == ("shop:4", "FR", "fr")
    assert to_json(read_again(tmp_path / "c", found, read).extracted) == to_json(read)


def test_a_redirect_to_no_address_is_refused(host: str, tmp_path: Path) -> None:
    from lycaon.errors import TargetRefusedError

    with pytest.raises(TargetRefusedError):
        capture(host, "crookedly", tmp_path)


def test_words_from_elsewhere_are_named_and_other_files_refused(host: str, tmp_path: Path) -> None:
    found, read = capture(host, "marked", tmp_path), kept(tmp_path)
    assert read.listing is not None
    lie = replace(read, listing=replace(read.listing, price="900 EUR", place="Lyon Marseille"))
    assert read_again(tmp_path / "c", found, lie).strangers == ("900", "marseille")
    with pytest.raises(EvidenceError, match="not read from the pages"):
        read_again(tmp_path / "c", found, replace(read, sources=read.sources[::-1]))
