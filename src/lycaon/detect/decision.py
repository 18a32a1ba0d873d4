"""How likely a naming is a specimen on offer: a linear model over named features, calibrated.

The weights begin as knowledge (``model/priors.yaml``); training moves them where listings insist
(:mod:`lycaon.detect.train`), and the result stands beside them as ``model/decision.json``.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.detect.features import BASE
from lycaon.errors import CatalogueError

MODEL = Path(__file__).parent / "model"
PRIORS_FILE = MODEL / "priors.yaml"
MODEL_FILE = MODEL / "decision.json"
_STYLES = ("living", "plant", "stuff")
_LEAST_REASON = 0.3
_MOST_REASONS = 8


class _Priors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bias: float
    weights: dict[str, float]
    topics: dict[str, dict[str, tuple[float, float]]]


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A trained model: all weights, and the slope and intercept that calibrate their sum."""

    version: str
    weights: dict[str, float]
    slope: float = 1.0
    intercept: float = 0.0
    trained_on: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Decision:
    """The model: weights of features, and the calibration of their sum."""

    version: str
    weights: Mapping[str, float]
    slope: float = 1.0
    intercept: float = 0.0

    @classmethod
    def load(cls, path: Path | None = None) -> "Decision":
        """Load a trained model, or the knowledge alone where none was trained.

        Raises:
            CatalogueError: the file is not a model.
        """
        chosen = path or MODEL_FILE
        if path is None and not chosen.exists():
            return cls("priors", prior_weights())
        raw, model = _decoded(chosen)
        version = f"{model.version}+{sha256(raw).hexdigest()[:8]}"
        return cls(version, model.weights, model.slope, model.intercept)

    def score(self, features: Mapping[str, float]) -> float:
        """Return the log odds of a naming, before calibration."""
        weights = self.weights
        return sum([weights.get(name, 0.0) * value for name, value in features.items()])

    def most(self, names: Iterable[str]) -> float:
        """Return by how much features of a value up to 1 can raise a score together."""
        weights = self.weights
        return sum([max(0.0, weights.get(name, 0.0)) for name in names])

    def probability(self, score: float) -> float:
        """Return the calibrated probability of a score."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * score + self.intercept))))

    def reasons(self, features: Mapping[str, float]) -> tuple[str, ...]:
        """Return the features that moved the decision, strongest first, signed: ``+near.breeding.living``."""
        moves = [(self.weights.get(name, 0.0) * value, name) for name, value in features.items() if name != BASE]
        strong = sorted((move for move in moves if abs(move[0]) >= _LEAST_REASON), key=lambda m: (-abs(m[0]), m[1]))
        return tuple(f"{'+' if move > 0 else '-'}{name}" for move, name in strong[:_MOST_REASONS])


def read_model(path: Path = MODEL_FILE) -> ModelFile:
    """Read a trained model as it is written.

    Raises:
        CatalogueError: the file is not a model.
    """
    return _decoded(path)[1]


def _decoded(path: Path) -> tuple[bytes, ModelFile]:
    try:
        raw = path.read_bytes()
        model = msgspec.json.decode(raw, type=ModelFile)
    except (OSError, msgspec.MsgspecError) as error:
        raise CatalogueError(f"{path}: not a model of the decision: {error}") from error
    if model.slope <= 0:
        raise CatalogueError(f"{path}: not a model of the decision: its slope is {model.slope}, and must be above 0")
    return raw, model


def model_bytes(model: ModelFile) -> bytes:
    """Return a model as it is written: the same model, the same bytes."""
    return msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"


def prior_weights(path: Path = PRIORS_FILE) -> dict[str, float]:
    """Return the weights that stand for knowledge alone.

    Raises:
        CatalogueError: the file breaks its shape.
    """
    try:
        priors = msgspec.convert(read_yaml(path), _Priors)
    except (NotYamlError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    weights = {BASE: priors.bias, **priors.weights}
    for topic, styles in priors.topics.items():
        for style in _STYLES:
            near, far = styles[style]
            weights[f"near.{topic}.{style}"] = near
            weights[f"any.{topic}.{style}"] = far
    return weights
