"""The test market: the same seed is the same market, and each of its habits is what it says."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from lycaon.collect.capture import page_of
from lycaon.collect.health import Seen, health_of
from lycaon.collect.pages import read_page
from lycaon.learn.market import CHARACTERS, Character, Market, Offer, Story, tell
from lycaon.learn.market.pages import Answer, Site
from lycaon.learn.market.story import Happening
from lycaon.link import near_duplicates
from lycaon.values.listing import Listing

DAYS = 12


def story(**habits: object) -> Story:
    character = Character(
        **{"name": "m", "language": "fr", "country": "FR", "currency": "EUR", "markup": "json_ld"} | habits
    )  # type: ignore[arg-type]
    return tell([character], offers=40, days=DAYS)


def ask(told: Story, path: str, *, day: int = 0, attempt: int = 1) -> Answer:
    path, _, query = path.partition("?")
    return Site(told, told.sites[0]).answer(path, query, day=day, attempt=attempt)


def up(told: Story, day: int = 0) -> Offer:
    return told.up("m", day)[0]


def link(told: Story, offer: Offer) -> str:
    return Site(told, told.sites[0]).link(offer)


def ailment(answer: Answer) -> str:
    page = page_of(answer.body.decode())
    seen = Seen(asked_url="http://m.example/a/1", url="http://m.example/a/1", status=answer.status, title=page.title,
                text=page.text, html=page.html, pictures=len(page.pictures), password_fields=page.password_fields)  # fmt: skip
    return health_of(seen).ailment.value


def test_the_same_seed_tells_the_same_story() -> None:
    assert tell(CHARACTERS, offers=100, days=DAYS, seed=5) == tell(CHARACTERS, offers=100, days=DAYS, seed=5)
    assert tell(CHARACTERS, offers=100, days=DAYS, seed=5) != tell(CHARACTERS, offers=100, days=DAYS, seed=6)


def test_the_truth_agrees_with_what_stands_on_the_sites() -> None:
    told = tell(CHARACTERS[:5], offers=300, days=DAYS)
    truth = told.truth()
    assert {each.kind for each in truth} == set(Happening)
    for site in told.sites:
        for day in range(1, DAYS):
            before, now = ({one.ad for one in told.up(site.name, at)} for at in (day - 1, day))
            for kind, changed in ((Happening.NEW, now - before), (Happening.GONE, before - now)):
                assert {one.ad for one in truth if (one.site, one.day, one.kind) == (site.name, day, kind)} == changed
    known = {offer.key for offer in told.offers}
    assert all(each.of in known for each in truth if each.kind in {Happening.REPOSTED, Happening.MOVED})


def test_what_is_posted_again_is_alike_and_nothing_else_is() -> None:
    told = tell(CHARACTERS[:5], offers=400, days=DAYS)
    before = {offer.key: offer.of for offer in told.offers}

    def root(key: str) -> str:
        return root(before[key]) if before[key] else key

    words = [Listing(id=one.key, title=one.versions[-1].title, text=one.versions[-1].text) for one in told.offers]
    groups = near_duplicates(words)
    assert groups
    assert all(len({root(key) for key in group.ids}) == 1 for group in groups)


@pytest.mark.parametrize("markup", ["json_ld", "microdata", "open_graph", "none"])
@pytest.mark.parametrize("language", ["en", "fr", "de", "nl"])
def test_every_markup_can_be_read(markup: str, language: str) -> None:
    told = story(markup=markup, language=language)
    offer = up(told)
    found = read_page(ask(told, link(told, offer)).body, "http://m.example/a/1")
    assert found is not None
    assert offer.on(0).title in str(found["title"])
    assert offer.on(0).text in str(found["text"])
    assert ailment(ask(told, link(told, offer))) == ""


@pytest.mark.parametrize(
    ("habit", "expected"),
    [
        ({"captcha": 1}, "captcha"),
        ({"consent": 1}, "consent_wall"),
        ({"login": 1}, "login_wall"),
        ({"lost": 1}, "soft_404"),
        ({"bursts": 1}, "server_error"),
        ({"too_many": 1}, "too_many_requests"),
        ({}, ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr", "de", "nl"])
def test_every_habit_is_seen_for_what_it_is(habit: dict[str, float], expected: str, language: str) -> None:
    told = story(language=language, **habit)
    assert ailment(ask(told, link(told, up(told)))) == expected


def test_bursts_and_limits_pass_when_asked_again() -> None:
    assert [ask(told := story(bursts=1), link(told, up(told)), attempt=at).status for at in (1, 2, 3)] == [
        503,
        503,
        200,
    ]
    assert [ask(told := story(too_many=1), link(told, up(told)), attempt=at).status for at in (1, 2)] == [429, 200]


@pytest.mark.parametrize(("ending", "status", "expected"), [
    ("404", 404, "gone"), ("410", 410, "gone"), ("soft_404", 200, "soft_404"), ("home", 302, None),
])  # fmt: skip
def test_how_offers_end(ending: str, status: int, expected: str | None) -> None:
    told = story(ending=ending)
    offer = next(one for one in told.offers if one.until is not None)
    found = ask(told, link(told, offer), day=offer.until or 0)
    assert found.status == status
    assert expected is None or ailment(found) == expected


def walked(told: Story, browsing: str) -> Iterator[str]:
    """Yield the numbers of all ads that can be found."""
    path: str | None = {"pages": "/list", "search": "/search?q=", "scroll": "/feed.json"}[browsing]
    while path:
        body = ask(told, path).body.decode()
        yield from re.findall(r"/(?:a|go|reserved)/([0-9]+)", body)
        if browsing == "scroll":
            path = json.loads(body)["next"]
        else:
            found = re.search(r'rel="next"[^>]*href="([^"]+)"', body)
            path = "/list" + found[1].replace("&amp;", "&") if found else None


@pytest.mark.parametrize("browsing", ["pages", "search", "scroll"])
def test_every_offer_is_found_once(browsing: str) -> None:
    told = story(browsing=browsing, per_page=7, reserved=0.2)
    assert sorted(walked(told, browsing)) == sorted(offer.ad for offer in told.up("m", 0))


def test_a_search_finds_words_in_any_case() -> None:
    told = story()
    word = max(up(told).on(0).title.split(), key=len)
    assert up(told).ad in ask(told, f"/search?q={urllib.parse.quote(word.upper())}").body.decode()
    assert "/a/" not in ask(told, "/search?q=xyzzy").body.decode()


def test_served_over_http_with_a_calendar_and_a_log() -> None:
    told = story(redirects=True, crawl_delay_s=2)
    with Market(told) as market:
        host = market.hosts["m"]

        def get(url: str, data: bytes | None = None) -> str:
            with urllib.request.urlopen(url, data=data, timeout=10) as answer:
                return answer.read().decode()

        assert "Crawl-delay: 2" in get(f"http://{host}/robots.txt")
        assert up(told).on(0).title[:5] in get(f"http://{host}/go/{up(told).ad}")
        assert get(f"http://{market.control}/day?to=3", b"").strip() == "3"
        with pytest.raises(urllib.error.HTTPError):
            get(f"http://{market.control}/day?to=99", b"")
        log = [json.loads(line) for line in get(f"http://{market.control}/log.jsonl").splitlines()]
        assert [(one["path"].split("?")[0].split("/")[1], one["status"]) for one in log][:3] == [
            ("robots.txt", 200), ("go", 302), ("a", 200),
        ]  # fmt: skip
        truth = [json.loads(line) for line in get(f"http://{market.control}/truth.jsonl").splitlines()]
        assert len(truth) == len(told.truth())
