"""Every screen, by day at a desk and by night on a phone in a language a third longer."""

import pytest

from tests.browser import checks
from tests.browser.pseudo import LANGUAGE
from tests.browser.screens import SCREENS, Screen
from tests.browser.visitor import PHOTOS, Visitors

each_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


def listed(complaints: list[str]) -> str:
    return "".join(f"\n  {one}" for one in complaints)


@each_screen
def test_at_a_desk(screen: Screen, visitors: Visitors) -> None:
    reader = visitors.of(screen.role)
    page = reader.open(screen.address, status=screen.status)
    complaints = [
        *checks.framed(page),
        *checks.axe(page, only=checks.SEEN),
        *checks.overflow(page),
        *checks.keyboard(page),
        *reader.complaints,
    ]
    assert not complaints, listed(complaints)


@each_screen
def test_on_a_phone_at_night_in_longer_words(screen: Screen, visitors: Visitors) -> None:
    reader = visitors.of(screen.role, width=360, theme="dark", language=LANGUAGE)
    page = reader.open(screen.address, status=screen.status)
    complaints = [*checks.untranslated(page), *checks.overflow(page), *checks.axe(page), *reader.complaints]
    assert not complaints, listed(complaints)


@pytest.mark.skipif(not PHOTOS, reason="set LYCAON_PHOTOS to a folder")
@each_screen
def test_photographs(screen: Screen, visitors: Visitors) -> None:
    for width, theme, language in (
        (1440, "light", "en"), (390, "dark", "fr"), (1440, "dark", "de"), (360, "light", "nl"),
    ):  # fmt: skip
        reader = visitors.of(screen.role, width=width, theme=theme, language=language)
        reader.open(screen.address, status=screen.status)
        reader.photograph(screen.name)
