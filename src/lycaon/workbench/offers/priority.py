"""Which offers come first: harm × certainty × perishability, each between 0 and 1, each with its reason.

A score orders a queue and decides nothing. Of two mistakes it prefers to show a harmless offer early over showing a
live animal late: a specimen that is alive or will be sold soon cannot wait for certainty.
"""

import math
from dataclasses import dataclass
from datetime import date

_HARM = {"I": 1.0, "A": 1.0, "II": 0.6, "B": 0.6, "III": 0.4, "C": 0.4, "D": 0.2}
_WEIGHT_OF_LAW = {"prohibited": 1.0, "needs_document": 0.7, "unknown": 0.5, "allowed": 0.15, "not_covered": 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """The three scores and their product."""

    harm: float
    certainty: float
    perishability: float

    @property
    def product(self) -> float:
        """What the queue is ordered by."""
        return self.harm * self.certainty * self.perishability


def priority(
    *,
    levels: str,
    legality: str,
    specimens: float,
    protected: float,
    legality_probability: float,
    form: str,
    offered_on: date | None,
    today: date,
) -> Priority:
    """Return where an offer stands in the queue.

    Args:
        levels: appendix and annex as a row of findings has them: ``"I/II A"``.
        legality: what the law appears to say; empty where nothing was judged.
        specimens: best guess; harm grows with it, slowly: ten parrots are not ten times one.
        protected: calibrated probability that something protected is proposed.
        legality_probability: of that legality.
        form: id in the catalogue; ``live`` cannot wait.
        offered_on: when it was published, if known.
        today: the day on which the queue is looked at.
    """
    level = max((_HARM.get(part, 0.1) for part in levels.replace("/", " ").split()), default=0.1)
    many = min(1.0, 0.6 + 0.2 * math.log10(max(1.0, specimens)))
    return Priority(
        harm=level * _WEIGHT_OF_LAW.get(legality, 0.5) * many,
        certainty=protected * (0.5 + 0.5 * legality_probability),
        perishability=_perishability(form, offered_on, today),
    )


def _perishability(form: str, offered_on: date | None, today: date) -> float:
    age_days = (today - offered_on).days if offered_on else 7
    fresh = 1.0 if age_days <= 7 else 0.7 if age_days <= 30 else 0.4
    return fresh if form == "live" else 0.6 * fresh
