"""Enquiries: whether somebody else works on the same."""

from datetime import datetime

from ninja import Schema

from lycaon.workbench.api.shapes.words import Page, Reference, Told


class AskIn(Told):
    """Whom to ask."""

    partner: Reference


class MatchOut(Schema):
    """One account or offer, and whether the partner works on it; null until it is answered."""

    kind: str
    about: str
    is_match: bool | None


class EnquiryOut(Schema):
    """An enquiry. Of what another asked, only that it did."""

    reference: str
    asker: str
    asked: str
    case: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    compared: list[MatchOut]


class EnquiriesPage(Page[EnquiryOut]):
    """Some enquiries."""
