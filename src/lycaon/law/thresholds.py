"""The figures that turn masses into words; configuration, not code."""

from collections.abc import Mapping
from pathlib import Path

from lycaon.law.datafile import Data, read_data


class Thresholds(Data, frozen=True, kw_only=True):
    """What ``thresholds.yaml`` says; all are probabilities but ``splits``."""

    headline: float
    certain: float
    mass: float
    country: float
    plausible: float
    splits: int
    negligible: float
    remarked: float
    certainty: Mapping[str, float]

    @classmethod
    def load(cls, directory: Path) -> "Thresholds":
        """Read ``thresholds.yaml`` of a directory."""
        return read_data(directory / "thresholds.yaml", cls)
