"""A batch stops reading where a row cannot be kept any more: it loses none, and what is added later was allowed for."""

import random
from dataclasses import replace
from datetime import date

import pytest
from bench.job import names_of_trade
from bench.ordinary import listings as ordinary
from bench.ordinary import vocabularies
from bench.texts import listings

from lycaon.detect.outlook import may_add
from lycaon.learn.sample import sample_path
from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.scan.gold import read_gold
from lycaon.values.listing import Listing

ASKED = Asked(today=date(2026, 11, 22))


@pytest.fixture(scope="module")
def mixed(scanner: Scanner) -> list[Listing]:
    """The sample, ordinary goods with words that lure, and words of markets with names of trade strewn in."""
    chance = random.Random(3)
    with sample_path() as path:
        found = [listing for listing, _ in read_gold(path)]
    goods = ordinary(160, 5, vocabularies(), lured=0.9)
    found += [Listing(id=one["id"], title=one["title"], text=one["text"]) for one in goods]
    strewn = listings(160, names_of_trade(scanner.catalogue), seed=11, mean_characters=200, name_share=0.9)
    found += [Listing(id=f"x:{at}", title=text[:50], text=text[50:], price="80 €") for at, text in enumerate(strewn)]
    chance.shuffle(found)
    return found


def test_nothing_is_added_that_was_not_allowed_for(scanner: Scanner, mixed: list[Listing]) -> None:
    reader = scanner.reader
    readings = [reading for one in mixed if (reading := reader.weigh(one)) is not None]
    assert len(readings) > 300
    for reading in readings:
        namings = [each.naming for each in reading.weighed]
        for each in reading.weighed:
            before = reader._features.of_words(each.naming, namings, reading.around, reading.wording)
            added = {name for name, value in each.features.items() if before.get(name) != value}
            assert added <= set(may_add(reading.wording, reader._features.style(each.naming)))
            assert all(0.0 <= each.features[name] <= 1.0 for name in added)


@pytest.mark.parametrize("asked", [ASKED, replace(ASKED, keep_from=0.5), replace(ASKED, only_protected=True)])
def test_stopping_early_loses_no_row(scanner: Scanner, mixed: list[Listing], asked: Asked) -> None:
    scans = [scanner.scan(one, today=asked.today) for one in mixed]
    kept = [scan.listing_id for scan in scans if asked.keeps(scan.wildlife, scan.protected)]
    assert scan_batch(scanner, to_batch(mixed), asked).kept.column("listing_id").to_pylist() == kept
    early = [scanner.scan(one, today=asked.today, least=asked.least).wildlife for one in mixed]
    assert sum(one != scan.wildlife for one, scan in zip(early, scans, strict=True)) > 10  # it did stop
