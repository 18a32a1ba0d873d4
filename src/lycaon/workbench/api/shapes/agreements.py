"""Agreements, and the organisations between which they stand."""

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from lycaon.workbench.api.shapes.words import Kept, Page, Reference, Short, Told
from lycaon.workbench.people.labels import TLP


class OrganisationOut(Schema):
    """An organisation."""

    reference: str
    name: str
    kind: str
    country: str
    is_host: bool
    ended_on: date | None


class OrganisationsPage(Page[OrganisationOut]):
    """Some organisations."""


class AgreementIn(Told):
    """What an agreement says, before it is signed."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    legal_basis: Annotated[str, StringConstraints(min_length=1, max_length=2_000), Kept]
    transfer_basis: Short = ""
    starts_on: date
    ends_on: date | None = None
    parties: Annotated[list[Reference], Field(min_length=2, max_length=50)]


class ThingIn(Told):
    """A kind of thing whose usual flows are added, such as ``notice`` or ``information_log``."""

    thing: Annotated[str, StringConstraints(max_length=40), Kept]


class FlowOut(Schema):
    """One thing that may go one way."""

    number: int
    sender: str
    recipient: str
    thing: str
    fields_allow: list[str]
    fields_deny: list[str]
    conditions: list[str]
    purpose: str
    tlp_max: str
    pap_max: str
    retention_days: int | None
    onward: str
    feedback_due_days: int | None


class AgreementOut(Schema):
    """An agreement, and what it lets through."""

    reference: str
    title: str
    legal_basis: str
    transfer_basis: str
    parties: list[str]
    starts_on: date
    ends_on: date | None
    signed_on: date | None
    ended_on: date | None
    document_sha256: str
    stands: bool
    """Whether it opens the gate today."""
    flows: list[FlowOut]


class AgreementsPage(Page[AgreementOut]):
    """Some agreements."""


class OriginIn(Told):
    """That something came from another organisation, and under which label."""

    about: Reference
    originator: Reference
    tlp: TLP
    received_on: date


class ConsentIn(Told):
    """That whoever gave something lets it go on to one recipient, under a label no freer than ``tlp_min``."""

    recipient: Reference
    tlp_min: TLP
    given_by: Annotated[str, StringConstraints(min_length=1, max_length=200), Kept]
    given_on: date


class ConsentOut(Schema):
    """A consent."""

    recipient: str
    tlp_min: str
    given_by: str
    given_on: date


class OriginOut(Schema):
    """Something that came from another organisation, with the consents to pass it on."""

    number: int
    about: str
    originator: str
    tlp: str
    received_on: date
    consents: list[ConsentOut]


class OriginsPage(Page[OriginOut]):
    """Some of what came from others."""


class EndIn(Told):
    """Why an agreement is given up."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500), Kept]
