"""What a platform may do with a listing before or after it is published: allow, ask for a document, hold, block.

A pure function of a scan: the same listing, day and editions give the same advice in both moments. It is advice. A
person decides where an offer is held, and whoever is blocked can ask for a person.
"""

from dataclasses import dataclass
from enum import StrEnum

from lycaon.values.scanned import Scan
from lycaon.values.verdict import Legality, PolicyResult

LIKELY = 0.5
"""Below this probability of wildlife or of protection nothing is asked of a seller: precision is fairness."""
SURE = 0.85
"""Least probability, of protection and of the verdict both, at which a listing may be blocked without a person."""


class Advice(StrEnum):
    """What to do, from the lightest to the gravest."""

    ALLOW = "allow"
    ASK_DOCUMENT = "ask_document"
    HOLD = "hold"
    """A person looks first."""
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Advice about one listing, with the codes on which it rests."""

    advice: Advice
    because: str
    """Code: ``no_wildlife``, ``not_covered``, ``lawful``, ``document``, ``unclear``, ``prohibited``,
    ``may_be_prohibited`` or ``platform_policy``."""
    documents: tuple[str, ...] = ()
    """Kinds of documents of which the seller is asked for one, where one would make it lawful."""


def check(scan: Scan) -> Checked:
    """Return the advice that a scan gives to a platform."""
    reading = scan.verdict.reading if scan.verdict else None
    if scan.verdict is None or reading is None or scan.wildlife < LIKELY:
        return Checked(advice=Advice.ALLOW, because="no_wildlife")
    legality = reading.legality
    if scan.protected >= LIKELY:
        if legality is Legality.PROHIBITED:
            sure = min(scan.protected, dict(reading.probabilities).get(legality, 0.0)) >= SURE
            because = "prohibited" if sure else "may_be_prohibited"
            return Checked(advice=Advice.BLOCK if sure else Advice.HOLD, because=because)
        if legality is Legality.NEEDS_DOCUMENT:
            wanted = tuple(dict.fromkeys(document.kind for document in reading.documents if not document.claimed))
            return Checked(advice=Advice.ASK_DOCUMENT, because="document", documents=wanted)
        if legality is Legality.UNKNOWN:
            return Checked(advice=Advice.HOLD, because="unclear")
    if any(policy.result is PolicyResult.BANNED for policy in scan.verdict.policies):
        # The platform's own rule, not the law; a person of the platform applies it.
        return Checked(advice=Advice.HOLD, because="platform_policy")
    return Checked(advice=Advice.ALLOW, because="lawful" if legality is Legality.ALLOWED else "not_covered")
