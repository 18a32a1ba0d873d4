"""Where a case goes first: the rules as a function over plain facts, so that a lead sees why a route is proposed.

The rules are those of the field: a live animal at risk or signs of a network go to an authority first, a single object
of a private seller to the platform, an offer that lacks a document gets a question, one that only a platform's rules
forbid never goes to the police. A person chooses; another choice than the one proposed needs a reason.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from lycaon.values.verdict import Legality

NETWORK_ACCOUNTS = 2
NETWORK_OFFERS = 10


class Route(models.TextChoices):
    """Where a case goes."""

    AUTHORITY_FIRST = "authority_first", _("authority first; the platform's notice waits, at most 72 hours")
    AUTHORITY_AND_PLATFORM = "authority_and_platform", _("authority and platform at the same time")
    PLATFORM = "platform", _("platform, with a monthly referral to the authority")
    ASK_FOR_DOCUMENT = "ask_for_document", _("a question to the platform: ask the seller for the document")
    PLATFORM_POLICY = "platform_policy", _("platform, under its own rules only; never to police")
    EXPERT = "expert", _("an expert first")
    TRANSFER = "transfer", _("another organisation, under an agreement")
    NONE = "none", _("nowhere: lawful as described")


class Because(models.TextChoices):
    """Why a route is proposed."""

    LIVE_AT_RISK = "live_at_risk", _("a live animal appears to be at risk, or to be dangerous")
    NETWORK = "network", _("signs of a network: linked accounts, many offers, or offered again after removal")
    PROHIBITED_OBJECT = "prohibited_object", _("appears prohibited: an object of one account")
    LACKS_DOCUMENT = "lacks_document", _("appears lawful only with a document that it does not show")
    POLICY_ONLY = "policy_only", _("only the platform's own rules appear to forbid it")
    UNKNOWN = "unknown", _("too little is known to judge")
    ELSEWHERE = "elsewhere", _("outside the mandate of the house")
    LAWFUL = "lawful", _("appears lawful as described, or not covered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the rules ask about a case."""

    legalities: frozenset[Legality]
    """Of its offers."""
    is_banned_by_platform: bool = False
    has_live_animal: bool = False
    accounts: int = 1
    """That are linked with each other."""
    offers: int = 1
    is_repeat: bool = False
    """Whether an offer came back after it was removed."""
    supplies_from_abroad: bool = False
    is_in_mandate: bool = True


def propose(case: Situation) -> tuple[Route, Because]:
    """Return the route that the rules propose, and why; the gravest offer of a case decides."""
    if not case.is_in_mandate:
        return Route.TRANSFER, Because.ELSEWHERE
    prohibited = Legality.PROHIBITED in case.legalities
    # A lawful breeder also has many offers: only where something appears prohibited are many a sign of anything.
    if prohibited and case.has_live_animal:
        return Route.AUTHORITY_FIRST, Because.LIVE_AT_RISK
    if prohibited and _is_network(case):
        return Route.AUTHORITY_FIRST, Because.NETWORK
    if prohibited:
        return Route.PLATFORM, Because.PROHIBITED_OBJECT
    if Legality.NEEDS_DOCUMENT in case.legalities:
        if case.is_repeat:
            return Route.AUTHORITY_AND_PLATFORM, Because.NETWORK
        return Route.ASK_FOR_DOCUMENT, Because.LACKS_DOCUMENT
    if Legality.UNKNOWN in case.legalities or not case.legalities:
        return Route.EXPERT, Because.UNKNOWN
    return (Route.PLATFORM_POLICY, Because.POLICY_ONLY) if case.is_banned_by_platform else (Route.NONE, Because.LAWFUL)


def _is_network(case: Situation) -> bool:
    return (
        case.accounts >= NETWORK_ACCOUNTS
        or case.offers >= NETWORK_OFFERS
        or case.is_repeat
        or case.supplies_from_abroad
    )


TO_AUTHORITY = frozenset({Route.AUTHORITY_FIRST, Route.AUTHORITY_AND_PLATFORM, Route.PLATFORM, Route.TRANSFER})
"""Routes on which an information log may leave: first, beside the notice, in the monthly referral, by transfer."""
