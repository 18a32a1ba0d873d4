"""What other programs open: spreadsheets must not run a seller's words."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from lycaon.collect import Source
from lycaon.scan import Asked, Scanner, run_job, write_outputs


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t="])
def test_a_formula_in_a_listing_stays_words_in_the_table(scanner: Scanner, tmp_path: Path, sign: str) -> None:
    words = f'{sign}HYPERLINK("http://x.example") African grey parrot for sale'
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "1", "title": words, "seller": words}), encoding="utf-8")
    asked = Asked(today=date(2026, 11, 22), keep_from=0.0)
    write_outputs(run_job([Source(source)], tmp_path / "out", scanner=scanner, asked=asked))
    with (tmp_path / "out/findings.csv").open(encoding="utf-8", newline="") as stream:
        [row] = csv.DictReader(stream)
    assert row["title"] == "'" + words
    assert row["seller"] == "'" + words


def test_figures_stay_figures(scanner: Scanner, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id":"1","title":"African grey parrot for sale, 300 EUR"}', encoding="utf-8")
    asked = Asked(today=date(2026, 11, 22), keep_from=0.0)
    write_outputs(run_job([Source(source)], tmp_path / "out", scanner=scanner, asked=asked))
    with (tmp_path / "out/findings.csv").open(encoding="utf-8", newline="") as stream:
        [row] = csv.DictReader(stream)
    assert float(row["price_amount"]) == 300
