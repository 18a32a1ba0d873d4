"""Scripts, and the hint of the language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.text import language, languages, scripts, writing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("12 €!", {}),
        ("ivory", {"Latin": 1.0}),
        ("Ｉｖ слон", {"Cyrillic": 4 / 6, "Latin": 2 / 6}),
        ("ぞうゾｳ象", {"Kana": 0.8, "Han": 0.2}),
        ("งา", {"Thai": 1.0}),
        ("عاج", {"Arabic": 1.0}),
    ],
)
def test_shares_of_scripts(text: str, expected: dict[str, float]) -> None:
    assert scripts(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hand reared African grey parrot, very tame, comes with cage and papers", "en"),
        ("Perroquet gris du Gabon, très doux, vendu avec sa cage et ses papiers", "fr"),
        ("Graupapagei, handaufgezogen und sehr zahm, wird mit Käfig und Papieren verkauft", "de"),
        ("Grijze roodstaart, met de hand grootgebracht en zeer tam, wordt verkocht met kooi", "nl"),
        ("Продам бивень мамонта, состояние отличное, доставка по всей стране", "ru"),
        ("Продам їжака, дуже гарний, доставка можлива по всій країні", "uk"),
        ("ขายงาช้าง", "th"),
        ("象牙出售", "zh"),
        ("象牙の印鑑を売ります", "ja"),
        ("상아 도장 판매합니다", "ko"),
        ("हाथी दाँत", "hi"),
    ],
)
def test_the_likeliest_language(text: str, code: str) -> None:
    assert language(text)[0][0] == code


def test_two_languages_share_the_probability() -> None:
    found = dict(language("ขายงาช้าง genuine ivory for sale, message me"))
    assert {"th", "en"} <= found.keys()
    assert found["th"] < 0.5


@given(st.text(max_size=200))
def test_any_text_has_probabilities(text: str) -> None:
    found = [probability for _, probability in language(text)]
    assert found == sorted(found, reverse=True)
    assert sum(found) <= 1.0
    assert sum(scripts(text).values()) == pytest.approx(1.0 if scripts(text) else 0.0)


_ONE_BYTE = st.text(st.characters(max_codepoint=0x180), max_size=20)


@given(_ONE_BYTE)
def test_letters_of_one_byte_are_told_by_a_table_as_by_the_pattern(text: str) -> None:
    assert languages._readable(text) == languages._NO_LETTERS.sub(" ", text)


@given(_ONE_BYTE)
def test_scripts_of_letters_of_one_byte_are_those_of_the_letters_one_by_one(text: str) -> None:
    known = [script for letter in text if (script := writing._script(letter))]
    assert scripts(text) == pytest.approx({script: known.count(script) / len(known) for script in known})
