"""A scan: the one value that crosses from the engine into the workbench."""

from dataclasses import dataclass
from datetime import date

from lycaon.values.finding import Finding
from lycaon.values.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """What a scan was made with; the same editions give the same scan, anywhere."""

    engine: str
    catalogue: str
    rules: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A verdict with the finding and the editions it rests on; kept as it is, never edited.

    ``wildlife`` and ``protected`` are calibrated probabilities that the listing proposes a transfer of a wild
    species' specimen, and of one that CITES or the EU covers as such a form on ``on``.
    """

    listing_id: str
    on: date
    on_basis: str
    finding: Finding
    verdict: Verdict | None
    """None where nothing that could be wildlife was read: there is nothing to judge."""
    wildlife: float
    protected: float
    editions: Editions
