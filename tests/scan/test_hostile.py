"""Hostile listings: nothing crashes, hangs or is lost. The long run is ``python -m bench.hostile``."""

from datetime import date

from bench.hostile import run
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.scan import Scanner
from lycaon.values.codec import from_json, to_json
from lycaon.values.listing import TEXT_FIELDS, Listing
from lycaon.values.scanned import Scan


def test_two_thousand_hostile_lines_are_scanned_or_refused() -> None:
    totals = run(2_000, seed=7)
    assert totals["failed"] == 0
    assert totals["read"] == totals["lines"]
    assert totals["read"] == totals["kept"] + totals["silent"] + totals["rejected"]


TEXT = st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace").decode("utf-8"))


@settings(max_examples=300, deadline=None)
@given(title=TEXT, text=TEXT, price=TEXT, place=TEXT)
def test_any_words_give_a_scan_that_can_be_written_and_read_back(
    scanner: Scanner, title: str, text: str, price: str, place: str
) -> None:
    listing = Listing(id="x:1", title=title, text=f"{text} African grey parrot", price=price, place=place)
    scan = scanner.scan(listing, today=date(2026, 11, 22))
    assert from_json(to_json(scan), Scan) == scan
    assert 0.0 <= scan.protected <= scan.wildlife <= 1.0
    for mention in scan.finding.mentions:
        assert mention.span.field in TEXT_FIELDS
        assert listing.words(mention.span.field)[mention.span.start : mention.span.end] == mention.surface
