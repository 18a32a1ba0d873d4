"""Write ``docs/accuracy.md`` and ``docs/model-card.md`` from measurements: ``python docs/accuracy.py`` (a few minutes).

Every figure is measured anew on the bundled sample and on the splits of the corpus; nothing is copied by hand.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import model_card

from lycaon.learn.sample import sample_path
from lycaon.scan import Scanner, measure
from lycaon.scan.gold import read_gold
from lycaon.scan.measure import Detection, Judged, Share

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
TODAY = date(2026, 11, 22)
HEAD = (HERE / "accuracy.head.md").read_text("utf-8")


def main() -> int:
    """Measure and write."""
    scanner = Scanner.load()
    sets = _sets(scanner)
    editions = scanner.editions
    made = f"catalogue {editions.catalogue}, rules {editions.rules}, model {editions.model}"
    parts = [
        f"<!-- the tables are made by docs/accuracy.py; the words above them stand in docs/accuracy.head.md -->\n\n{HEAD}",
        f"Measured with {made}.\n",
        _overview(sets),
        _facts(sets, scanner),
        _by_language(sets["test"] if "test" in sets else sets["sample"]),
        _disguised(sets),
        _reliability(sets["test"] if "test" in sets else sets["sample"]),
        _errors(sets["sample"]),
    ]
    (HERE / "accuracy.md").write_text("\n".join(parts), encoding="utf-8")
    model_card.write(sets["test"] if "test" in sets else sets["sample"], scanner)
    return 0


def _sets(scanner: Scanner) -> dict[str, list[Judged]]:
    with sample_path() as path:
        files = {"sample": path, **{name: CORPUS / f"{name}.jsonl" for name in ("test", "tune", "train")}}
        return {
            name: measure.judge_all(scanner, read_gold(file), today=TODAY)
            for name, file in files.items()
            if file.exists()
        }


def _overview(sets: dict[str, list[Judged]]) -> str:
    rows = []
    for name, judged in sets.items():
        protected, wildlife = measure.protected_of(judged), measure.wildlife_of(judged)
        error, _ = measure.calibration(
            [one.gold.protected is True for one in judged], [one.scan.protected for one in judged]
        )
        rows.append(
            f"| {name} | {len(judged)} | {_f1(protected)} | {protected.precision:.3f} | {protected.recall:.3f} | {_f1(wildlife)} | {error:.3f} |"
        )
    head = "| set | listings | protected: F1 [95 %] | precision | recall | wildlife: F1 [95 %] | calibration error |\n|---|---|---|---|---|---|---|"
    return f"## Overview\n\n{head}\n" + "\n".join(rows) + "\n"


def _facts(sets: dict[str, list[Judged]], scanner: Scanner) -> str:
    measured = {name: measure.extraction(judged, scanner.catalogue) for name, judged in sets.items()}
    names = next(iter(measured.values()))
    head = f"| fact | {' | '.join(measured)} |\n|---|{'---|' * len(measured)}"
    rows = [f"| {fact} | {' | '.join(_share(shares[fact]) for shares in measured.values())} |" for fact in names]
    return f"## Facts, where wildlife was found\n\n{head}\n" + "\n".join(rows) + "\n"


def _by_language(judged: Sequence[Judged]) -> str:
    rows = []
    for language, members in measure.by(judged, measure.language).items():
        protected, wildlife = measure.protected_of(members), measure.wildlife_of(members)
        rows.append(
            f"| {language} | {len(members)} | {_f1(protected)} | {protected.precision:.2f} | {protected.recall:.2f} | {_f1(wildlife)} |"
        )
    head = "| language | listings | protected: F1 [95 %] | precision | recall | wildlife: F1 [95 %] |\n|---|---|---|---|---|---|"
    return f"## By language, on the split that nobody tunes on\n\n{head}\n" + "\n".join(rows) + "\n"


def _disguised(sets: dict[str, list[Judged]]) -> str:
    rows = []
    for name, judged in sets.items():
        members = [one for one in judged if one.gold.obfuscated]
        lured = [one for one in judged if one.gold.lure and one.gold.protected is False]
        alarms = sum(one.scan.protected >= 0.5 for one in lured)
        found = measure.protected_of(members)
        rows.append(
            f"| {name} | {len(members)} | {found.recall:.2f} | {found.precision:.2f} | {len(lured)} | {alarms} |"
        )
    head = "| set | disguised | recall | precision | innocent with a lure word | false alarms among them |\n|---|---|---|---|---|---|"
    return f"## Disguised words and lures\n\n{head}\n" + "\n".join(rows) + "\n"


def _reliability(judged: Sequence[Judged]) -> str:
    _, curve = measure.calibration(
        [one.gold.protected is True for one in judged], [one.scan.protected for one in judged]
    )
    rows = "\n".join(f"| {told:.2f} | {real:.2f} | {count} |" for told, real, count in curve)
    found = measure.protected_of(judged)
    alarms = found.false_positives / max(1, found.false_positives + found.true_negatives)
    rates = "\n".join(
        f"| 1 : {base:,} | {_precision(found.recall, alarms, base):.1%} |" for base in (10, 100, 1_000, 10_000)
    )
    return (
        "## Are the probabilities what they say?\n\n"
        f"| told (mean) | true (share) | listings |\n|---|---|---|\n{rows}\n\n"
        "What an alarm is worth depends on how rare offers are. With the recall and the false-alarm rate of this split, half of whose "
        "innocents were written to trap (ordinary shops are far easier), the precision would be:\n\n"
        f"| protected : other | precision |\n|---|---|\n{rates}\n"
    )


def _precision(recall: float, alarms: float, base: int) -> float:
    """Return the precision at a base rate of one protected offer in ``base`` others."""
    return recall / (recall + alarms * base)


def _errors(judged: Sequence[Judged]) -> str:
    rows = []
    for one in measure.worst(judged, len(judged)):
        kind = "false alarm" if not one.gold.protected else "missed"
        title = one.listing.title.replace("|", "/")[:70]
        rows.append(
            f"| {one.listing.id.split(':')[1]} | {kind} | {one.scan.protected:.2f} | {title} | {one.gold.note.replace('|', '/')[:80]} |"
        )
    head = "| listing | error | told | title | what it is |\n|---|---|---|---|---|"
    return f"## Every error on the bundled sample\n\n{head}\n" + "\n".join(rows) + "\n"


def _f1(found: Detection) -> str:
    return f"{found.f1:.3f} [{found.f1_low:.2f}, {found.f1_high:.2f}]"


def _share(share: Share) -> str:
    return f"{share.value:.3f} [{share.low:.2f}, {share.high:.2f}]" if share.of else "—"


if __name__ == "__main__":
    sys.exit(main())
