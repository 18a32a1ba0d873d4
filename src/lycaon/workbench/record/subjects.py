"""Where a person may stand in our data: each app searches its own tables (``subjects.py``, a function ``traces``)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a person gave to be found by; any may be empty."""

    email: str = ""
    site: str = ""
    handle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Something held that is about the person, or seems to be."""

    kind: str
    """As the record calls it: ``account``."""
    name: str
    """Its reference."""
    words: str
    """What is held, without the data themselves."""
    address: str = ""
    """Where it is seen, for whoever may."""
    told_to: str = ""
    """Who outside was told: they hear of a correction or an erasure, too (GDPR Art. 19)."""
