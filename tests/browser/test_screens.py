"""Every screen: at night on a phone in a language a third longer, then the same page by day at a desk."""

import pytest

from tests.browser import checks
from tests.browser.pseudo import LANGUAGE
from tests.browser.screens import SCREENS, Screen
from tests.browser.visitor import DESK, PHONE, PHOTOS, Visitors

each_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)


@each_screen
def test_screen(screen: Screen, visitors: Visitors) -> None:
    reader = visitors.of(screen.role, width=PHONE, theme="dark", language=LANGUAGE)
    page = reader.open(screen.address, status=screen.status)
    on_a_phone = [*checks.framed(page), *checks.untranslated(page), *checks.overflow(page), *checks.axe(page)]
    if screen.role:
        on_a_phone += checks.dead_ends(page, screen.role)
    with reader.seen_by(width=DESK, theme="light"):
        at_a_desk = [*checks.overflow(page), *checks.axe(page, only=checks.SEEN), *checks.keyboard(page)]
    complaints = [
        *(f"on a phone: {one}" for one in on_a_phone),
        *(f"at a desk: {one}" for one in at_a_desk),
        *reader.complaints,
    ]
    assert not complaints, "".join(f"\n  {one}" for one in complaints)


if PHOTOS:  # a folder was named: photographs are looked at, not tested

    @each_screen
    def test_photographs(screen: Screen, visitors: Visitors) -> None:
        for width, theme, language in (
            (DESK, "light", "en"), (390, "dark", "fr"), (DESK, "dark", "de"), (PHONE, "light", "nl"),
        ):  # fmt: skip
            reader = visitors.of(screen.role, width=width, theme=theme, language=language)
            reader.open(screen.address, status=screen.status)
            reader.photograph(screen.name)
