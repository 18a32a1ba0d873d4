"""What a specimen is claimed to be made of, and what it weighs."""

from decimal import Decimal

from lycaon.detect.extract import Extract
from lycaon.detect.features import in_one_breath
from lycaon.detect.lots import Group
from lycaon.detect.wording import Wording
from lycaon.values.finding import Candidate, ClaimKind, Fact, Material, Quantity

_MASS_UNITS = {"g": Decimal(1), "kg": Decimal(1000)}


def material_of(group: Group, form: str | None, extract: Extract, wording: Wording) -> Fact[Material]:
    """Return what the words claim this group is made of; "imita" said of a live parrot is about its voice."""
    if form == "live":
        return Fact()
    names = [each.naming.span for each in group.members]
    kinds = [
        claim
        for claim in extract.claims.claims
        if not claim.negated and any(in_one_breath(claim.span, name, wording) for name in names)
    ]
    imitation = tuple(claim.span for claim in kinds if claim.kind is ClaimKind.IMITATION)
    genuine = tuple(claim.span for claim in kinds if claim.kind is ClaimKind.GENUINE)
    if imitation and genuine:
        both = (Candidate(Material.AMBIGUOUS, 0.6), Candidate(Material.CLAIMED_IMITATION, 0.25))
        return Fact(both, spans=(*imitation, *genuine))
    if imitation:
        return Fact((Candidate(Material.CLAIMED_IMITATION, 0.9),), spans=imitation)
    return Fact((Candidate(Material.GENUINE, 0.9),), spans=genuine) if genuine else Fact()


def mass_of(extract: Extract) -> Fact[Quantity]:
    """Return the first weight that a listing tells, in grams."""
    for mention in extract.quantity.mentions:
        factor = _MASS_UNITS.get(mention.quantity.unit)
        if factor is not None:
            least, best, most = mention.quantity.least, mention.quantity.best, mention.quantity.most
            grams = Quantity(least=least * factor, best=best * factor, most=most * factor, unit="g")
            return Fact((Candidate(grams, 0.9),), spans=(mention.span,))
    return Fact()
