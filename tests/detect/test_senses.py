"""Senses: the words around a name, in their language, and the phrases that mean something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.detect.senses import MASK, SenseFile, Senses
from lycaon.text import tokens

SENSES = Senses.load()


def labels(text: str, *languages: str) -> set[str]:
    return {hit.label for hit in SENSES.find_in(tokens(text), frozenset(languages))}


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("full MOT, low mileage", "en", "vehicle"),
        ("Krokodiltasche in Pythonoptik", "de", "pattern"),
        ("Lederhandtasche", "de", "form:leather_small"),
        ("silnika diesla", "pl", "vehicle"),
        ("самец и самка, ручные", "ru", "breeding"),
        ("包邮出售", "zh", "offer"),
        ("œuf fécondé", "fr", "form:egg_live"),
        ("Käfig ohne Vogel", "de", "empty"),
        ("gabbia vuota", "it", "empty"),
        ("tiger balm", "en", MASK),
        ("o rei leão em dvd", "pt", MASK),
        ("PUMA Suede", "nl", MASK),
    ],
)
def test_words_say_their_topic(text: str, language: str, said: str) -> None:
    assert said in labels(text, language)


@pytest.mark.parametrize(
    ("text", "language", "not_said"),
    [
        ("een fles van oma", "nl", "vehicle"),  # "van" is a word for "of" here
        ("包邮", "zh", "form:leather_small"),  # the bag inside "postage paid"
        ("the car", "fr", "food"),  # "thé" folds to "the"
        ("krokodil", "de", "form:leather_small"),
    ],
)
def test_words_of_other_languages_say_nothing(text: str, language: str, not_said: str) -> None:
    assert not_said not in labels(text, language)


@pytest.mark.parametrize(
    ("word", "languages", "ordinary"),
    [
        ("alle", ("de",), True), ("por", ("es",), True), ("manis", ("id",), True), ("acer", ("en",), True),
        ("manis", ("en",), False), ("los", ("es",), True), ("python", ("en",), False),
    ],
)  # fmt: skip
def test_everyday_words_are_no_names(word: str, languages: tuple[str, ...], ordinary: bool) -> None:
    assert SENSES.is_ordinary(word, languages) is ordinary


def test_stems_endings_and_phrases_are_told_apart() -> None:
    senses = Senses([SenseFile(language="xx", topics={"one": "stem*", "two": "*ending", "three": "two words"})])

    def found(text: str) -> list[str]:
        return [hit.label for hit in senses.find_in(tokens(text), frozenset({"xx"}))]

    assert found("stemming") == ["one"]
    assert found("theending ending") == ["two"], "an ending alone closes nothing"
    assert found("two words two") == ["three"]
    assert found("words two") == []


@pytest.mark.parametrize("file", SENSES.files, ids=lambda file: file.language)
def test_every_language_brings_what_decides(file: SenseFile) -> None:
    if file.language == "mul":
        return
    assert {"vehicle", "clothing", "toy", "breeding", "live_care", "info", "empty", "papers"} <= file.topics.keys()
    assert "live" in file.forms
    assert file.masks


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    cut = tokens(text)
    for hit in SENSES.find_in(cut, frozenset()):
        assert 0 <= hit.first < hit.last <= len(cut)
