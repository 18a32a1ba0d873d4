"""Bird classifieds labelled junk, poultry, wanted or live: how are they read by software that was never shown any?

    python -m bench.birds birds_au_dev.jsonl

The public set (Stringham et al., PLOS ONE 2021) was stemmed, stop-worded and lower-cased by its authors: "wanted to
buy" is "want buy", a galah stays, a canary is "canari". What is printed is a floor for the same ads as published.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.values.finding import Finding
from lycaon.values.listing import Listing

KINDS = ("junk", "poultry", "wanted")


def read_as(finding: Finding) -> str:
    """Return what a finding says the ad is: wanted, a wild bird, a domestic one, something named, or nothing.

    >>> read_as(Finding(listing_id="test:1", wildlife=0.0))
    'nothing'
    """
    if finding.offer_kind.best is not None and finding.offer_kind.best.value == "wanted":
        return "wanted"
    if finding.wildlife >= 0.5:
        return "wild"
    taxa = [lot.taxon.best for lot in finding.lots if lot.taxon.best]
    if any(taxon.domestic_form for taxon in taxa):
        return "domestic"
    return "named" if taxa else "nothing"


def main() -> None:
    """Print, for every label, the shares of what its ads were read as."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSON lines with title, junk, poultry and wanted")
    reader = Reader.load(Catalogue.load())
    counts: dict[str, Counter[str]] = {}
    for line in parser.parse_args().file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        label = next((kind for kind in KINDS if row[kind]), "live")
        finding = reader.read(Listing(id=row["id"], title="", text=row["title"], language="en"))
        counts.setdefault(label, Counter())[read_as(finding)] += 1
    for label, found in counts.items():
        total = found.total()
        shares = "  ".join(f"{name} {count / total:.2f}" for name, count in found.most_common())
        print(f"{label:8} {total:6}  {shares}")


if __name__ == "__main__":
    main()
