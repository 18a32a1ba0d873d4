"""Whose tokens and webhooks one may get."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from lycaon.workbench.api.actions import hashed
from lycaon.workbench.api.models import Hook, Token
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import STANDING, Membership


def tokens_for(actor: Actor) -> QuerySet[Token]:
    """Return one's own tokens."""
    return Token.objects.filter(person=actor.person, organisation=actor.organisation).order_by("-made_at")


def token_for(actor: Actor, reference: str) -> Token:
    """Return one of one's own tokens.

    Raises:
        Http404: there is none of that name.
    """
    token = tokens_for(actor).filter(reference=reference).first()
    if token is None:
        raise Http404
    return token


def hooks_for(actor: Actor) -> QuerySet[Hook]:
    """Return the webhooks of the organisation that have not ended."""
    return Hook.objects.filter(organisation=actor.organisation, ended_at=None).order_by("pk")


def hook_for(actor: Actor, reference: str) -> Hook:
    """Return one webhook.

    Raises:
        Http404: there is none of that name.
    """
    hook = hooks_for(actor).filter(reference=reference).first()
    if hook is None:
        raise Http404
    return hook


def bearer(secret: str) -> tuple[Actor, Token] | None:
    """Return who acts through a token that holds now; None for any other secret."""
    token = (
        Token.objects.select_related("person", "organisation")
        .filter(token_hash=hashed(secret), revoked_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if token is None:
        return None
    membership = (
        Membership.objects.filter(STANDING, person=token.person, organisation=token.organisation)
        .select_related("person", "organisation")
        .first()
    )
    return (Actor.of(membership), token) if membership else None
