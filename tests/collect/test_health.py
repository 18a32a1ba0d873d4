"""What is not the page that was asked for, in words of the table and in whole pages."""

import pytest

from lycaon.collect.health import Seen, compiled, health_of, rules
from lycaon.values.evidence import Ailment

OFFER = "Grey parrot, two years old, hand-tame, ringed, with cage and papers. Collection only in Ghent. 900 EUR."
URL = "https://markt.example/a/17"


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_each_pattern_finds_its_examples_and_nothing_of_the_others(rule: object) -> None:
    from lycaon.collect.health import _Rule

    assert isinstance(rule, _Rule)
    assert rule.matches
    assert [words for words in rule.matches if not compiled(rule.pattern).search(words)] == []
    assert [words for words in rule.not_ if compiled(rule.pattern).search(words)] == []


def seen(text: str = OFFER, *, status: int = 200, **more: object) -> Seen:
    return Seen(**{"asked_url": URL, "url": URL, "status": status, "text": text, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "ailment"),
    [
        (seen(), Ailment.NONE),
        (seen("Sold by post.", pictures=3), Ailment.NONE),
        (seen(OFFER + " This robot vacuum is not included." * 80), Ailment.NONE),
        (seen(OFFER * 40 + " We use cookies. Accept all"), Ailment.NONE),
        (seen("Just a moment...", status=503), Ailment.BLOCK_PAGE),
        (seen("Checking your browser before accessing markt.example"), Ailment.BLOCK_PAGE),
        (seen("", status=403), Ailment.BLOCK_PAGE),
        (seen(OFFER, status=403, headers=(("CF-Mitigated", "challenge"),)), Ailment.BLOCK_PAGE),
        (seen("One more step", html='<div class="g-recaptcha">'), Ailment.CAPTCHA),
        (seen("Vérifiez : je ne suis pas un robot"), Ailment.CAPTCHA),
        (seen("Slow down", status=429), Ailment.TOO_MANY_REQUESTS),
        (seen(OFFER, status=404), Ailment.GONE),
        (seen("", status=410), Ailment.GONE),
        (seen(OFFER, status=502), Ailment.SERVER_ERROR),
        (seen("Diese Anzeige ist leider nicht mehr verfügbar. Ähnliche Anzeigen: Käfig, Futter"), Ailment.SOFT_404),
        (seen(OFFER, title="Annonce introuvable"), Ailment.SOFT_404),
        (seen(OFFER, url="https://markt.example/"), Ailment.SOFT_404),
        (seen("Please log in to continue"), Ailment.LOGIN_WALL),
        (seen("E-mail Password Remember me", password_fields=1), Ailment.LOGIN_WALL),
        (seen(OFFER, url="https://markt.example/login?next=a17"), Ailment.LOGIN_WALL),
        (seen("We value your privacy. We and our 812 partners. Accept all. Reject all."), Ailment.CONSENT_WALL),
        (seen(""), Ailment.EMPTY),
        (seen("Loading"), Ailment.EMPTY),
        (seen(OFFER, cut="length"), Ailment.TRUNCATED),
        (seen("", is_page=False), Ailment.NONE),
        (seen("", is_page=False, status=404), Ailment.GONE),
    ],
)
def test_pages_and_what_only_looks_like_one(page: Seen, ailment: Ailment) -> None:
    found = health_of(page)
    assert found.ailment is ailment
    assert bool(found.signs) is (ailment is not Ailment.NONE)
