"""What sellers claim, in the words of the reader."""

from django.utils.translation import gettext_lazy as _

from lycaon.values.finding import ClaimKind

CLAIMS = {
    ClaimKind.CAPTIVE_BRED: _("bred in captivity"),
    ClaimKind.WILD_TAKEN: _("taken from the wild"),
    ClaimKind.PROPAGATED: _("artificially propagated"),
    ClaimKind.RANCHED: _("ranched"),
    ClaimKind.OLD: _("old or antique"),
    ClaimKind.INHERITED: _("inherited"),
    ClaimKind.FOUND_DEAD: _("found dead"),
    ClaimKind.GENUINE: _("genuine"),
    ClaimKind.IMITATION: _("imitation"),
    ClaimKind.PAPERS: _("has papers"),
    ClaimKind.NO_PAPERS: _("has no papers"),
    ClaimKind.MARKED: _("ringed, chipped or marked"),
    ClaimKind.LAWFUL: _("said to be lawful"),
    ClaimKind.DISCREET: _("asks for discretion"),
}


def claim_in_words(kind: str) -> str:
    """Return what a claim says; empty for what is no claim.

    >>> claim_in_words("papers")
    'has papers'
    """
    return str(CLAIMS[ClaimKind(kind)]) if kind in tuple(ClaimKind) else ""
