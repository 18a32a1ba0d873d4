"""Write ``docs/model-card.md``: what the model is, how well it does for whom, and what its alarms are worth.

Called by ``docs/accuracy.py``, which has measured; nothing here is copied by hand.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lycaon.detect.decision import MODEL_FILE, prior_weights, read_model
from lycaon.scan import Scanner, measure
from lycaon.scan.measure import Detection, Judged

HERE = Path(__file__).parent
_LEAST = 5
"""Listings below which a row would say nothing."""
_BASES = (1_000, 10_000)
_STEPS = (0.5, 0.7, 0.8, 0.9, 0.95)


def write(judged: Sequence[Judged], scanner: Scanner) -> None:
    """Write the page from the split that nobody tunes on."""
    groups = measure.groups_of(scanner.catalogue)
    parts = [
        _about(scanner),
        _table("By language", "language", judged, measure.language, innocents=True),
        _table("By group of the specimens", "group", judged, groups, innocents=False),
        _table("By form of the specimens", "form", judged, measure.forms, innocents=False),
        _reliability(judged),
        _worth(judged),
        _limits(),
    ]
    (HERE / "model-card.md").write_text("\n".join(parts), encoding="utf-8")


def _about(scanner: Scanner) -> str:
    model = read_model()
    moved = sum(abs(weight - prior_weights().get(name, 0.0)) > 0.05 for name, weight in model.weights.items())
    trained = sum(model.trained_on.values())
    languages = ", ".join(f"{code or 'not said'} {count:,}" for code, count in _largest(model.trained_on.items()))
    return f"""<!-- made by docs/accuracy.py -->

# Model card

**What it is.** A calibrated linear model over {len(model.weights)} named features of one naming within its listing; edition {scanner.editions.model}, {MODEL_FILE.stat().st_size / 1024:.0f} kB.
Its weights begin as written knowledge (`src/lycaon/detect/model/priors.yaml`); training moved {moved} of them by more than 0.05. No encoder, no network, no cloud.

**What it is for.** Telling how likely a listing proposes a specimen of wildlife, so that a person looks at it. It says what an offer appears to be, never what a person is;
nobody should be accused, blocked or reported on its word alone. It was not made for pictures, private messages or profiles of people.

**What it learned from.** {trained:,} listings in which something is named: the training split of the [corpus](../corpus/DATASHEET.md), and ordinary goods labelled as
no wildlife, each counting a seventh. By language: {languages}. No real advertisement for wildlife and no post about ivory was among them. Training is one command, and
gives the same file every time ([how](detect.md)).

**Measured on** the split *test*, written by another writer than the training split and never tuned on. Rows with fewer than {_LEAST} listings are left out; intervals are 95 %.
"""


def _largest(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=lambda item: (-item[1], item[0]))


def _table(
    title: str, what: str, judged: Sequence[Judged], key: Callable[[Judged], Iterable[str]], *, innocents: bool
) -> str:
    rows: list[str] = []
    for name, members in measure.by(judged, key).items():
        if len(members) < _LEAST:
            continue
        found = measure.protected_of(members)
        rows.append(f"| {name} | {len(members)} | {_row(found, innocents=innocents)} |")
    kind = "F1 [95 %] | precision | recall" if innocents else "recall [95 %] | protected"
    head = f"| {what} | listings | {kind} |\n|---|---|{'---|' * (kind.count('|') + 1)}"
    return f"## {title}\n\nProtected offers.\n\n{head}\n" + "\n".join(rows) + "\n"


def _row(found: Detection, *, innocents: bool) -> str:
    if innocents:
        return f"{found.f1:.3f} [{found.f1_low:.2f}, {found.f1_high:.2f}] | {found.precision:.2f} | {found.recall:.2f}"
    protected = found.true_positives + found.false_negatives
    if not protected:
        return "— | 0"
    recall = measure.share(found.true_positives, protected)
    return f"{recall.value:.2f} [{recall.low:.2f}, {recall.high:.2f}] | {protected}"


def _reliability(judged: Sequence[Judged]) -> str:
    truth, told = [one.gold.protected is True for one in judged], [one.scan.protected for one in judged]
    error, curve = measure.calibration(truth, told)
    rows = "\n".join(f"| {mean:.2f} | {real:.2f} | {count} | {_bar(real)} |" for mean, real, count in curve)
    return (
        "## Reliability\n\n"
        f"Expected calibration error {error:.3f}: of the listings told a probability, the share that is what it says.\n\n"
        f"| told (mean) | true (share) | listings | |\n|---|---|---|---|\n{rows}\n"
    )


def _bar(share: float) -> str:
    return "█" * round(20 * share) or "·"


def _worth(judged: Sequence[Judged]) -> str:
    rows: list[str] = []
    for step in _STEPS:
        found = measure.protected_of(judged, step)
        innocent = found.false_positives + found.true_negatives
        alarms = measure.share(found.false_positives, innocent)
        values = " | ".join(
            f"{_precision(found.recall, alarms.value, base):.2%} (at most {_precision(found.recall, alarms.low, base):.2%})"
            for base in _BASES
        )
        rows.append(
            f"| {step:.2f} | {found.recall:.2f} | {alarms.value:.3f} [{alarms.low:.3f}, {alarms.high:.3f}] | {values} |"
        )
    bases = " | ".join(f"precision at 1 : {base:,}" for base in _BASES)
    return (
        "## What an alarm is worth where offers are rare\n\n"
        "Half of this split's innocent listings were written to trap, so its rate of false alarms is far above that of a shop: of 2,591 ordinary "
        "titles 2 were taken for protected offers ([how](detect.md)). With the trapping rate the precision would be:\n\n"
        f"| asked for | recall | false alarms [95 %] | {bases} |\n|---|---|---|{'---|' * len(_BASES)}\n"
        + "\n".join(rows)
        + "\n\n"
        "At such rates a list is to be read from the top, and two signs that agree (a price, a photo, another offer of the same seller) are worth more than a higher threshold.\n"
    )


def _precision(recall: float, alarms: float, base: int) -> float:
    return recall / (recall + alarms * base) if recall else 0.0


def _limits() -> str:
    return (
        "## Where it fails\n\n"
        "Offers that name nothing in words; code words that no list holds; long lists of which the rarest kinds are missed; talk about wildlife that looks like an offer; "
        "toys, figures and prints whose words do not say so. Vietnamese, Turkish, Ukrainian, Japanese, Arabic and Thai rest on few listings. All listings were written, not collected, so real "
        "markets will differ. More in [known limits](limits.md) and [accuracy](accuracy.md).\n"
    )
