"""Epithets in Cyrillic, by their sound."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.catalogue import Catalogue
from lycaon.detect.epithets import Epithets
from lycaon.detect.sounding import is_cyrillic, sound_of_cyrillic, sound_of_latin
from lycaon.text import tokens


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("каллозум", "callosum"),
        ("хамори", "hamorii"),
        ("гамори", "hamorii"),
        ("смити", "smithi"),
        ("цинерея", "cinerea"),
        ("шиллериана", "schilleriana"),
        ("обеза", "obesa"),
        ("ротшильдианум", "rothschildianum"),
        ("аріокарпус", "ariocarpus"),
    ],
)
def test_two_spellings_sound_alike(heard: str, written: str) -> None:
    assert sound_of_cyrillic(heard) == sound_of_latin(written)


@pytest.mark.parametrize(("heard", "written"), [("регалис", "metallica"), ("обеза", "obovata"), ("труба", "rubra")])
def test_others_do_not(heard: str, written: str) -> None:
    assert sound_of_cyrillic(heard) != sound_of_latin(written)


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюя", min_size=1, max_size=12))
def test_a_sound_is_latin_and_has_no_double_letters(word: str) -> None:
    assert is_cyrillic(word)
    sound = sound_of_cyrillic(word)
    assert sound.isascii()
    assert all(one != other for one, other in pairwise(sound))


@pytest.mark.parametrize(
    ("text", "genus", "name", "surface"),
    [
        ("непентес Алата черенок", "nepenthes", "Nepenthes alata", "непентес Алата"),
        ("пафики: каллозум, деленати", "paphiopedilum", "Paphiopedilum callosum", "каллозум"),
        ("пецилотерия регалис L3", "poecilotheria", "Poecilotheria regalis", "пецилотерия регалис"),
    ],
)
def test_a_named_genus_lets_its_epithets_be_heard(
    catalogue: Catalogue, text: str, genus: str, name: str, surface: str
) -> None:
    hits = Epithets(catalogue).find(text, tokens(text), frozenset({genus}))
    assert (name, surface) in {(each.text, text[hit.start : hit.end]) for hit in hits for each in hit.names}


@pytest.mark.parametrize("text", ["непентес Алата", "себе, просто так"])
def test_without_its_genus_none_is_heard(catalogue: Catalogue, text: str) -> None:
    assert Epithets(catalogue).find(text, tokens(text), frozenset({"python"})) == []
