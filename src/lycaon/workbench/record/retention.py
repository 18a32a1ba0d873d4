"""How long things are kept: each app says what it keeps, for how long, and how it forgets it. One job does the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One kind of thing whose time runs out."""

    name: str
    """Stands in the record and in the proof: ``rejected_offers``."""
    says: str
    """In English, for the documentation and the impact assessment: what is kept, and what then."""
    days: int
    """For how long, unless the installation says otherwise."""
    due: Callable[[datetime], QuerySet[Any]]
    """The rows whose time was over at a moment (already counted back by ``days``)."""
    forget: Callable[[Sequence[Any]], None]
    """Anonymise or delete some rows, within a transaction. Afterwards they are no longer ``due``."""
    basis: str = ""
    """Why so long and no longer."""
    name_of: Callable[[Any], str] = lambda row: str(getattr(row, "reference", None) or row.pk)
    """By what a hold and the proof know a row."""
    held_as: Callable[[Any], Sequence[tuple[str, str]]] = lambda row: (
        (str(row._meta.model_name), str(getattr(row, "reference", None) or row.pk)),
    )
    """Kind and name of every object whose hold also holds this row: an offer's own, its account's, its case's."""
