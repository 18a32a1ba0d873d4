"""The knowledge: taxa, names, protections, range and forms, as dated tables with their sources.

This room loads, checks and compiles the tables in ``data/`` and answers questions about them. It
reads no listing and judges no offer: what the words of a listing mean is for ``detect``, what follows
from a protection is for ``law``.
"""

from lycaon.catalogue.catalogue import DATA, Catalogue
from lycaon.catalogue.facts import DomesticForm, Lookalike, Pending, Reservation
from lycaon.catalogue.lexicon import Lexicon, NameHit

__all__ = ["DATA", "Catalogue", "DomesticForm", "Lexicon", "Lookalike", "NameHit", "Pending", "Reservation"]
