"""Ten thousand hostile listings: whatever a seller writes stays words on every page that shows it."""

import random
from datetime import date

import pytest
from django.template import Context, Template
from selectolax.lexbor import LexborHTMLParser

from lycaon.values.finding import Finding, Mention, MentionKind, Span
from lycaon.values.scanned import Editions, Scan

PARTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "javascript:alert(1)", "{{ 7|add:7 }}",
    "{% load static %}", "<!--", "-->", "]]>", "<![CDATA[", "&lt;script&gt;", "&#x3c;b&#x3e;", "</textarea>", "</title>", "'", '"', "`",
    "<a href=javascript:alert(1)>x</a>", "<style>*{display:none}</style>", "<iframe srcdoc='<script>1</script>'>", "\x00", "\u202e", "\ufeff",
    "<math><mtext></p><img src=x onerror=alert(1)>", "<form action=//evil.example>", "<base href=//evil.example>", "ivory", "grey parrot",
    "<mark>", "</mark>", "</article>", "\ud7ff", "𝕚𝕧𝕠𝕣𝕪", "<meta http-equiv=refresh content=0>", "<ScRiPt src=//evil.example>", "\r\n\r\n",
)  # fmt: skip
HARMLESS = {
    "article",
    "h3",
    "p",
    "mark",
    "sup",
    "span",
    "a",
    "ul",
    "li",
    "b",
    "br",
    "ol",
    "i",
    "em",
    "q",
    "bdi",
    "div",
    "strong",
    "html",
    "head",
    "body",
}
TEMPLATE = Template(
    "{% load lycaon %}{% listing title text scan 'en' %}{% notes title text scan %}{% said text %}{% said title tag='q' %}"
    "<p translate=no>{{ text }}</p>"
)
EDITIONS = Editions(engine="e", catalogue="c", rules="r", model="m")


def hostile(chance: random.Random) -> str:
    return " ".join(chance.choices(PARTS, k=chance.randint(1, 9)))


def marked(chance: random.Random, text: str, field: str) -> tuple[Mention, ...]:
    """Mentions at any place, across tags and quotes, as a reader may find them."""
    places = sorted(chance.sample(range(len(text) + 1), k=min(4, len(text) + 1)))
    return tuple(
        Mention(kind=chance.choice(list(MentionKind)), span=Span(field, start, end), surface=text[start:end])  # type: ignore[arg-type]
        for start, end in zip(places[::2], places[1::2], strict=False)
        if start < end
    )


@pytest.mark.parametrize("seed", range(10))
def test_what_a_seller_writes_is_never_markup(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(1000):
        title, text = hostile(chance), hostile(chance)
        mentions = (*marked(chance, title, "title"), *marked(chance, text, "text"))
        scan = Scan(
            listing_id="x:1", on=date(2026, 11, 22), on_basis="posted",
            finding=Finding(listing_id="x:1", mentions=mentions, wildlife=0.9), verdict=None,
            wildlife=0.9, protected=0.9, editions=EDITIONS,
        )  # fmt: skip
        page = TEMPLATE.render(Context({"title": title, "text": text, "scan": scan}))
        for node in LexborHTMLParser(page).css("*"):
            assert node.tag in HARMLESS, (node.tag, title, text)
            for name, value in node.attributes.items():
                assert not name.startswith("on"), (name, title, text)
                assert name not in {"style", "src", "srcdoc", "action"}, (name, title, text)
                assert name != "href" or (value or "").startswith("#"), (value, title, text)
