"""``lycaon eval``: accuracy on labelled listings, in full, with intervals."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lycaon.errors import FormatError

if TYPE_CHECKING:
    from lycaon.scan.measure import Detection, Judged
    from lycaon.scan.scanner import Scanner


@click.command("eval")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="The bundled sample, and the test split of the corpus where it is there.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the figures as JSON, to compare later.")
@click.option(
    "--compare",
    nargs=2,
    type=click.Path(exists=True, path_type=Path),
    help="Two files of figures, side by side.",
)
@click.option(
    "--worst",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="How many of the worst errors to print.",
)
@click.option("--model", type=click.Path(exists=True, path_type=Path), help="A model file of your own.")
def eval_command(
    files: tuple[Path, ...],
    everything: bool,
    out: Path | None,
    compare: tuple[Path, Path] | None,
    worst: int,
    model: Path | None,
) -> None:
    """Measure accuracy on labelled listings: JSON Lines with a gold object, or is_wildlife and is_protected_offer."""
    if compare:
        _print_comparison(*compare)
        return
    from lycaon.scan import Scanner

    chosen = [*files, *(_known_files() if everything or not files else [])]
    scanner = Scanner.load(model=model)
    figures = {
        path.name if path.parent.name != "corpus" else f"corpus/{path.name}": _one(scanner, path, worst)
        for path in chosen
    }
    if out:
        out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _known_files() -> list[Path]:
    from lycaon.learn.sample import sample_path

    with sample_path() as path:  # installed from files, so the path outlives the context
        return [path, *(split for split in (Path("corpus/test.jsonl"),) if split.exists())]


def _one(scanner: "Scanner", path: Path, worst: int) -> dict[str, object]:
    from lycaon.scan import measure
    from lycaon.scan.gold import read_gold

    judged = measure.judge_all(scanner, read_gold(path), today=datetime.now(UTC).date())
    if not judged:
        raise FormatError(
            f"{path}: no labelled listing in this file; "
            "each line needs a gold object, or is_wildlife and is_protected_offer"
        )
    say = click.echo
    made_with = scanner.editions
    say(f"\n{path.name}: {len(judged)} labelled listings")
    say(f"  catalogue {made_with.catalogue}, rules {made_with.rules}, model {made_with.model}")
    figures: dict[str, object] = {}
    for name, found in (
        ("protected offers", measure.protected_of(judged)),
        ("wildlife", measure.wildlife_of(judged)),
    ):
        say(f"  {name:<18} {_words(found)}")
        figures[name] = _figures(found)
    for name, known in (
        (
            "protected",
            [(one.gold.protected, one.scan.protected) for one in judged if one.gold.protected is not None],
        ),
        (
            "wildlife",
            [(one.gold.wildlife, one.scan.wildlife) for one in judged if one.gold.wildlife is not None],
        ),
    ):
        error, _ = measure.calibration([truth is True for truth, _ in known], [told for _, told in known])
        say(f"  calibration error {name:<10} {error:.3f}")
        figures[f"calibration error {name}"] = round(error, 4)
    for name, share in measure.extraction(judged, scanner.catalogue).items():
        if share.of:
            say(f"  {name:<30} {share.value:.3f}  [{share.low:.3f}, {share.high:.3f}]  {share.right} of {share.of}")
            figures[name] = {
                "value": round(share.value, 4),
                "low": round(share.low, 4),
                "high": round(share.high, 4),
                "of": share.of,
            }
    figures["by language"] = _groups("language", measure.by(judged, measure.language))
    figures["by group"] = _groups("group (recall)", measure.by(judged, measure.groups_of(scanner.catalogue)))
    figures["by form"] = _groups("form (recall)", measure.by(judged, measure.forms))
    figures["by lure"] = _groups("with a lure word", {"lure": [one for one in judged if one.gold.lure]})
    figures["by disguise"] = _groups("disguised", {"disguised": [one for one in judged if one.gold.obfuscated]})
    _print_worst(measure.worst(judged, worst))
    return figures


def _groups(title: str, groups: "dict[str, list[Judged]]") -> dict[str, object]:
    from lycaon.scan import measure

    figures: dict[str, object] = {}
    shown = {name: members for name, members in groups.items() if members}
    if shown:
        click.echo(f"  protected by {title}:")
    for name, members in shown.items():
        found = measure.protected_of(members)
        only_recall = found.false_positives + found.true_negatives == 0
        words = f"recall {_n(found.recall)}" if only_recall else _words(found)
        click.echo(f"    {name:<18} n={len(members):<5} {words}")
        figures[name] = _figures(found)
    return figures


def _words(found: "Detection") -> str:
    interval = f"[{_n(found.f1_low)}, {_n(found.f1_high)}]"
    counts = (
        f"hit {found.true_positives}, missed {found.false_negatives}, "
        f"false alarm {found.false_positives}, rightly silent {found.true_negatives}"
    )
    return f"F1 {_n(found.f1)} {interval}  precision {_n(found.precision)}  recall {_n(found.recall)}  ({counts})"


def _n(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.3f}"


def _figures(found: "Detection") -> dict[str, float | int | None]:
    return {
        "f1": _or_none(found.f1), "f1_low": _or_none(found.f1_low), "f1_high": _or_none(found.f1_high),
        "precision": _or_none(found.precision), "recall": _or_none(found.recall), "hits": found.true_positives,
        "missed": found.false_negatives, "false_alarms": found.false_positives, "silent": found.true_negatives,
    }  # fmt: skip


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _print_worst(judged: "list[Judged]") -> None:
    if judged:
        click.echo(f"  the {len(judged)} worst errors:")
    for one in judged:
        kind = "false alarm" if not one.gold.protected else "missed"
        best = one.scan.finding.lots[0].taxon.best if one.scan.finding.lots else None
        told = (
            f"told {one.scan.protected:.2f} (wildlife {one.scan.wildlife:.2f}) {best.scientific_name if best else '—'}"
        )
        because = " ".join(one.scan.finding.reasons[:3])
        click.echo(f"    {kind:<11} {one.listing.id}  {told}  {one.listing.title[:70]!r}  {because}")


def _print_comparison(first: Path, second: Path) -> None:
    before, after = _figures_of(first), _figures_of(second)
    for name in sorted(set(before) & set(after)):
        click.echo(f"\n{name}: {first.name} → {second.name}")
        for key, told in _flat(before[name]).items():
            now = _flat(after[name]).get(key)
            if isinstance(told, float) and isinstance(now, float) and abs(now - told) >= 0.0005:
                click.echo(f"  {key:<44} {told:.3f} → {now:.3f}  {now - told:+.3f}")


def _figures_of(path: Path) -> dict[str, object]:
    try:
        figures = json.loads(path.read_bytes())
    except ValueError as error:
        raise FormatError(f"{path}: no file of figures ({error}); 'lycaon eval --out' writes one") from error
    if not isinstance(figures, dict):
        raise FormatError(f"{path}: no file of figures; 'lycaon eval --out' writes one")
    return figures


def _flat(value: object, prefix: str = "") -> dict[str, object]:
    if not isinstance(value, dict):
        return {prefix: value}
    return {
        key: leaf for name, inner in value.items() for key, leaf in _flat(inner, f"{prefix} {name}".strip()).items()
    }
