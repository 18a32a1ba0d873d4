"""The roles, and what kind of organisation may give which: a platform's agent is never an analyst of the NGO."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an organisation is."""

    NGO = "ngo", _("non-governmental organisation")
    PLATFORM = "platform", _("platform")
    AUTHORITY = "authority", _("authority")
    CARRIER = "carrier", _("carrier")
    OVERSIGHT = "oversight", _("oversight body")


class Role(models.TextChoices):
    """What a person is in an organisation. Somebody may have several; each verb says which roles it takes."""

    ADMINISTRATOR = "administrator", _("administrator")
    LEAD = "lead", _("lead")
    ANALYST = "analyst", _("analyst")
    REVIEWER = "reviewer", _("reviewer")
    RESEARCHER = "researcher", _("researcher")
    PLATFORM_AGENT = "platform_agent", _("platform agent")
    AUTHORITY_OFFICER = "authority_officer", _("officer of an authority")
    OVERSIGHT = "oversight", _("oversight")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("data protection officer")


_OWN_HOUSE = frozenset({
    Role.ADMINISTRATOR, Role.LEAD, Role.ANALYST, Role.REVIEWER, Role.RESEARCHER, Role.DATA_PROTECTION_OFFICER,
})  # fmt: skip

STAFF = _OWN_HOUSE
"""Roles that only the organisation that runs the installation gives."""

ROLES_OF: Mapping[Kind, frozenset[Role]] = MappingProxyType(
    {
        Kind.NGO: _OWN_HOUSE,
        Kind.PLATFORM: frozenset({Role.PLATFORM_AGENT}),
        Kind.AUTHORITY: frozenset({Role.AUTHORITY_OFFICER}),
        Kind.CARRIER: frozenset({Role.PLATFORM_AGENT}),
        Kind.OVERSIGHT: frozenset({Role.OVERSIGHT}),
    }
)
"""What a partner may give. An organisation that runs the installation (``is_host``) gives the roles of an NGO,
whatever its kind: a CITES authority has analysts of its own."""


def roles_open_to(kind: Kind, *, is_host: bool) -> frozenset[Role]:
    """Return the roles that people of such an organisation may have."""
    return ROLES_OF[kind] | _OWN_HOUSE if is_host else ROLES_OF[kind]
