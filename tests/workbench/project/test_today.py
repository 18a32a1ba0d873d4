"""The start page: the order of clocks, its headline, and what it says when nothing waits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from lycaon.workbench.people.roles import Role
from lycaon.workbench.project import today as room
from lycaon.workbench.project.today import headline
from lycaon.workbench.ui.today import Change, Due, Running, Waiting, by_urgency

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_clock(when: datetime | date, *, legal: bool = False, what: str = "Notice 2026-0419: send") -> Due:
    return Due(when=when, what=what, url="/notices/1/", next_step="Send", is_legal=legal)


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


@pytest.mark.parametrize(
    ("clocks", "waiting", "said"),
    [
        ([], 0, "Nothing waits for you"),
        ([], 1, "No clock ends today, 1 thing waits"),
        ([], 41, "No clock ends today, 41 things wait"),
        ([a_clock(hours(30))], 0, "No clock ends today"),
        ([a_clock(hours(2))], 3, "1 clock ends today"),
        ([a_clock(date(2026, 11, 24))], 0, "1 clock ends today"),
        ([a_clock(hours(-1))], 0, "1 clock has run out"),
        (
            [a_clock(date(2026, 11, 23)), a_clock(hours(1)), a_clock(hours(2))],
            0,
            "2 clocks end today, 1 clock has run out",
        ),
    ],
)
def test_headline_says_what_matters_most(clocks: list[Due], waiting: int, said: str) -> None:
    with translation.override("en"), timezone.override("UTC"):
        assert headline(clocks, [Waiting(what="Offers", count=waiting, url="/")] if waiting else [], NOON) == said


def test_law_comes_before_our_own_rules_of_the_same_day_and_never_before_an_earlier_day() -> None:
    own_early = a_clock(hours(1), what="own, early")
    law_late = a_clock(hours(5), legal=True, what="law, late")
    law_tomorrow = a_clock(hours(24), legal=True, what="law, tomorrow")
    with timezone.override("UTC"):
        assert by_urgency([law_tomorrow, own_early, law_late]) == [law_late, own_early, law_tomorrow]


def test_page_shows_what_the_apps_say(world, browser_of, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()

    class App:
        @staticmethod
        def due(actor):
            return [a_clock(now - timedelta(days=2), what="Notice <1>"), a_clock((now + timedelta(days=9)).date())]

        @staticmethod
        def waiting(actor):
            return [Waiting(what="", legality="prohibited", count=1234, url="/triage/", oldest=now - timedelta(hours=14)),
                    Waiting(what="Tips", count=0, url="/tips/")]  # fmt: skip

        @staticmethod
        def changed(actor, since):
            return [Change(at=now, words="Platform answered.", url="/notices/2/")]

        @staticmethod
        def running(actor):
            return [Running(what="Crawl", done=6204, total=9850, url="/watch/1/", act="Stop and keep the place")]

    monkeypatch.setattr(room, "_modules", lambda: (App,))
    page = browser_of(world[Role.ANALYST]).get("/").content.decode()
    for words in ("1 clock has run out", "Notice &lt;1&gt;", "2 d late", "1\u202f234", "Appears prohibited", "14\u00a0h",
                  "Platform answered.", "6\u202f204 of 9\u202f850", "Stop and keep the place"):  # fmt: skip
        assert words in page
    assert "Tips" not in page


def test_empty_page_says_what_would_stand_there(world, browser_of, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_modules", lambda: ())
    page = browser_of(world[Role.RESEARCHER]).get("/").content.decode()
    assert "Nothing waits for you" in page
    assert "Deadlines of notices, requests, reviews and tasks stand here" in page
