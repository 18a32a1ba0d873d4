"""Ordinary listings in many languages: nothing fails, and hardly anything is an alarm."""

from datetime import date

from bench.texts import listings

from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.values.listing import Listing

ASKED = Asked(today=date(2026, 11, 22), keep_from=0.5)


def test_market_words_of_eighteen_languages_are_no_wildlife(scanner: Scanner) -> None:
    ordinary = [Listing(id=f"x:{n}", title=text[:60], text=text[60:]) for n, text in enumerate(listings(600, []))]
    scanned = scan_batch(scanner, to_batch(ordinary), ASKED)
    assert not scanned.rejected
    # The words are strewn at random, so some sentence may say by chance what a seller would say.
    assert scanned.kept.num_rows <= 6, [row["words"] for row in scanned.kept.to_pylist()]
