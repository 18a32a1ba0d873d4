"""Train the decision: move its weights from knowledge towards labelled listings, only as far as they insist.

    python -m lycaon.detect.train corpus/train.jsonl --background other/*.jsonl

Logistic regression whose penalty is the distance from the prior weights, so that a feature no listing speaks of
keeps its meaning. A listing is as likely wildlife as its best naming (multiple-instance learning: the best naming
is chosen with the weights of the round before). Slope and intercept are then fitted on all of it, or on listings
kept apart (Platt, 1999). Background listings are labelled by ``is_wildlife`` only; they are many and far from
offers of wildlife, and so count little each.
Deterministic: the same listings give the same file to the last figure.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lycaon.catalogue import Catalogue
from lycaon.detect.decision import MODEL_FILE, ModelFile, model_bytes, prior_weights
from lycaon.detect.features import BASE
from lycaon.detect.reader import Reader
from lycaon.values.listing import Listing

Floats = npt.NDArray[np.float64]
ROUNDS = 6
STIFFNESS = 5.0
"""Penalty on the squared distance from the prior weights: what one listing may move a weight."""
BACKGROUND_WEIGHT = 0.15
CAUTION = 0.5
"""Log odds taken off every answer. Half of a written corpus offers wildlife, on any marketplace far less does, and
of the two mistakes we prefer the miss: an alarm concerns a person."""
_NEWTON_STEPS = 25
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled listing: the features of each of its namings, and whether it offers wildlife."""

    language: str
    namings: tuple[dict[str, float], ...]
    wildlife: bool
    weight: float = 1.0


def examples(reader: Reader, rows: Iterable[dict[str, object]], *, weight: float = 1.0) -> list[Example]:
    """Read labelled rows (the gold format, or ``is_wildlife``) into examples; a row nothing is named in is left out."""
    found: list[Example] = []
    for row in rows:
        label = _label(row)
        example = None if label is None else example_of(reader, _listing(row), label, weight=weight)
        if example is not None:
            found.append(example)
    return found


def example_of(reader: Reader, listing: Listing, wildlife: bool, *, weight: float = 1.0) -> Example | None:
    """Read one labelled listing; None where it names nothing of the catalogue, and so has nothing to weigh."""
    reading = reader.weigh(listing)
    if reading is None:
        return None
    return Example(listing.language, tuple(each.features for each in reading.weighed), wildlife, weight)


def train(
    learned: Sequence[Example], tuned: Sequence[Example] = (), *, stiffness: float = STIFFNESS,
    prior: dict[str, float] | None = None, version: str = "1",
) -> ModelFile:  # fmt: skip
    """Return a model fitted to ``learned`` and calibrated on ``tuned`` (on ``learned`` itself if there is none)."""
    column, weights = _learn(learned, dict(prior or prior_weights()), stiffness)
    slope, intercept = _platt(tuned or learned, column, weights)
    return ModelFile(
        version=version,
        weights={name: round(float(weights[number]), _DIGITS) for name, number in column.items()},
        slope=round(slope, _DIGITS),
        intercept=round(intercept - CAUTION, _DIGITS),
        trained_on=_counts(learned),
    )


def update(
    model: ModelFile, learned: Sequence[Example], *, stiffness: float = STIFFNESS, version: str = ""
) -> ModelFile:
    """Return ``model`` moved by ``learned``, only as far as they insist; what they do not speak of stays.

    The penalty is the distance from the weights of the model. Its slope and intercept stay: decisions are made on
    offers that were found suspicious, and tell nothing of how rare wildlife is among all. :data:`CAUTION` is no
    belief about a listing, so it is set aside while the weights are fitted. Deterministic.
    """
    start = {name: weight * model.slope for name, weight in model.weights.items()}
    start[BASE] = start.get(BASE, 0.0) + model.intercept + CAUTION
    column, weights = _learn(learned, start, stiffness)
    moved = {name: float(weights[number]) for name, number in column.items()}
    moved[BASE] -= model.intercept + CAUTION
    counts = {name: model.trained_on.get(name, 0) + count for name, count in _counts(learned).items()}
    return ModelFile(
        version=version or model.version,
        weights={name: round(weight / model.slope, _DIGITS) for name, weight in moved.items()},
        slope=model.slope,
        intercept=model.intercept,
        trained_on=dict(sorted((model.trained_on | counts).items())),
    )


def _learn(learned: Sequence[Example], start: dict[str, float], stiffness: float) -> tuple[dict[str, int], Floats]:
    """Return the column of every feature and the weights that fit best near ``start``."""
    names = sorted({name for example in learned for naming in example.namings for name in naming} | start.keys())
    column = {name: number for number, name in enumerate(names)}
    origin = np.array([start.get(name, 0.0) for name in names])
    if not learned:
        return column, origin
    weights = origin.copy()
    labels = np.array([example.wildlife for example in learned], dtype=np.float64)
    importance = np.array([example.weight for example in learned])
    penalty = np.full(len(names), stiffness)
    for _ in range(ROUNDS):
        table = np.stack([_best(example, column, weights) for example in learned])
        weights = _fit(table, labels, importance, origin, penalty, weights)
    return column, weights


def _best(example: Example, column: dict[str, int], weights: Floats) -> Floats:
    rows = [_row(naming, column) for naming in example.namings]
    return max(rows, key=lambda row: float(row @ weights))


def _row(naming: dict[str, float], column: dict[str, int]) -> Floats:
    row = np.zeros(len(column))
    for name, value in naming.items():
        number = column.get(name)
        if number is not None:
            row[number] = value
    return row


def _fit(table: Floats, labels: Floats, importance: Floats, origin: Floats, penalty: Floats, weights: Floats) -> Floats:
    """Newton's method on the penalised logistic loss; convex, so a few steps suffice."""
    for _ in range(_NEWTON_STEPS):
        told = 1.0 / (1.0 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (importance * (told - labels)) + penalty * (weights - origin)
        curve = (table * (importance * told * (1 - told))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        size = float(np.abs(step).max())
        weights = weights - step * min(1.0, 2.0 / max(size, 1e-12))
        if size < 1e-6:
            break
    return weights


def _platt(held: Sequence[Example], column: dict[str, int], weights: Floats) -> tuple[float, float]:
    scores = np.array([float(_best(example, column, weights) @ weights) for example in held])
    labels = np.array([example.wildlife for example in held], dtype=np.float64)
    importance = np.array([example.weight for example in held])
    table = np.stack([np.clip(scores, -20, 20), np.ones(len(held))], axis=1)
    fitted = _fit(table, labels, importance, np.array([1.0, 0.0]), np.array([1.0, 1.0]), np.array([1.0, 0.0]))
    return float(fitted[0]), float(fitted[1])


def _counts(learned: Sequence[Example]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for example in learned:
        counts[example.language] = counts.get(example.language, 0) + 1
    return dict(sorted(counts.items()))


def _label(row: dict[str, object]) -> bool | None:
    gold = row.get("gold")
    label = gold.get("wildlife") if isinstance(gold, dict) else row.get("is_wildlife")
    return label if isinstance(label, bool) else None


def _listing(row: dict[str, object]) -> Listing:
    def words(*names: str) -> str:
        return next((str(row[name]) for name in names if row.get(name)), "")

    return Listing(
        id=words("id"), site=words("site", "source"), title=words("title"), text=words("text", "description"),
        language=words("language"), seller=words("seller"), place=words("place", "location"), price=words("price"),
        category=words("category"),
    )  # fmt: skip


def read_rows(paths: Iterable[Path]) -> list[dict[str, object]]:
    """Read JSON lines."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from files and write the model."""
    parser = argparse.ArgumentParser(prog="python -m lycaon.detect.train", description="Train the decision.")
    parser.add_argument("learned", nargs="+", type=Path, help="labelled listings to learn from")
    parser.add_argument("--background", nargs="*", type=Path, default=[], help="labelled listings that count little")
    parser.add_argument("--tune", nargs="*", type=Path, default=[], help="labelled listings to calibrate on")
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--stiffness", type=float, default=STIFFNESS)
    chosen = parser.parse_args(arguments)
    reader = Reader.load(Catalogue.load())
    learned = examples(reader, read_rows(chosen.learned))
    learned += examples(reader, read_rows(chosen.background), weight=BACKGROUND_WEIGHT)
    model = train(learned, examples(reader, read_rows(chosen.tune)), stiffness=chosen.stiffness)
    chosen.out.write_bytes(model_bytes(model))
    return 0


if __name__ == "__main__":
    sys.exit(main())
