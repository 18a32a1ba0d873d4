"""The page of an offer: the page at all, what it offers, whether it says that it has ended."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.collect.site import OFFER, Market
from tests.watch.test_charter import asker

from lycaon.watch.asking import Answer
from lycaon.watch.offers import name_of, read_offer
from lycaon.watch.plan import SitePlan
from lycaon.watch.profile import Profile

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
WORDS = "Hand reared baby African grey parrot, fourteen weeks old, weaned on pellets and fruit, with cage and papers."
PLAIN = f"""<html><title>Grey | m</title><body><nav>Home</nav><h1>African grey</h1><p class=price>650 EUR</p>
<div class=d>{WORDS}</div><b class=s>jan88</b><img src=/p/1.jpg><p>Seen 17 times</p></body></html>"""
LD = json.dumps({"@type": "Product", "name": "African grey", "description": WORDS, "offers": {"price": "650"}})
MARKED = f'<html><script type="application/ld+json">{LD}</script><body>{WORDS}<b class=s>jan88</b><h1>Other</h1></body></html>'
FIELDS = {"title": "h1", "text": ".d", "price": ".price", "seller": ".s", "images": "img"}


def site(**profile: object) -> SitePlan:
    return SitePlan(
        id="m",
        country="BE",
        languages=["nl"],
        start=["https://m.example/list"],
        profile=Profile.model_validate(profile),
    )


def answer(body: str, *, status: int = 200, url: str = "https://m.example/a/17") -> Answer:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Answer(asked_url="https://m.example/a/17", url=url, status=status, headers=headers, body=body.encode())


def test_the_profile_reads_what_is_not_marked_up() -> None:
    page = read_offer(site(fields=FIELDS), "m:17", answer(PLAIN), NOW)
    assert page.listing is not None
    assert (page.listing.id, page.listing.site, page.listing.country, page.listing.language) == (
        "m:17",
        "m",
        "BE",
        "nl",
    )
    assert (page.listing.title, page.listing.text) == ("African grey", WORDS)
    assert (page.listing.price, page.listing.seller) == ("650 EUR", "jan88")
    assert page.listing.images == ("https://m.example/p/1.jpg",)
    assert page.listing.seen_at == NOW


def test_what_is_marked_up_comes_first_and_the_profile_fills_the_rest() -> None:
    page = read_offer(site(fields=FIELDS), "m:17", answer(MARKED), NOW)
    assert page.listing is not None
    assert (page.listing.title, page.listing.text, page.listing.seller) == ("African grey", WORDS, "jan88")


def test_without_either_the_main_text_is_read() -> None:
    page = read_offer(site(), "m:17", answer(PLAIN), NOW)
    assert page.listing is not None
    assert page.listing.title == "African grey"
    assert WORDS in page.listing.text


@pytest.mark.parametrize(("body", "status", "url", "says_gone", "ailment"), [
    ("<h1>Weg</h1>", 404, "", "HTTP status 404", "gone"),
    ("<h1>Weg</h1>", 410, "", "HTTP status 410", "gone"),
    ("<title>m</title><h1>Deze advertentie is verwijderd.</h1>", 200, "", "advertentie is verwijderd", "soft_404"),
    ("<title>Pagina niet gevonden</title>", 200, "", "", "soft_404"),
    ("<h1>Weg</h1>", 403, "", "", "block_page"),
    ("<h1>Weg</h1>", 500, "", "", "server_error"),
    ("<h1>Weg</h1>", 429, "", "", "too_many_requests"),
    ("<h1>Deze advertentie is verwijderd.</h1>", 503, "", "", "server_error"),  # not while the site is ill
    ("<p>Ik ben geen robot</p>", 200, "", "", "captcha"),
    ("<p>Log in om verder te gaan en deze advertentie te zien</p><input type=password>", 200, "", "", "login_wall"),
    ("<p>Wij en onze partners gebruiken cookies. Alles accepteren, of pas uw keuze aan</p>", 200, "", "", "consent_wall"),
    (PLAIN, 200, "https://m.example/", "", "soft_404"),
    ("", 200, "", "", "empty"),
])  # fmt: skip
def test_what_is_gone_and_what_is_only_not_the_page(
    body: str, status: int, url: str, says_gone: str, ailment: str
) -> None:
    page = read_offer(
        site(says_gone=["advertentie is verwijderd"]),
        "m:17",
        answer(body, status=status, url=url or "https://m.example/a/17"),
        NOW,
    )
    assert (page.says_gone, page.health.ailment.value, page.listing) == (says_gone, ailment, None)


@pytest.mark.parametrize(("url", "name"), [
    ("https://m.example/a/17-grey?ref=list", "m:17"),
    ("https://m.example/about?x=1", "m:m.example/about"),
])  # fmt: skip
def test_names_of_ads(url: str, name: str) -> None:
    assert name_of(site(ad_id="/a/([0-9]+)"), url) == name


def test_a_packed_answer_is_unpacked(tmp_path: Path) -> None:
    class Packing(Market):
        def do_GET(self) -> None:  # noqa: N802
            self.answer(200, gzip.compress(OFFER.encode()), Content_Encoding="gzip")

    with asker(tmp_path, Packing) as (door, host, _):
        assert "Statuette" in door.ask(f"http://{host}/a/1").text
