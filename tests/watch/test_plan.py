"""Plans and profiles: what is refused, with which words; what saved pages give."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from lycaon.cli.watch import watch
from lycaon.errors import FormatError
from lycaon.learn.market import CHARACTERS, plan_of, tell
from lycaon.learn.market.pages import Site
from lycaon.watch.plan import read_plan
from lycaon.watch.profile import Feed, Profile, read_list
from lycaon.watch.saved import differences

GOOD: dict[str, Any] = {
    "name": "songbirds", "purpose": "Monitor offers of wild songbirds", "contact": "watch@office.example",
    "begins": "2026-03-02", "sites": [{"id": "m", "start": ["https://m.example/list"]}],
}  # fmt: skip
ONION = [{"id": "m", "start": ["http://abcdefghij.onion/list"]}]
LAWFUL = {"hidden_services": "lawful", "proxy": "socks5h://127.0.0.1:9050",
          "lawful_basis": "Order 17/2026 of the public prosecutor"}  # fmt: skip


def written(folder: Path, **changes: object) -> Path:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump({key: value for key, value in (GOOD | changes).items() if value is not None}))
    return path


def site(**changes: object) -> dict[str, object]:
    return {"sites": [{"id": "m", "start": ["https://m.example/list"]} | changes]}


def test_a_plan_is_read(tmp_path: Path) -> None:
    plan = read_plan(
        written(tmp_path, **site(searches={"address": "https://m.example/s?q={words}", "words": ["a b", "ü"]}))
    )
    assert plan.sites[0].starts[1:] == ["https://m.example/s?q=a+b", "https://m.example/s?q=%C3%BC"]
    assert plan.revisit_days == [1, 3, 7, 14, 30, 90]


@pytest.mark.parametrize(("changes", "words"), [
    ({"contact": None}, "contact: Field required"),
    ({"purpose": "why not"}, "purpose: String should have at least 10"),
    ({"contact": "me"}, "contact"),
    ({"contact": "a@b.example)\r\nX: y"}, "contact"),
    ({"sites": []}, "sites"),
    (site(start=[]), "needs 'start' or 'searches'"),
    (site(start=["file:///etc/passwd"]), "begins with http"),
    (site(start=["https://me:word@m.example/"]), "names no user"),
    (site(pause_s=0.2), "pause_s is 1 at least, by the charter"),
    (site(most_requests_a_day=10**6), "20000 at most, by the charter"),
    (site(user_agent="Mozilla/5.0"), "Extra inputs are not permitted"),
    (site(profile={"ad_id": "/a/[0-9]+"}), "needs a group in brackets"),
    (site(profile={"ad_id": "/a/([0-9]+"}), "not a pattern"),
    (site(profile={"offers": "a[["}), "not a CSS selector"),
    (site(profile={"fields": {"colour": "p"}}), "there is no field 'colour'"),
    (site(searches={"address": "https://m.example/s", "words": ["a"]}), "put {words} there"),
    ({"training_hosts": ["m.example:80"]}, "a test market stands on this machine"),
    ({"training_hosts": ["10.0.0.1:80"]}, "a test market stands on this machine"),
    ({"revisit_days": [3, 1]}, "rising, from 1 on"),
    ({"sites": [GOOD["sites"][0], {"id": "n", "start": ["https://m.example/other"]}]}, "stands under m too"),
    ({"sites": ONION}, "a hidden service needs"),
    ({"sites": ONION} | LAWFUL | {"lawful_basis": "curious"}, "a hidden service needs"),
    ({"proxy": "socks5h://127.0.0.1:9050"}, "for hidden services only"),
    ({"sites": ONION} | LAWFUL | {"proxy": "socks5h://proxy.example:1080"}, "proxy"),
])  # fmt: skip
def test_what_a_plan_may_not_ask(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_plan(written(tmp_path, **changes))
    assert words in str(refused.value)
    assert str(tmp_path / "plan.yaml") in str(refused.value)


@pytest.mark.parametrize("content", ["", "- a\n", "a: [", "\xff"])
def test_what_is_no_plan(tmp_path: Path, content: str) -> None:
    (tmp_path / "plan.yaml").write_bytes(content.encode("latin-1"))
    with pytest.raises(FormatError, match=r"plan\.yaml"):
        read_plan(tmp_path / "plan.yaml")


def test_hidden_services_are_read_only_with_a_reason(tmp_path: Path) -> None:
    assert read_plan(written(tmp_path, sites=ONION, **LAWFUL)).proxy


def test_rounds_are_counted_from_the_first_day(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, every_hours=12))
    assert [plan.round_at(plan.round_begins(number)) for number in (-1, 0, 1, 27)] == [-1, 0, 1, 27]


# --- profiles, held to saved pages -----------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A plan whose profiles stand in files beside the pages that they were made from."""
    story = tell(CHARACTERS[:5], offers=120, days=4)
    plan = plan_of(story, {one.name: f"{one.name}.example" for one in story.sites})
    plan["training_hosts"], plan["sites"] = [], [one for one in plan["sites"] if one["id"] != "swapyard"]
    for one in plan["sites"]:
        page = Site(story, next(each for each in story.sites if each.name == one["id"]))
        offer = next(each for each in story.up(one["id"], 0) if each.readable)
        address = f"http://{one['id']}.example/a/{offer.ad}"
        version = offer.versions[0]
        (tmp_path / f"{one['id']}.html").write_bytes(page.answer(f"/a/{offer.ad}", "", day=0, attempt=9).body)
        (tmp_path / f"{one['id']}-list.html").write_bytes(page.answer("/list", "page=1", day=0, attempt=1).body)
        links = [f"http://{one['id']}.example{page.link(each)}" for each in story.up(one["id"], 0)[:24]]
        one["profile"]["saved"] = [
            {"page": f"{one['id']}.html", "address": address,
             "gives": {"title": version.title, "text": version.text, "seller": offer.seller}},
            {"page": f"{one['id']}-list.html", "address": f"http://{one['id']}.example/list", "offers": links},
        ]  # fmt: skip
        (tmp_path / f"{one['id']}.yaml").write_text(yaml.safe_dump(one["profile"]))
        one["profile"] = f"{one['id']}.yaml"
    (tmp_path / "plan.yaml").write_text(yaml.safe_dump(plan))
    return tmp_path / "plan.yaml"


def test_profiles_are_held_to_their_saved_pages(saved: Path) -> None:
    assert [line for site in read_plan(saved).sites for line in differences(site)] == []
    done = CliRunner().invoke(watch, [str(saved), "--check"])
    assert done.exit_code == 0, done.output
    assert "tweedehandsplein: 1 pages to start from, every 1 s, 2 saved pages" in done.output


def test_a_site_that_was_built_anew_is_noticed(saved: Path) -> None:
    page = saved.parent / "tweedehandsplein.html"
    page.write_text(page.read_text().replace('class="description"', 'class="body"').replace('class="title"', ""))
    found = [line for site in read_plan(saved).sites for line in differences(site)]
    assert len(found) >= 1
    assert all("tweedehandsplein.html" in line for line in found)
    assert CliRunner().invoke(watch, [str(saved), "--check"]).exit_code != 0


@pytest.mark.parametrize(("body", "offers", "following"), [
    (b'{"data": {"items": [{"u": "/a/1"}, {"u": "/a/2"}, {"u": "/a/1"}], "more": "/f?p=2"}}', ["/a/1", "/a/2"], "/f?p=2"),
    (b'{"data": {"items": [], "more": null}}', [], ""),
    (b'{"data": {"items": [{"u": 7}, "x", null]}}', [], ""),
    (b'{"data": []}', None, ""),
    (b"<html>", None, ""),
    (b"", None, ""),
])  # fmt: skip
def test_feeds(body: bytes, offers: list[str] | None, following: str) -> None:
    profile = Profile(feed=Feed(offers="data.items", url="u", next="data.more"))
    found = read_list(profile, body, "", "https://m.example/f")
    if offers is None:
        assert found is None
    else:
        assert found is not None
        assert list(found.offers) == [f"https://m.example{path}" for path in offers]
        assert found.next == (f"https://m.example{following}" if following else "")


def test_links_that_are_no_offers_are_left_alone() -> None:
    page = '<a href="/a/1#top">x</a><a href="/a/1">y</a><a href="/login">in</a><a href="javascript:a()">z</a><a href="mailto:a@b">m</a>'
    found = read_list(Profile(ad_id="/a/([0-9]+)"), b"", page, "https://m.example/list")
    assert found is not None
    assert found.offers == ("https://m.example/a/1",)
    assert read_list(Profile(), b"", page, "https://m.example/list").offers == ()  # type: ignore[union-attr]
