"""Translations: complete, none stale, no place to fill in lost; and the machinery that keeps them so."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from lycaon.workbench.ui import messages
from lycaon.workbench.ui.messages import LANGUAGES, LOCALE, Key, compiled, complaints, fill, update


def test_every_word_of_every_screen_is_translated() -> None:
    found = [str(complaint) for complaint in complaints()]
    assert not found, "\n".join(["'python -m lycaon.workbench.ui.messages' brings the files up to date", *found])


def test_every_app_has_its_words_looked_for() -> None:
    there = {path.parent.name for path in messages.WORKBENCH.glob("*/__init__.py")}
    assert there <= set(messages.APPS)


BANNED = {
    "fr": ("trafiquant", "criminel", "coupable", "suspect", " tu ", " ton ", "veuillez patienter"),
    "de": ("Täter", "Verbrecher", "Kriminell", "Verdächtig", " du ", " dein "),
    "nl": ("dader", "crimineel", "verdachte", " jij ", " jouw "),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_accuses_and_none_is_familiar(language: str) -> None:
    for path in (LOCALE / language).glob("*.po"):
        with path.open("rb") as file:
            said = [
                form
                for one in read_po(file)
                if one.id
                for form in ([one.string] if isinstance(one.string, str) else one.string)
            ]
        for word in BANNED[language]:
            assert not [one for one in said if word.casefold() in f" {one} ".casefold()], (path.name, word)


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, Path]:
    """Two small apps, the lower of which says one thing that the upper says too."""
    workbench, locale = tmp_path / "workbench", tmp_path / "locale"
    for app, code, page in (
        ("people", 'A = _("Shared")\nB = ngettext("%(n)d offer", "%(n)d offers", 2)', "{% translate 'Hello' %}"),
        ("triage", 'A = _("Shared")\nB = pgettext("a clock", "late")', "{% blocktranslate count n=x trimmed %}\n  One {{ y }}\n{% plural %}{{ n }} of {{ y }}{% endblocktranslate %}"),
    ):  # fmt: skip
        (workbench / app).mkdir(parents=True)
        (workbench / app / "views.py").write_text(code)
        (workbench / app / "page.html").write_text("{% load i18n %}" + page)
    return workbench, locale


def test_a_message_belongs_to_the_lowest_app_that_says_it(house: tuple[Path, Path]) -> None:
    mine = messages.owned(house[0])
    assert set(mine["people"]) == {Key("Shared"), Key("%(n)d offer", "%(n)d offers"), Key("Hello")}
    assert set(mine["triage"]) == {Key("late", context="a clock"), Key("One %(y)s", "%(n)s of %(y)s")}


def test_the_way_of_a_translation(house: tuple[Path, Path], tmp_path: Path) -> None:
    workbench, locale = house
    update(["people", "triage"], workbench, locale)
    assert {one.what for one in complaints(workbench, locale)} == {"not translated"}
    for language in LANGUAGES:
        fill("people", language, {"Shared": "S", "Hello": "H", "%(n)d offer": ("%(n)d o", "%(n)d oo")}, locale)
        fill("triage", language, {"late": "l", "One %(y)s": ("1 %(y)s", "%(n)s %(y)s")}, locale)
    assert not list(complaints(workbench, locale))

    folder = compiled(tmp_path / "cache", locale)
    assert compiled(tmp_path / "cache", locale) == folder
    spoken = gettext.translation("django", folder, ["fr"])
    assert spoken.gettext("Shared") == "S"
    assert spoken.pgettext("a clock", "late") == "l"
    assert spoken.ngettext("%(n)d offer", "%(n)d offers", 3) == "%(n)d oo"

    fill("triage", "fr", {"One %(y)s": ("1 %(z)s", "%(n)s %(y)s")}, locale)
    assert [(one.language, one.what) for one in complaints(workbench, locale)] == [("fr", "places to fill in differ")]
    assert compiled(tmp_path / "cache", locale) != folder

    (workbench / "people" / "page.html").write_text("")
    assert "no longer said" in {one.what for one in complaints(workbench, locale)}
    update(["people"], workbench, locale)
    assert "no longer said" not in {one.what for one in complaints(workbench, locale)}


def test_a_message_that_moves_down_takes_its_words_along(house: tuple[Path, Path]) -> None:
    workbench, locale = house
    update(["people", "triage"], workbench, locale)
    fill("triage", "fr", {"late": "en retard"}, locale)
    (workbench / "people" / "more.py").write_text('pgettext("a clock", "late")')
    update(["people", "triage"], workbench, locale)
    assert messages.translations("fr", "people", locale)[Key("late", context="a clock")] == ("en retard",)
    assert Key("late", context="a clock") not in messages.translations("fr", "triage", locale)
