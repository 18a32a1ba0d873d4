"""Decisions of analysts: listings as published, each with what a person made of it (``docs/learn.md``).

Read at the door, line by line: a line that cannot be used becomes a Rejected, never an error and never a guess.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from lycaon.catalogue import Catalogue
from lycaon.collect.bounded import shown
from lycaon.collect.jsonlines import read_json
from lycaon.collect.mapping import guess
from lycaon.collect.records import Record, day, to_listing
from lycaon.scan.gold import Gold
from lycaon.values.listing import Listing, Rejected

_KEYS = frozenset({"decision", "reason", "note", "taxon", "form", "decided_on"})


class Reason(StrEnum):
    """Why an offer was rejected, where it matters to learning; any other words mean that no wildlife is proposed."""

    NOT_WILDLIFE = "not_wildlife"
    """no specimen of a wild species is proposed: a car, a toy, an imitation, mere talk"""
    NOT_PROTECTED = "not_protected"
    """wildlife is proposed, but no law covers it in that form"""
    LAWFUL = "lawful"
    """wildlife is proposed, and lawfully so; the words were read right"""
    DUPLICATE = "duplicate"
    """decided elsewhere: nothing to learn"""
    CANNOT_TELL = "cannot_tell"
    """nobody can tell: nothing to learn"""


_TAUGHT: dict[str, tuple[bool | None, bool | None]] = {
    Reason.NOT_PROTECTED: (True, False),
    Reason.LAWFUL: (True, None),
    Reason.DUPLICATE: (None, None),
    Reason.CANNOT_TELL: (None, None),
}
"""What a rejection says of (wildlife, protected); None says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A listing and what an analyst decided about it."""

    listing: Listing
    confirmed: bool
    reason: str = ""
    taxon_id: str = ""
    """The taxon that the analyst named, an id of the catalogue."""
    form: str = ""
    """The form likewise."""
    decided_on: date | None = None

    @property
    def gold(self) -> Gold:
        """What the decision labels; nothing (None) where it says nothing."""
        wildlife, protected = (True, True) if self.confirmed else _TAUGHT.get(self.reason, (False, False))
        return Gold(wildlife=wildlife, protected=protected, language=self.listing.language)


def read_decisions(stream: BinaryIO, name: str, catalogue: Catalogue) -> Iterator[Decided | Rejected]:
    """Yield the decisions of a JSON Lines file (or of one JSON array), in order.

    Args:
        stream: the file, in bytes.
        name: what to call it in ``where``.
        catalogue: knows which taxa and forms there are.

    Yields:
        A Rejected, with its ``code``, for what is no JSON (``bad_json``), no listing (``no_text``, ``too_large``),
        has no decision (``no_decision``), or says something we do not understand (``not_text``, ``bad_day``,
        ``unknown_taxon``, ``unknown_form``).
    """
    for record in read_json(stream, name):
        yield record if isinstance(record, Rejected) else _decided(record, catalogue)


def latest(decided: Iterable[Decided]) -> list[Decided]:
    """Return the last decision about each listing, in the order of their ids.

    The last is the one of the latest day; of one day, and without a day, the later line. So the order of lines
    matters only where one listing was decided twice.
    """
    last: dict[str, Decided] = {}
    for one in decided:
        before = last.get(one.listing.id)
        if before is None or (one.decided_on or date.min) >= (before.decided_on or date.min):
            last[one.listing.id] = one
    return [last[key] for key in sorted(last)]


def _decided(record: Record, catalogue: Catalogue) -> Decided | Rejected:
    told = record.values
    for key in _KEYS & told.keys():
        if told[key] is not None and not isinstance(told[key], str):
            return _rejected(record, "not_text", f'"{key}" is not text', f'write "{key}": "…", or leave it out')
    decision, reason, taxon, form, on = (
        str(told.get(key) or "").strip() for key in ("decision", "reason", "taxon", "form", "decided_on")
    )
    decision = decision.casefold()
    if decision not in ("confirm", "reject"):
        said = f'the decision is "{decision}"' if decision else "there is no decision"
        return _rejected(record, "no_decision", said, 'write "decision": "confirm" or "decision": "reject"')
    if on and day(on) is None:
        return _rejected(record, "bad_day", f'"decided_on" is "{on}", which is no day', "write it as 2026-11-22")
    taxon_id = next((name.taxon_id for name in catalogue.find(taxon) if name.taxon_id), "") if taxon else ""
    if taxon and not taxon_id:
        return _rejected(record, "unknown_taxon", f'no taxon is called "{taxon}"', f'try: lycaon taxon "{taxon}"')
    if form and form not in catalogue.forms:
        known = ", ".join(sorted(catalogue.forms)[:12])
        return _rejected(record, "unknown_form", f'no form is called "{form}"', f"forms are {known} …")
    # What the analyst says is taken away before reading: nothing of it may reach the engine.
    words = {key: value for key, value in told.items() if key not in _KEYS}
    listing = to_listing(Record(record.where, words), guess(words))
    if isinstance(listing, Rejected):
        return _rejected(record, listing.code, listing.reason, "a decision comes with its listing as published")
    return Decided(
        listing=listing, confirmed=decision == "confirm", reason=reason, taxon_id=taxon_id, form=form,
        decided_on=day(on) if on else None,
    )  # fmt: skip


def _rejected(record: Record, code: str, reason: str, hint: str) -> Rejected:
    raw = json.dumps(record.values, ensure_ascii=True, default=str)
    return Rejected(where=record.where, code=code, reason=reason, hint=hint, raw=shown(raw))
