"""The report: one file, four languages, nothing that runs but its own script."""

import json
import re
import string
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lycaon.collect import Source
from lycaon.report import LANGUAGES, write_report
from lycaon.report.charts import Bar, bar_chart
from lycaon.report.marked import marked
from lycaon.report.words import Words, keys
from lycaon.scan import Asked, Scanner, read_findings, run_job, write_outputs
from lycaon.values.finding import Mention, MentionKind, Span

ASKED = Asked(today=date(2026, 11, 22), keep_from=0.0)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_stands_in_every_language_with_the_same_places(language: str) -> None:
    english, other = keys("en"), keys(language)
    assert set(english) == set(other)
    assert {key: placeholders(text) for key, text in english.items()} == {
        key: placeholders(text) for key, text in other.items()
    }
    assert all(text.strip() for text in other.values())


@pytest.fixture(scope="module")
def hostile(scanner: Scanner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    words = '<script>alert(1)</script> African grey parrot "><img src=x onerror=alert(2)> ivory tusk </style></title>'
    rows = [
        {
            "id": "1",
            "title": words,
            "text": words,
            "price": "<b>1</b> €",
            "seller": words,
            "place": words,
            "site": words,
        },
        {"id": "2", "title": "شاهين للبيع", "text": "Elfenbein Schnitzerei\u202e txet\x00 z̸̢̛a̷lgo", "site": "a.example"},
    ]
    path = folder / "in.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    write_outputs(run_job([Source(path)], folder / "out", scanner=scanner, asked=ASKED))
    return folder / "out"


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sellers_words_never_become_a_page(scanner: Scanner, hostile: Path, language: str) -> None:
    page = write_report(hostile, scanner, language=language).read_text("utf-8")
    seen = Seen()
    seen.feed(page)
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert not [tag for tag, _ in seen.tags if tag in ("img", "iframe", "link", "object", "base")]
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(1)" in page
    # The one script that may run is named by its hash.
    policy = next(str(a["content"]) for _, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy


def test_a_report_asks_nothing_from_the_network(scanner: Scanner, hostile: Path) -> None:
    page = write_report(hostile, scanner, language="en").read_text("utf-8")
    assert not re.findall(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", page)
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_of_the_sample_has_no_hole(scanner: Scanner, sample: Path, tmp_path: Path, language: str) -> None:
    out = tmp_path / "out"
    write_outputs(run_job([Source(sample)], out, scanner=scanner, asked=replace(ASKED, keep_from=0.1)))
    page = write_report(out, scanner, language=language).read_text("utf-8")
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert Words(language)("verdict.needs_document") in text
    assert "None" not in text
    assert "{" not in re.sub(r"\{\}", "", text)


def test_an_empty_scan_says_what_to_do(scanner: Scanner, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"title":"Fahrrad, 28 Zoll"}\n', encoding="utf-8")
    write_outputs(run_job([Source(path)], tmp_path / "out", scanner=scanner, asked=replace(ASKED, keep_from=0.5)))
    page = write_report(tmp_path / "out", scanner, language="en").read_text("utf-8")
    assert Words("en")("empty") in page


def mention(start: int, end: int, kind: MentionKind = MentionKind.NAME, *, decides: bool = False) -> Mention:
    return Mention(kind=kind, span=Span("title", start, end), surface="", decides=decides)


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ([], "a &lt;b&gt; c"),
        ([mention(0, 1)], '<mark class="name">a</mark> &lt;b&gt; c'),
        ([mention(2, 5, MentionKind.FORM, decides=True)], 'a <mark class="form decides">&lt;b&gt;</mark> c'),
        (
            [mention(0, 5), mention(2, 7, MentionKind.CLAIM, decides=True)],
            'a <mark class="claim decides">&lt;b&gt; c</mark>',
        ),
        ([mention(0, 99)], "a &lt;b&gt; c"),
        ([mention(3, 3)], "a &lt;b&gt; c"),
    ],
    ids=["none", "a name", "what decides", "overlap: what decides wins", "past the end", "empty"],
)
def test_words_are_marked_where_they_stand(mentions: list[Mention], expected: str) -> None:
    assert marked("a <b> c", mentions, "title") == expected


def test_a_chart_carries_its_finding_for_those_who_do_not_see_it() -> None:
    chart = bar_chart([Bar("Psittaciformes <x>", 12, spoken_of=True), Bar("other", 0)], "Parrots most", "how")
    assert 'aria-label="Parrots most"' in chart.wide
    assert "Psittaciformes &lt;x&gt;" in chart.wide
    assert chart.slim.count("<rect") == 2


def test_rows_beyond_the_page_are_counted_and_never_held_whole(
    scanner: Scanner, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lycaon.report.build.MOST_ROWS", 3)
    on = replace(ASKED, on=date(2019, 5, 1))
    summary = write_outputs(run_job([Source(sample)], tmp_path, scanner=scanner, asked=on, limit=60))
    asked: list[tuple[object, object]] = []

    def noted(folder: Path, *, columns: object = None, rows: object = None) -> object:
        asked.append((columns, rows))
        return read_findings(folder, columns=columns, rows=rows)  # type: ignore[arg-type]

    monkeypatch.setattr("lycaon.report.page.read_findings", noted)
    page = write_report(tmp_path, scanner, language="en").read_text("utf-8")
    assert page.count("<tr data-row") == 3
    assert f">{summary.protected}<" in page
    assert "law of 2019-05-01" in page
    assert all(columns or len(rows) == 3 for columns, rows in asked)  # type: ignore[arg-type]
