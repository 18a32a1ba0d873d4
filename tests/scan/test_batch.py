"""A batch gives, row for row, what single scans give: on many generated listings, bent and broken ones among them."""

import random
from dataclasses import replace
from datetime import date

from bench.job import names_of_trade
from bench.texts import listings

from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.values.codec import to_json
from lycaon.values.listing import Listing

ASKED = Asked(today=date(2026, 11, 22))


def bent(text: str, chance: random.Random) -> str:
    """Hide something in the text, or break it, as sellers do."""
    word = chance.choice(["ivory", "python", "tortoise", "pangolin", "elephant tusk"])
    tricks = (" ".join(word), word.replace("o", "0"), word[::-1], word.replace("t", "т"), f"{word[:2]}\u200b{word[2:]}", "P. regius",
              word.upper(), f"{word[:3]}.{word[3:]}", word.replace("o", "ooo"), "🐘", "\x00", "")  # fmt: skip
    return f"{text} {chance.choice(tricks)} "


def test_a_batch_of_generated_listings_is_row_for_row_a_scan(scanner: Scanner) -> None:
    chance = random.Random(7)
    texts = list(listings(240, names_of_trade(scanner.catalogue), seed=9, mean_characters=160, name_share=0.3))
    many = [
        Listing(id=f"x:{at}", title=text[:40], text=bent(text[40:], chance) if at % 2 else text[40:], price="50 €")
        for at, text in enumerate(texts)
    ]
    alone = {one.id: scanner.scan(one, today=ASKED.today) for one in many}
    batch = scan_batch(scanner, to_batch(many), ASKED)
    rows = {row["listing_id"]: row["scan"] for row in batch.kept.to_pylist()}
    assert rows == {key: to_json(scan).decode() for key, scan in alone.items() if scan.wildlife >= ASKED.keep_from}
    assert 0 < len(rows) < len(many)
    everything = scan_batch(scanner, to_batch(many), replace(ASKED, keep_from=0.0))
    assert everything.kept.num_rows + everything.silent == len(many)
