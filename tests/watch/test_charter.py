"""The charter: where a watch does not go, how fast it may go, and what it never takes a page for."""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.site import OFFER, Market, market

from lycaon.collect.recording import SellerWanted, Settings
from lycaon.errors import CollectError, PutOffError, RobotsError, TargetRefusedError, UnreachableError
from lycaon.values.evidence import Ailment, FileRole
from lycaon.watch.asking import Asker
from lycaon.watch.charter import Gate, Robots, user_agent
from lycaon.watch.plan import Plan

PLAN = {
    "name": "test", "purpose": "A test of the charter", "contact": "watch@office.example", "begins": "2026-03-02",
}  # fmt: skip


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.at, self.waits = 0.0, list[float]()

    def __call__(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds


def gate(clock: Clock) -> Gate:
    counts: Counter[str] = Counter()

    def count(site: str) -> int:
        counts[site] += 1
        return counts[site]

    return Gate(count, clock=clock, sleep=clock.sleep)


# --- the gate ---------------------------------------------------------------------------------------------------------


def test_the_pause_begins_when_the_answer_ends() -> None:
    clock = Clock()
    doors = gate(clock)
    for _ in range(3):
        with doors.turn("m", pause_s=5, most=10):
            clock.at += 30  # a slow site
    # The first waits too: the process before may have asked a moment ago.
    assert clock.waits == [5, 5, 5]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3), st.floats(0, 9)), max_size=30))
def test_whatever_the_order_no_site_is_asked_too_soon(asked: list[tuple[str, float, float]]) -> None:
    clock, ended = Clock(), dict[str, float]()
    doors = gate(clock)
    for site, takes, idle in asked:
        clock.at += idle
        with doors.turn(site, pause_s=2, most=100):
            assert clock.at >= ended.get(site, 0) + 2 - 1e-6
            clock.at += takes
            ended[site] = clock.at


def test_the_limit_of_a_day_is_the_end_of_it() -> None:
    doors = gate(Clock())
    for _ in range(3):
        with doors.turn("m", pause_s=1, most=3):
            pass
    with pytest.raises(PutOffError, match="3 requests were made today"), doors.turn("m", pause_s=1, most=3):
        raise AssertionError("asked all the same")
    with doors.turn("other", pause_s=1, most=3):
        pass


def test_patience_is_kept_and_too_much_of_it_ends_the_round() -> None:
    clock = Clock()
    doors = gate(clock)
    doors.be_patient("m", 60)
    with doors.turn("m", pause_s=1, most=9):
        assert clock.at == 60
    doors.be_patient("m", 7_200)
    with pytest.raises(PutOffError, match="patience"), doors.turn("m", pause_s=1, most=9):
        raise AssertionError("asked all the same")


def test_one_at_a_time() -> None:
    doors, inside, most = Gate(lambda _: 1), [0], [0]

    def ask() -> None:
        with doors.turn("m", pause_s=0.001, most=9):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


# --- robots.txt -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "body", "path", "allowed"), [
    (200, "User-agent: *\nDisallow: /private/", "/private/1", False),
    (200, "User-agent: *\nDisallow: /private/", "/a/1", True),
    (200, "User-agent: lycaon\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a/1", False),
    (200, "User-agent: somebody\nDisallow: /", "/a/1", True),
    (200, "", "/a/1", True),
    (404, "", "/a/1", True),
    (403, "", "/a/1", True),  # RFC 9309: "unavailable" means no rules
    (500, "", "/a/1", False),
    (503, "", "/a/1", False),
    (429, "", "/a/1", False),
    (302, "", "/a/1", False),
])  # fmt: skip
def test_robots(status: int, body: str, path: str, allowed: bool) -> None:
    assert Robots.of(status, body.encode()).allows(f"https://m.example{path}") is allowed


@pytest.mark.parametrize(("body", "delay"), [
    ("User-agent: *\nCrawl-delay: 10", 10), ("User-agent: *\nCrawl-delay: 2.5", 2.5), ("", 0),
    ("User-agent: *\nCrawl-delay: soon", 0), ("User-agent: lycaon\nCrawl-delay: 7\n\nUser-agent: *\nCrawl-delay: 1", 7),
])  # fmt: skip
def test_the_delay_that_robots_ask_for(body: str, delay: float) -> None:
    assert Robots.of(200, body.encode()).delay_s == delay


@given(st.binary(max_size=300))
def test_any_robots_is_survived(body: bytes) -> None:
    Robots.of(200, body).allows("https://m.example/a/1")


# --- the door -------------------------------------------------------------------------------------------------------


@contextmanager
def asker(
    folder: Path, kind: type[Market] = Market, *, count: Callable[[str], int] = lambda _: 1, **site: object
) -> Iterator[tuple[Asker, str, list[tuple[str, ...]]]]:
    folder.mkdir(exist_ok=True)
    noted: list[tuple[str, ...]] = []
    with market(kind) as host:
        plan = Plan.model_validate(
            PLAN
            | {
                "training_hosts": [host],
                "sites": [{"id": "m", "start": [f"http://{host}/list"], "pause_s": 0.01} | site],
            }
        )
        doors = Gate(count)
        agent = user_agent("1.0", plan.contact)
        yield Asker(plan, doors, folder, agent=agent, note=lambda *words: noted.append(words)), host, noted


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://m.example/", "data:text/html,hello", "gopher://m.example/", "javascript:alert(1)",
    "http://127.0.0.1/", "http://127.0.0.1:22/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/",
    "http://10.0.0.1/", "http://192.168.1.1/router", "http://172.16.0.1/", "http://169.254.169.254/latest/meta-data",
    "http://[fd00::1]/", "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://user:word@93.184.216.34/",
    "http://93.184.216.34/", "https://93.184.216.34/elsewhere",  # public, but none of the plan
])  # fmt: skip
def test_where_a_watch_never_goes(tmp_path: Path, url: str) -> None:
    with asker(tmp_path) as (door, _, _), pytest.raises(CollectError) as refused:
        door.ask(url)
    assert isinstance(refused.value, TargetRefusedError | UnreachableError)
    assert not isinstance(refused.value, UnreachableError) or "no address" in str(refused.value)


def test_a_name_that_leads_inwards_is_refused(tmp_path: Path) -> None:
    plan = Plan.model_validate(PLAN | {"sites": [{"id": "m", "start": ["http://m.example/list"]}]})
    door = Asker(plan, Gate(lambda _: 1), tmp_path, agent="x", note=lambda *_: None, resolver=lambda *_: ["10.0.0.7"])
    with pytest.raises(TargetRefusedError, match=r"10\.0\.0\.7"):
        door.ask("http://m.example/list")


@pytest.mark.parametrize("path", ["/inward", "/file"])
def test_a_redirect_is_an_answer_and_not_a_way_in(tmp_path: Path, path: str) -> None:
    """Scrapy follows redirects to http(s) only, and those come back to this door."""
    with asker(tmp_path) as (door, host, _):
        answer = door.ask(f"http://{host}{path}")
        assert answer.status == 302
        with pytest.raises(TargetRefusedError):
            door.ask(answer.header("Location"))


def test_robots_are_obeyed_and_written_down(tmp_path: Path) -> None:
    with asker(tmp_path) as (door, host, noted):
        with pytest.raises(RobotsError):
            door.ask(f"http://{host}/private/1")
        assert door.ask(f"http://{host}/a/1").status == 200
    assert [(words[1], words[3]) for words in noted] == [("robots.txt", "read; pause 0.01 s"), ("robots", "disallowed")]


def test_a_site_that_is_ill_is_left_alone(tmp_path: Path) -> None:
    class Ill(Market):
        def do_GET(self) -> None:  # noqa: N802
            self.answer(500, b"")

    with asker(tmp_path, Ill) as (door, host, _), pytest.raises(PutOffError, match="until the next round"):
        door.ask(f"http://{host}/a/1")


@pytest.mark.parametrize(("leads_to", "reads"), [
    ("/rules.txt", True), ("/robots.txt", False), ("http://elsewhere.example/robots.txt", False), ("file:///etc/passwd", False),
])  # fmt: skip
def test_robots_that_stand_elsewhere(tmp_path: Path, leads_to: str, reads: bool) -> None:
    class Moved(Market):
        def do_GET(self) -> None:  # noqa: N802
            if self.path == "/robots.txt":
                self.answer(301, b"", Location=leads_to)
            elif self.path == "/rules.txt":
                self.answer(200, b"User-agent: *\nDisallow: /private/", "text/plain")
            else:
                super().do_GET()

    with asker(tmp_path, Moved) as (door, host, _):
        if reads:
            assert door.ask(f"http://{host}/a/1").status == 200
        with pytest.raises(RobotsError if reads else PutOffError):
            door.ask(f"http://{host}/private/1" if reads else f"http://{host}/a/1")


def test_we_say_who_we_are_and_send_nothing_else(tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    class Listening(Market):
        def do_GET(self) -> None:  # noqa: N802
            seen.append(dict(self.headers))
            super().do_GET()

    with asker(tmp_path, Listening, languages=["fr"]) as (door, host, _):
        door.ask(f"http://{host}/a/1")
    assert {one["User-Agent"] for one in seen} == {"lycaon/1.0 (watch; +watch@office.example)"}
    assert not {"Cookie", "Authorization", "Referer", "X-Forwarded-For"} & {name for one in seen for name in one}
    assert seen[-1]["Accept-Language"] == "fr, *;q=0.5"


def test_no_file_of_an_answer_stays(tmp_path: Path) -> None:
    with asker(tmp_path / "aside") as (door, host, _):
        door.ask(f"http://{host}/a/1")
    assert list((tmp_path / "aside").iterdir()) == []


def test_captures_go_through_the_same_door(tmp_path: Path) -> None:
    from lycaon.collect.capture import capture_page

    with asker(tmp_path / "aside") as (door, host, noted):
        settings = door.capturing(Settings(user_agent="somebody else"))
        assert settings.user_agent.startswith("lycaon/")
        found = capture_page(f"http://{host}/a/1", tmp_path / "kept", settings, tool="test", reason="test")
        assert found.health.is_healthy
        with pytest.raises(RobotsError):
            capture_page(f"http://{host}/private/1", tmp_path / "not", settings, tool="test", reason="test")
    assert any(words[1] == "robots" for words in noted)


@pytest.mark.parametrize(("most", "missing"), [(3, 2), (4, 1), (9, 0)])
def test_a_limit_that_is_reached_inside_a_page_is_named(tmp_path: Path, most: int, missing: int) -> None:
    """robots.txt, the page, robots.txt for the record; then two pictures, as far as the day allows."""
    from lycaon.collect.capture import capture_page

    counted = itertools.count(1)
    with asker(tmp_path / "aside", count=lambda _: next(counted), most_requests_a_day=most) as (door, host, _):
        settings = door.capturing(Settings(user_agent=""))
        found = capture_page(f"http://{host}/a/1", tmp_path / "kept", settings, tool="test", reason="test")
    assert len([file for file in found.files if file.role is FileRole.IMAGE]) == 2 - missing
    assert found.health.ailment is (Ailment.INCOMPLETE if missing else Ailment.NONE)
    if missing:
        assert "images" in found.lacks
        assert found.health.signs[0] == f"{missing} of its parts were put off"
        assert f"m: {most} requests were made today" in found.health.signs[1]


def test_a_seller_is_asked_for_as_robots_allow(tmp_path: Path) -> None:
    from lycaon.collect.capture import capture_page

    class Shy(Market):
        def show_a(self) -> None:
            self.answer(200, OFFER.replace("<h1>", '<a rel="author" href="/private/9">A</a><h1>').encode())

    with asker(tmp_path / "aside", Shy) as (door, host, noted):
        settings = door.capturing(Settings(user_agent="", seller=SellerWanted()))
        found = capture_page(f"http://{host}/a/1", tmp_path / "kept", settings, tool="test", reason="test")
    assert found.health.is_healthy
    assert not found.seller
    assert "robots.txt" in dict(found.acquisition.settings)["no_seller_page"]
    assert ("m", "robots", "/private/9", "disallowed") in noted
