"""What the words state of a specimen, wherever it is judged: sure facts, and uncertain ones with what is believed."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import TypeVar

import msgspec

from lycaon.law.intervals import Interval
from lycaon.law.statements import (
    UNSTATED,
    VAGUE,
    answers_of,
    grams,
    mass_of,
    offer_kinds,
    period,
    split_ages,
    statements_shown,
)
from lycaon.law.vocabulary import Answer
from lycaon.values.finding import DocumentState, Fact, Finding, Lot, Material

T = TypeVar("T")
Open = dict[str, tuple[Answer, ...]]
"""Uncertain facts with what they may be."""
NOT_STATED = (Answer(UNSTATED, None, 1.0),)
"""What is stated of an open fact about which there is not a word."""
_SAYS_NOTHING = tuple((name, frozenset[str]()) for name in ("documents", "numbers", "denied", "marks", "claims"))
_IMITATION = {Material.GENUINE: False, Material.CLAIMED_IMITATION: True, Material.AMBIGUOUS: None}


class Stated(msgspec.Struct):
    """What the words state of a specimen, wherever it is judged."""

    settled: list[tuple[str, object]] = []
    """Sure facts, in the order in which they are settled."""
    open: Open = {}
    doubtful: dict[str, float] = {}
    verified: frozenset[str] = frozenset()


class Stating:
    """Reads the words of one lot."""

    def __init__(self, finding: Finding, lot: Lot, mass: float, age_bounds: tuple[date, ...]) -> None:
        self.stated = Stated()
        self._mass = mass
        self._age_bounds = age_bounds
        self._put_statements(finding, lot)
        self._put_offer(finding)
        self._put_lot(lot)

    def _put_statements(self, finding: Finding, lot: Lot) -> None:
        self.stated.settled.append(("shown", frozenset(statements_shown(finding, lot))))
        if not (finding.documents or finding.marks or finding.claims):
            self.stated.settled += _SAYS_NOTHING
            return
        shown = [document for document in finding.documents if not document.denied]
        self.stated.settled += (
            ("documents", frozenset([document.kind for document in shown])),
            ("numbers", frozenset([document.kind for document in shown if document.number])),
            ("denied", frozenset([document.kind for document in finding.documents if document.denied])),
            ("marks", frozenset([mark.kind for mark in finding.marks])),
            ("claims", frozenset([claim.kind.value for claim in finding.claims if not claim.negated])),
        )
        self.stated.verified = frozenset(
            [document.kind for document in shown if document.state is DocumentState.ISSUER]
        )

    def _put_offer(self, finding: Finding) -> None:
        self._believe("offer_kind", offer_kinds(finding))
        self._believe("seller_kind", finding.seller_kind, _CODE)
        self._believe("postal", finding.postal)

    def _put_lot(self, lot: Lot) -> None:
        self._put_imitation(lot.material)
        self._believe("worked", lot.worked, _CODE)
        self._believe("form", lot.form, _form)
        self._believe("origin_code", lot.origin_code, _CODE)
        self._believe("made", split_ages(lot.age, self._age_bounds), period)
        self._believe("mass_g", mass_of(lot), grams)
        self._believe("ivory_share", lot.ivory_share_volume, _point)
        self._believe("origin_country", lot.origin_country)
        self._put_taxon(lot)

    def _put_imitation(self, material: Fact[Material]) -> None:
        # What is presented as real counts as real, so words that say nothing of imitation settle the matter.
        if material.candidates:
            self._believe("imitation", material, _IMITATION.__getitem__)
        else:
            self.stated.settled.append(("imitation", False))

    def _put_taxon(self, lot: Lot) -> None:
        origin = lot.origin_country.candidates
        countries = frozenset({origin[0].value}) if origin and origin[0].probability >= 0.9 else frozenset[str]()
        self._believe("taxon", lot.taxon, lambda ref: (ref, countries))

    def _believe(self, root: str, fact: Fact[T], read: Callable[[T], object] | None = None) -> None:
        """Note a fact as known if it is sure, or as open with what is believed of it."""
        candidates = fact.candidates
        if not candidates:
            self.stated.open[root] = NOT_STATED
            return
        if candidates[0].probability >= self._mass:
            value = candidates[0].value if read is None else read(candidates[0].value)
            if value is not None and value != VAGUE:
                self.stated.settled.append((root, value))
                return
        self.stated.doubtful[root] = candidates[0].probability
        self.stated.open[root] = tuple(answers_of(fact, read or _as_it_is, self._mass))


_CODE = attrgetter("value")


def _as_it_is(value: object) -> object:
    return value


def _form(form: str) -> str | None:
    return None if form == "unknown" else form


def _point(share: float) -> Interval:
    return (share, share)
