"""Handling labels: how far a thing may travel (TLP 2.0) and what may be done with it (PAP), from the freest up."""

from collections.abc import Iterable

from django.db import models


class TLP(models.TextChoices):
    """Traffic Light Protocol 2.0 (FIRST): who may see it."""

    CLEAR = "clear", "TLP:CLEAR"
    GREEN = "green", "TLP:GREEN"
    AMBER = "amber", "TLP:AMBER"
    AMBER_STRICT = "amber+strict", "TLP:AMBER+STRICT"
    RED = "red", "TLP:RED"


class PAP(models.TextChoices):
    """Permissible Actions Protocol: what may be done with it."""

    CLEAR = "clear", "PAP:CLEAR"
    GREEN = "green", "PAP:GREEN"
    AMBER = "amber", "PAP:AMBER"
    RED = "red", "PAP:RED"


def tlp_rank(label: TLP) -> int:
    """Return how strict a label is; 0 is the freest."""
    return list(TLP).index(label)


def pap_rank(label: PAP) -> int:
    """Return how strict a label is; 0 is the freest."""
    return list(PAP).index(label)


def strictest_tlp(labels: Iterable[TLP]) -> TLP:
    """Return the label of a bundle: that of its strictest element.

    >>> strictest_tlp([TLP.GREEN, TLP.AMBER, TLP.CLEAR])
    TLP.AMBER
    """
    return max(labels, key=tlp_rank, default=TLP.CLEAR)


def strictest_pap(labels: Iterable[PAP]) -> PAP:
    """Return the label of a bundle: that of its strictest element."""
    return max(labels, key=pap_rank, default=PAP.CLEAR)
