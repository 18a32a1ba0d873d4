"""What the administration reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from lycaon.workbench.people.models import Agreement, Consent, Flow, Invitation, Membership, Organisation, Origin
from lycaon.workbench.people.roles import Role


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an organisation, with roles in words."""

    membership: Membership
    roles: str


def with_numbers(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return organisations with ``people``, how many belong to each; the house first, the ended last."""
    return organisations.annotate(people=Count("memberships", filter=Q(memberships__ended_at=None))).order_by(
        "-is_host", "ended_at", "name"
    )


def members(organisation: Organisation) -> Sequence[Member]:
    """Return who belongs to an organisation now."""
    rows = (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .select_related("person")
        .order_by("person__name")
    )
    return [Member(row, in_words(row.roles)) for row in rows]


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Return the invitations that somebody may still accept."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).order_by("-sent_at")


def with_flows(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return agreements with their parties and flows, the standing first."""
    flows = Flow.objects.select_related("sender", "recipient").order_by("id")
    return agreements.prefetch_related("parties", Prefetch("flows", queryset=flows)).order_by("-signed_on", "title")


@dataclass(frozen=True, slots=True)
class Given:
    """Something that came from others, and the consents to pass it on."""

    origin: Origin
    consents: Sequence[Consent]


def with_consents(origins: Iterable[Origin]) -> list[Given]:
    """Return what came from others with the consents to it, in two queries."""
    rows = list(origins)
    found = Consent.objects.filter(object_id__in=[one.object_id for one in rows]).select_related("recipient")
    consents: dict[tuple[int, str, str], list[Consent]] = {}
    for one in found.order_by("given_on", "pk"):
        consents.setdefault((one.originator_id, one.object_kind, one.object_id), []).append(one)  # pyright: ignore[reportAttributeAccessIssue]
    return [Given(row, consents.get((row.originator.pk, row.object_kind, row.object_id), ())) for row in rows]


def in_words(roles: Sequence[str]) -> str:
    """Return the labels of role codes."""
    return ", ".join(str(Role(role).label) for role in roles)
