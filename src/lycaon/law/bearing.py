"""What else than the answers to the questions of rules decides how a decision tree goes on.

A place in a tree serves every specimen that is alike in these (:mod:`lycaon.law.branching`): what an unstated fact
probably is, what the lists may still cover, what is compared with a fact that is not known yet.
"""

from collections.abc import Callable, Mapping
from datetime import date
from operator import itemgetter
from typing import cast

import msgspec

from lycaon.law.compiled import Values
from lycaon.law.coverage import Branch, Coverage, TaxonFacts
from lycaon.law.expression import TaxonSet
from lycaon.law.intervals import Interval
from lycaon.law.questions import Questions

_BEARING = (
    "taxon", "form", "form_group", "cites", "annex", "offered", "imitation", "made", "worked", "origin_code", "region",
    "exporting", "live",
)  # fmt: skip
_PRIOR_GROUPS = frozenset({"live", "plant", "ivory"})
"""Groups of forms that tell what an unstated fact probably is."""


class Where(msgspec.Struct, frozen=True):
    """What a situation says whatever the specimen; it stands in the last slot but one."""

    on: date
    place: str
    turn: date
    """The last day until then on which a protection changed."""
    turns: tuple[date, ...]
    """The same for the days between which an animal hatched that is said to be young or old."""
    recent: float
    """The first day, as an ordinal, that "this year" or "some years ago" may mean."""
    ages: tuple[int, ...]
    """What those days answer."""
    region: str
    """The country, where its parts differ and the part is not known."""
    inside: bool
    """Whether it lies in the Union."""


class Bearing:
    """Tells what bears on the facts that are still open."""

    def __init__(
        self, slots: Mapping[str, int], coverage: Coverage, questions: Questions, plants: TaxonSet | None
    ) -> None:
        self._taxon = slots["taxon"]
        self._coverage = coverage
        self._questions = questions
        self._plants = plants
        values_of = itemgetter(*[slots[name] for name in _BEARING])
        self._values_of = cast("Callable[[Values], tuple[object, ...]]", values_of)

    def of(self, values: Values, asked: int) -> tuple[object, ...]:
        """What bears on the facts that are still open, beside what the facts answer to the questions of rules.

        Specimens that agree in it, and in those answers, go the same ways from here on.

        Args:
            values: the facts.
            asked: the bits of the questions that are still asked.
        """
        taxon, form, form_group, cites, annex, offered, imitation, made, worked, origin, region, exporting, live = (
            self._values_of(values)
        )
        where, branch = cast("Where", values[-2]), values[-1]
        covering: object = None
        if cites is None or annex is None:
            covering = imitation, self._coverage.asked(branch, where.on) if isinstance(branch, Branch) else where.turn
        likely: object = None
        if made is None or origin is None:
            # What an unstated age or origin probably is depends on these.
            group = form_group if form_group in _PRIOR_GROUPS else ""
            ages = where.ages if made is None and live is not False else None
            likely = group, live, self.is_plant(taxon), ages
        return (
            cites, annex, offered, covering, likely, where.place if taxon is None else None,
            form is None, worked is None, where.region if region is None else None,
            where.inside if exporting is None else None,
            self._half_known(values, where) if asked & self._questions.between else None,
        )  # fmt: skip

    def _half_known(self, values: Values, where: Where) -> tuple[object, ...]:
        """Facts that are compared with others of which nothing is known yet; nothing of those that both are known."""
        found: list[object] = []
        for left, right in self._questions.pairs:
            one, other = values[left], values[right]
            if one is None and other is None:
                found.append(where.turns)
            elif one is None or other is None:
                least, _ = cast("Interval", other if one is None else one)
                found.append((one, other, where.turns if least >= where.recent else None))
            else:
                found.append(None)
        return tuple(found)

    def is_plant(self, taxon: object) -> bool:
        """Whether a taxon surely is a plant."""
        plants = self._plants
        return isinstance(taxon, TaxonFacts) and plants is not None and bool(taxon.within(plants.ids, plants.above))
