"""What belongs together, and why: near-duplicate offers, and links between them, each with its grounds.

This room compares offers and accounts with one another. It never says that two accounts are one person, and never
what an offer means: a link is a reason to look, with a score that is not a probability.
"""

from lycaon.link.duplicates import Group, Lookup, Member, near_duplicates
from lycaon.link.likeness import Ground, GroundKind, Likeness, likeness

__all__ = ["Ground", "GroundKind", "Group", "Likeness", "Lookup", "Member", "likeness", "near_duplicates"]
