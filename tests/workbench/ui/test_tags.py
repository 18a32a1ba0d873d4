"""What the tags draw, and that nothing a seller wrote becomes more than words."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from lycaon.values.finding import Mention, MentionKind, Span
from lycaon.values.verdict import Legality, Reading
from lycaon.workbench.ui.pagination import Window
from lycaon.workbench.ui.photos import Photo
from lycaon.workbench.ui.reading import annotated

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def drawn(template: str, **values: object) -> str:
    return Template("{% load lycaon %}" + template).render(Context(values))


@pytest.mark.parametrize(
    ("of", "symbol", "words"),
    [("prohibited", "v1", "Appears prohibited"), ("needs_document", "v2", "Needs a document"), ("unknown", "v5", "Unknown"),
     ("allowed", "v3", "Appears lawful"), ("not_covered", "v4", "Not covered"), (Legality.ALLOWED, "v3", "Appears lawful"),
     (None, "v5", "Unknown"), ("", "v5", "Unknown")],
)  # fmt: skip
def test_a_verdict_is_a_shape_and_words(of: str | None, symbol: str, words: str) -> None:
    html = drawn("{% verdict of %}", of=of)
    assert f"#{symbol}" in html
    assert words in html


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Paraît interdit en France"), ("de-at", "Erscheint verboten"), ("xx", "Appears")]
)
def test_a_verdict_speaks_the_language_of_its_reader(language: str, words: str) -> None:
    with translation.override(language):
        assert words in drawn('{% verdict "prohibited" place="en France" %}')


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.97, "almost certainly <b>97\u00a0%"), (0.88, "very likely <b>88"), (0.6, "more likely than not <b>60"),
     (0.2, "unclear <b>20"), (1.0, "<b>99"), (0.0, "<b>1\u00a0%"), (None, "—")],
)  # fmt: skip
def test_a_number_never_stands_without_its_word(value: float | None, said: str) -> None:
    assert said in drawn("{% probability p %}", p=value)


@given(st.dictionaries(st.sampled_from(list(Legality)), st.floats(0, 1), min_size=1))
def test_a_strip_tells_a_screen_reader_what_it_draws(shares: dict[Legality, float]) -> None:
    reading = Reading(
        jurisdiction="FR", on=date(2026, 1, 1), legality=Legality.UNKNOWN, probabilities=tuple(shares.items())
    )
    html = drawn("{% strip r %}", r=reading)
    told = [one for one, share in shares.items() if round(share * 100) >= 1]
    assert html.count('<i class="s') == 2 * len(told)  # bar and key
    assert ("aria-label" in html) == bool(told)
    assert "style=" not in html


@pytest.mark.parametrize(
    ("when", "said", "css"),
    [
        (NOON - timedelta(days=1), "1 d late", "late"),
        (NOON - timedelta(hours=2), "2 h late", "late"),
        (NOON - timedelta(minutes=5), "1 h late", "late"),
        (date(2026, 11, 20), "4 d late", "late"),
        (NOON + timedelta(hours=4, minutes=20), "today 16:20", "soon"),
        (date(2026, 11, 24), "today", "soon"),
        (date(2026, 11, 29), "in 5 d", ""),
        (NOON + timedelta(hours=13), "in 1 d", ""),
    ],
)
def test_a_deadline_in_words(when: datetime | date, said: str, css: str) -> None:
    with timezone.override("UTC"):
        html = drawn("{% deadline when now=now %}", when=when, now=NOON)
    assert said in html
    assert ("late" in html.split(">")[0]) == (css == "late")
    assert ("soon" in html.split(">")[0]) == (css == "soon")


def test_a_deadline_of_nothing_is_no_zero() -> None:
    assert drawn("{% deadline none %}{% day none %}{% moment none %}{% duration none %}", none=None) == "————"


def test_a_deadline_that_was_met_does_not_run() -> None:
    assert "late" not in drawn("{% deadline when met=True %}", when=NOON - timedelta(days=900))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (38, "38\u00a0s"),
        (100, "1\u00a0min 40\u00a0s"),
        (60, "1\u00a0min"),
        (11_520, "3\u00a0h 12\u00a0min"),
        (108_000, "1\u00a0d 6\u00a0h"),
        (0, "0\u00a0s"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert drawn("{% duration s %}", s=seconds) == said


HOSTILE = '"><script>alert(1)</script>&lt;'


@pytest.mark.parametrize(
    "template",
    ["{% said x x %}", "{% part x note=x %}{% endpart %}", "{% act x key=x name=x value=x %}", "{% act x url=x %}",
     "{% act x why_not=x %}", "{% nothing x x %}", "{% withheld x x %}", "{% handling x x %}", "{% verdict 'unknown' place=x %}",
     "{% key x %}", "{% icon x %}"],
)  # fmt: skip
def test_what_others_wrote_stays_words(template: str) -> None:
    assert "<script" not in drawn(template, x=HOSTILE)


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_marks_never_lose_a_letter_and_never_let_one_act(title: str, text: str, data: st.DataObject) -> None:
    fields = {"title": title, "text": text}
    spans = [
        Span(field, *sorted(data.draw(st.tuples(*[st.integers(0, len(fields[field]) + 2)] * 2))))
        for field in data.draw(st.lists(st.sampled_from(["title", "text"]), max_size=5))
    ]
    mentions = [
        Mention(kind=data.draw(st.sampled_from([MentionKind.PRICE, MentionKind.CODE_WORD])), span=span, surface="")
        for span in spans
    ]
    read = annotated(title, text, mentions)
    assert _words_of(read.title) == title
    assert _words_of(read.text) == text
    assert sorted(note.number for note in read.notes) == list(range(1, len(read.notes) + 1))


def _words_of(html: str) -> str:
    import html as library
    import re

    without_notes = re.sub(r'<span class="vh">.*?</span>|<sup>.*?</sup>', "", html)
    return library.unescape(re.sub(r"</?mark[^>]*>", "", without_notes))


def test_a_button_that_cannot_yet_says_why_and_sends_nothing() -> None:
    html = drawn("{% act 'Send' why_not='Send, when both are mended' name='a' %}")
    assert 'type="button"' in html
    assert "Send, when both are mended" in html
    assert "name=" not in html


def test_a_key_is_told_to_screen_readers_as_well() -> None:
    html = drawn("{% act 'Confirm' key='c' %}")
    assert 'data-k="c"' in html
    assert 'aria-keyshortcuts="c"' in html


def test_pages_keep_what_else_was_asked() -> None:
    request = RequestFactory().get("/offers/?words=a%26b&state=new&from=9&way=on")
    html = drawn("{% pages window %}", window=Window(items=[1], before="12", after="5", total=1234), request=request)
    assert "?words=a%26b&amp;state=new&amp;from=5&amp;way=on" in html
    assert "?words=a%26b&amp;state=new&amp;from=12&amp;way=back" in html
    assert "1\u202f234" in html


def test_a_covered_photo_never_names_the_kept_file() -> None:
    photo = Photo(number=1, total=2, covered_url="/covered", shown_url="/kept", toggle_url="?photo=1")
    assert "/kept" not in drawn("{% photo p %}", p=photo)


def test_every_tag_is_described() -> None:
    from lycaon.workbench.ui.templatetags.lycaon import register

    page = (Path(__file__).parents[3] / "docs" / "workbench-ui.md").read_text("utf-8")
    missing = [name for name in (*register.tags, *register.filters) if not re.search(rf"[%|\\ ] ?{name}\b", page)]
    assert not missing, f"docs/workbench-ui.md does not speak of {missing}"
