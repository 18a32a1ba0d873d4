"""A verdict: what the law appears to say about one offer. It speaks of an offer, never of a person.

What is made by the dozen for every offer is a struct, as in :mod:`lycaon.values.finding`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from lycaon.values.finding import Span


class Legality(StrEnum):
    """What law appears to say; from the gravest to the lightest, ``UNKNOWN`` in the middle."""

    PROHIBITED = "prohibited"
    """appears forbidden even with a usual document"""
    NEEDS_DOCUMENT = "needs_document"
    """appears lawful only with a document that the offer does not show or that is not verified"""
    UNKNOWN = "unknown"
    """the facts are too weak, or no law is loaded for the place"""
    ALLOWED = "allowed"
    """appears lawful as described"""
    NOT_COVERED = "not_covered"
    """no rule in scope applies"""


class Effect(StrEnum):
    """What a rule does when it applies."""

    PROHIBIT = "prohibit"
    REQUIRE = "require"
    EXEMPT = "exempt"
    DISPLAY = "display"
    NOTE = "note"


class PolicyResult(StrEnum):
    """What a platform's own policy says. Never merged with the law."""

    BANNED = "banned"
    RESTRICTED = "restricted"
    PERMITTED = "permitted"
    NO_POLICY = "no_policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a rule stands: ``instrument`` "Regulation (EC) 338/97", ``article`` "Art. 8(1)"."""

    instrument: str
    article: str = ""
    url: str = ""


class FactUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A fact a rule relied on: its name in the rules, its value as text, and the words that state it."""

    name: str
    value: str
    spans: tuple[Span, ...] = ()
    assumed: bool = False
    """The listing does not say it; the branch that was followed supposes it."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that applied, or that would apply if an unknown fact were so (``probability`` below 1)."""

    rule: str
    version: str
    jurisdiction: str
    effect: Effect
    title: tuple[tuple[str, str], ...]
    """(language, words) in en, fr, de, nl."""
    basis: tuple[Basis, ...]
    role: str = ""
    """In what role the place matters: item, seller, market, platform, cross-border."""
    facts: tuple[FactUsed, ...] = ()
    probability: float = 1.0
    confirmed: bool = True
    """False: the rule has not been checked against the primary text, and the sentence says so."""
    draft: bool = False
    exempted_by: str = ""
    """Id of the rule that switched it off."""


class MissingFact(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose answer would change the verdict."""

    fact: str
    """Name in the rules; the question is worded at the edge."""
    answers: tuple[tuple[str, Legality], ...]
    """(answer, legality if so)."""
    mass: float
    """Probability mass that the answers move; the list is sorted by it."""


class DocumentNeeded(msgspec.Struct, frozen=True, kw_only=True):
    """A document that would make the offer lawful."""

    kind: str
    alternatives: tuple[str, ...] = ()
    """Other kinds of which one would do as well."""
    issuer: str = ""
    claimed: bool = False
    confirmed: bool = False
    """Its issuer confirmed it."""
    number: str = ""
    syntax: str = ""
    rules: tuple[str, ...] = ()


class DisplayDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A statement the listing must show and, as far as we can read, does not (``met`` False)."""

    field: str
    rule: str
    met: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the law of one place appears to say on one day."""

    jurisdiction: str
    """ISO 3166 code, or ``CITES`` for the crossing of a border."""
    on: date
    legality: Legality
    probabilities: tuple[tuple[Legality, float], ...]
    """All five, in the order of :class:`Legality`; they sum to 1."""
    reasons: tuple[Reason, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    documents: tuple[DocumentNeeded, ...] = ()
    duties: tuple[DisplayDuty, ...] = ()
    lot: int = 0
    """Which lot of the finding."""
    law_loaded: bool = True
    basis_of_day: str = ""
    """How the day was chosen: posted, first_seen, capture, given, today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyReading:
    """What one platform's policy says."""

    platform: str
    result: PolicyResult
    policy: str = ""
    version: str = ""
    effective_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All readings of one offer."""

    listing_id: str
    readings: tuple[Reading, ...] = ()
    headline: int = 0
    """Index of the reading that speaks for the offer."""
    headline_because: str = ""
    """``item_country``, ``seller_country``, ``market``, ``strictest_plausible``, ``cross_border``, ``no_place``."""
    weakest_link: str = ""
    """Code of the least certain fact (``taxon``, ``country``, ...), worded at the edge."""
    confidence: float = 0.0
    policies: tuple[PolicyReading, ...] = ()

    @property
    def reading(self) -> Reading | None:
        """The reading that speaks for the offer, or None where nothing was judged."""
        return self.readings[self.headline] if self.readings else None
