"""Selectors: what is read in which normal form, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.link.selectors import FIELDS, selectors
from lycaon.values.listing import Listing


def read(text: str, country: str = "BE") -> list[str]:
    return [found.value for found in selectors(Listing(id="x:1", text=text, country=country))]


@pytest.mark.parametrize(("text", "country", "values"), [
    # telephones
    ("bel 0470 12 34 56", "BE", ["+32470123456"]),
    ("0470/12.34.56", "BE", ["+32470123456"]),
    ("+32 470 12 34 56", "FR", ["+32470123456"]),
    ("0032470123456", "BE", ["+32470123456"]),
    ("wa.me/32470123456 or +32470123456", "BE", ["+32470123456"]),
    ("06 12 34 56 78", "FR", ["+33612345678"]),
    ("06 12 34 56 78", "", []),
    ("Ref. 20231118, born 18.11.2023, 1200 EUR", "BE", []),
    # e-mail
    ("Mail Ann.Lee+birds@Gmail.com", "", ["annlee@gmail.com"]),
    ("annlee@googlemail.com", "", ["annlee@gmail.com"]),
    ("a.lee (at) example (dot) org", "", ["a.lee@example.org"]),
    ("meet @ noon in town", "", []),
    # IBAN
    ("IBAN BE68 5390 0754 7034", "BE", ["BE68539007547034"]),
    ("BE68539007547034 THANKS", "BE", ["BE68539007547034"]),
    ("BE68 5390 0754 7035", "BE", []),
    ("XX68 5390 0754 7034", "BE", []),
    # messengers
    ("Telegram: @AnnBirds", "", ["telegram:annbirds"]),
    ("https://t.me/annbirds", "", ["telegram:annbirds"]),
    ("insta : ann.birds.", "", ["instagram:ann.birds"]),
    ("微信：annbirds88", "CN", ["wechat:annbirds88"]),
    ("a fine line of birds", "", []),
    ("follow us on instagram for more", "", []),
    # certificates, rings, chips
    ("CITES certificate nr. DE-BN 23-10456", "DE", ["DEBN2310456"]),
    ("EG-Bescheinigung Nr: DE BN 2310456", "DE", ["DEBN2310456"]),
    ("ring 24 BE 118 7", "BE", ["24BE1187"]),
    ("closed ring BE 2019 118 very tame", "BE", ["BE2019118"]),
    ("microchip 528210002345678", "NL", ["528210002345678"]),
    ("ring 2019", "BE", []),
    ("with cites papers and 3 perches", "", []),
])  # fmt: skip
def test_selectors_and_their_look_alikes(text: str, country: str, values: list[str]) -> None:
    assert read(text, country) == values


@given(st.text(max_size=200), st.sampled_from(["", "BE", "CN"]))
def test_any_text_is_survived_and_spans_point_at_words(text: str, country: str) -> None:
    listing = Listing(id="x:1", text=text, seller=text[:20], country=country)
    for found in selectors(listing):
        assert found.span.field in FIELDS
        words = listing.words(found.span.field)[found.span.start : found.span.end]
        assert words.strip()


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.sampled_from([" ", ".", "-", ""]))
def test_a_number_is_the_same_in_every_spelling(one: int, two: int, three: int, between: str) -> None:
    digits = [f"{part:02}" for part in (one, two, three)]
    written = between.join(["0470", *digits])
    assert read(f"tel. {written} bellen") == ["+32470" + "".join(digits)]
