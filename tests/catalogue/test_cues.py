"""Cues, numbers, rates and countries: each example is held both ways, and broken files say what is wrong."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lycaon.catalogue.countries import Countries, key
from lycaon.catalogue.cue_phrases import Pattern, cue_patterns, read_entries
from lycaon.catalogue.cues import _NOTHING, DATA, Cues, _Begun, _Node, _Said
from lycaon.catalogue.numbers import NumberWords
from lycaon.catalogue.rates import Rates, merge
from lycaon.detect.figures import word_after, word_before
from lycaon.errors import CatalogueError, FormatError
from lycaon.text import tokens

LANGUAGES = [
    "en",
    "fr",
    "de",
    "nl",
    "es",
    "it",
    "pt",
    "pl",
    "ru",
    "uk",
    "zh",
    "ja",
    "ko",
    "id",
    "ms",
    "vi",
    "th",
    "ar",
    "tr",
    "cs",
    "hu",
    "ro",
    "sv",
]
ENTRIES = [
    (path.stem, kind, entry)
    for path in sorted((DATA / "cues").glob("*.yaml"))
    for kind, entry in read_entries(path).items()
    if not kind.startswith(("emoji.", "disguise."))
]
ALONE = {
    language: Cues(p for p in cue_patterns(DATA) if p.language == language) for language in {e[0] for e in ENTRIES}
}


COUNTRIES, RATES = cache(Countries.load), cache(Rates.load)


def kinds(language: str, text: str) -> set[str]:
    return {hit.kind for hit in ALONE[language].find(text)}


@pytest.mark.parametrize(("language", "kind", "entry"), ENTRIES, ids=[f"{e[0]}-{e[1]}" for e in ENTRIES])
def test_each_cue_finds_its_examples_and_refuses_the_others(language: str, kind: str, entry: object) -> None:
    matches, refused = entry.matches, entry.not_  # pyright: ignore[reportAttributeAccessIssue]
    assert matches, "a cue without an example is not held by anything"
    assert refused, "a cue without a counter-example is not held by anything"
    assert [text for text in matches if kind not in kinds(language, text)] == []
    assert [text for text in refused if kind in kinds(language, text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_both_files(language: str) -> None:
    assert (DATA / "cues" / f"{language}.yaml").exists()
    assert (DATA / "numbers" / f"{language}.yaml").exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["offer.sale", "offer.wanted", "offer.gift", "offer.info", "claim.papers", "claim.no_papers",
                                  "claim.captive_bred", "claim.imitation"])  # fmt: skip
def test_every_language_says_what_matters_most(language: str, kind: str) -> None:
    assert kind in read_entries(DATA / "cues" / f"{language}.yaml")


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("for sale", "FOR  Sale!", True), ("for sale", "for the sale", False), ("verkauf*", "Verkaufsanzeige", True),
        ("verkauf*", "Ankauf", False), ("looking ... home", "looking for a new home", True),
        ("looking ... home", "looking for a very very new home", False), ("lot #", "Lot 204", True), ("lot #", "lot of", False),
        ("cb#", "CB24", True), ("cb#", "CBD", False), ("with (all |) papers", "with papers", True),
        ("with (all |) papers", "with all papers", True), ("出售", "今天出售鹦鹉", True),
    ],
)  # fmt: skip
def test_the_signs_of_a_phrase(phrase: str, text: str, found: bool) -> None:
    assert bool(Cues([Pattern("x.y", "en", phrase)]).find(text)) is found


def test_a_phrase_may_begin_with_a_number_in_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "en.yaml").write_text("offer.sale: {say: ['# left']}", "utf-8")
    assert Cues.load(tmp_path).find("3 left")


def test_marks_count_where_they_must() -> None:
    cues = Cues([Pattern("x.y", "vi", "còn", exact=True)])
    assert cues.find("Còn 3")
    assert not cues.find("con 3")


def test_the_longer_cue_of_a_family_wins() -> None:
    cues = Cues([Pattern("claim.papers", "en", "papers"), Pattern("claim.no_papers", "en", "no papers"),
                 Pattern("life.care", "en", "papers")])  # fmt: skip
    assert sorted(hit.kind for hit in cues.find("no papers")) == ["claim.no_papers", "life.care"]


@given(st.text(max_size=300))
def test_any_text_is_survived_and_hits_point_at_it(text: str) -> None:
    for hit in ALONE["en"].find(text):
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("offer.sale: {say: sell}", "Expected `array`"),
        ("offer.sale: {said: [sell]}", "unknown field `said`"),
        ("offer.sale: [", "expected kind: "),
        ("offer.sale: {say: ['ab*']}", "too short"),
        ("offer.sale: {say: ['... home']}", "is no phrase"),
    ],
)  # fmt: skip
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "xx.yaml").write_text(content, "utf-8")
    with pytest.raises(CatalogueError, match=message):
        Cues.load(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [("units: {parsec: [pc]}", "unknown unit 'parsec'"), ("words: {a: [one]}", "Expected `int`")],
)
def test_a_broken_file_of_numbers_says_what_is_wrong(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "xx.yaml").write_text(content, "utf-8")
    with pytest.raises(CatalogueError, match=message):
        NumberWords.load(tmp_path)


@pytest.mark.parametrize("path", sorted((DATA / "cues").glob("*.yaml")), ids=lambda path: path.stem)
def test_no_kind_stands_twice(path: Path) -> None:
    tops = [line.partition(":")[0] for line in path.read_text("utf-8").splitlines() if line[:1].isalpha()]
    assert len(tops) == len(set(tops)), sorted({top for top in tops if tops.count(top) > 1})
    assert yaml.safe_load(path.read_text("utf-8"))


def test_words_of_a_language_stay_with_it() -> None:
    numbers = NumberWords.load()
    assert "con" in numbers.spoken(("vi",)).counts
    assert "con" not in numbers.spoken(("it",)).counts
    assert numbers.spoken(("it",)).money == numbers.money


@pytest.mark.parametrize(
    ("currency", "day", "low", "high"),
    [("USD", date(2026, 5, 4), "1.0", "1.3"), ("GBP", date(2016, 6, 27), "0.8", "0.85"), ("RUB", date(2021, 6, 1), "85", "95"),
     ("UAH", date(2025, 6, 1), "40", "50"), ("EUR", date(2020, 1, 1), "1", "1"), ("DEM", date(2020, 1, 1), "0", "0")],
)  # fmt: skip
def test_rates(currency: str, day: date, low: str, high: str) -> None:
    rate = RATES().on(currency, day)
    assert Decimal(low) <= (rate.per_euro if rate else Decimal(0)) <= Decimal(high)
    assert rate is None or rate.day <= day


def test_a_rate_is_never_of_a_later_day() -> None:
    rates = RATES()
    sunday = rates.on("USD", date(2026, 5, 3))
    assert sunday is not None
    assert sunday.day < date(2026, 5, 3)
    assert rates.on("USD", date(1998, 1, 1)) is None


def test_new_rates_are_merged() -> None:
    known = "Date,USD,JPY\n2026-01-02,1.10,160\n2026-01-01,1.09,159\n"
    published = "Date,USD,CHF,\n2026-01-05,1.12,0.93,\n2026-01-02,1.11,N/A,\n"
    merged = merge(known, published)
    assert merged == "Date,USD,JPY,CHF\n2026-01-05,1.12,,0.93\n2026-01-02,1.11,160,\n2026-01-01,1.09,159,\n"
    assert merge(merged, merged) == merged


def test_a_file_that_is_no_table_of_rates_is_refused() -> None:
    with pytest.raises(FormatError, match="must begin with 'Date,USD,JPY"):
        merge("Date,USD\n2026-01-01,1\n", "<html>")


@pytest.mark.parametrize(
    ("name", "code"),
    [("Gent", "BE-VLG"), ("Gand", "BE-VLG"), ("Deutschland", "DE"), ("Германия", "DE"), ("Texas", "US-TX"), ("Scotland", "GB-SCT"),
     ("Москва", "RU"), ("台北", "TW"), ("Köln", "DE"), ("koln", "DE"), ("São Paulo", "BR")],
)  # fmt: skip
def test_places(name: str, code: str) -> None:
    assert COUNTRIES().called(name)[0].code == code


@pytest.mark.parametrize(
    ("digits", "country"), [("0049170", "DE"), ("0044770", "GB"), ("0084912", "VN"), ("0170", ""), ("00", "")]
)
def test_telephone_prefixes(digits: str, country: str) -> None:
    assert COUNTRIES().ringing(digits) == country


class _Forgetful(Cues):
    """Follows every beginning to its end, each time anew: the oracle of what is remembered."""

    def _after(self, nodes: Sequence[_Node], said: tuple[_Said, ...], length: int) -> _Begun:
        return _Begun(nodes, (), is_slow=True) if nodes else _NOTHING


_PHRASES = (
    "ab", "ab ab", "ab ... cd", "ab abc* #", "abcd*", "# ab", "ab cd# ef", "(ab|cd) ef", "ef", "á", "ef á",
    "cd", "cd abc* x", "cd #", "x cd#", "x cd# ef",
)  # fmt: skip
_PATTERNS = [
    Pattern(("x.a", "x.b", "y.a", f"z{at}.a")[(at + of) % 4], language, phrase, exact="á" in phrase and of == 1)
    for of, language in enumerate(("en", "vi"))
    for at, phrase in enumerate(_PHRASES)
]
_REMEMBERED, _FORGOTTEN = Cues(_PATTERNS), _Forgetful(_PATTERNS)


@given(st.lists(st.sampled_from(["ab", "cd", "ef", "abcde", "cd7", "12", "á", "a", "x"]), max_size=12).map(" ".join))
def test_what_is_remembered_of_words_is_what_they_say(text: str) -> None:
    """Steps that were taken before, and looking at the next word first, find what every beginning followed finds."""
    found = tokens(text)
    assert _REMEMBERED.find_in(text, found) == Cues(_PATTERNS).find_in(text, found) == _FORGOTTEN.find_in(text, found)


@pytest.mark.parametrize("table", ["cities.csv", "country_names.csv", "regions.csv"])
def test_names_of_places_stand_folded_and_sorted(table: str) -> None:
    keys = [line.partition(",")[0] for line in (DATA / table).read_text("utf-8").splitlines()[1:]]
    assert [name for name in keys[::37] if key(name) != name] == []
    assert keys == sorted(keys)


def test_every_word_that_leans_on_a_figure_is_reachable() -> None:
    """Dead data is found here: a word that the reader of figures could never return."""
    numbers = NumberWords.load()
    tables = (numbers.units, numbers.scales, numbers.counts, numbers.money)
    dead = [word for table in tables for word in table if not _reached(word)]
    assert dead == []


def _reached(word: str) -> bool:
    behind = any(word_after(f"5{gap}{word}", 1, word.__eq__) is not None for gap in ("", " "))
    return behind or word_before(f"{word} 5", len(word) + 1, word.__eq__) is not None
