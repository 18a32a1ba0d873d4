"""What is done with tokens and webhooks."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.collect.targets import check_target
from lycaon.errors import CollectError, WrongStateError
from lycaon.workbench.api.models import Hook, Scope, Token
from lycaon.workbench.api.verbs import KEEP_HOOK, KEEP_TOKENS
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.record.events import write
from lycaon.workbench.record.models import Link

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Made:
    """A token and its secret, which nobody can read again."""

    token: Token
    secret: str


@action(KEEP_TOKENS)
def make_token(actor: Actor, *, name: str, scopes: Collection[Scope], lasts: timedelta = LONGEST) -> Made:
    """Make a token that acts as the person who makes it.

    Raises:
        WrongStateError: it has no name or no scope, or would last more than a year.
    """
    person, organisation = person_of(actor), house_of(actor)
    if not name.strip() or not scopes:
        raise WrongStateError(_("Say what program the token is for, and what it may do."))
    if not timedelta(0) < lasts <= LONGEST:
        raise WrongStateError(_("A token lasts a year at most."))
    secret = f"lycaon_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        person=person,
        organisation=organisation,
        name=name.strip()[:100],
        scopes=sorted(scope.value for scope in set(scopes)),
        token_hash=hashed(secret),
        expires_at=timezone.now() + lasts,
    )
    write(actor, KEEP_TOKENS, token, data={"scopes": token.scopes, "expires": token.expires_at.isoformat()})
    return Made(token, secret)


@action(KEEP_TOKENS)
def revoke_token(actor: Actor, token: Token) -> Token:
    """Revoke a token; from this second it opens nothing.

    Raises:
        WrongStateError: it is revoked.
    """
    if token.revoked_at is not None:
        raise WrongStateError(_("This token is revoked."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    write(actor, KEEP_TOKENS, token, data={"revoked": True})
    return token


@action(KEEP_HOOK)
def keep_hook(actor: Actor, *, url: str, verbs: Collection[str] = ()) -> Hook:
    """Keep an address that hears what the organisation does from now on.

    Raises:
        WrongStateError: the address is not https, or leads into a private network.
    """
    organisation = house_of(actor)
    must_be_public(url)
    latest = Link.objects.aggregate(latest=Max("seq"))["latest"] or 0
    hook = Hook.objects.create(
        organisation=organisation, url=url, secret=secrets.token_hex(32), verbs=sorted(set(verbs)), after=latest
    )
    write(actor, KEEP_HOOK, hook, data={"verbs": hook.verbs})
    return hook


@action(KEEP_HOOK)
def end_hook(actor: Actor, hook: Hook) -> Hook:
    """Send nothing more to an address.

    Raises:
        WrongStateError: it ended already.
    """
    if hook.ended_at is not None:
        raise WrongStateError(_("This webhook has ended."))
    hook.ended_at = timezone.now()
    hook.save(update_fields=["ended_at"])
    write(actor, KEEP_HOOK, hook, data={"ended": True})
    return hook


def must_be_public(url: str) -> None:
    """Pass where an address is on the public web and asked for over TLS.

    Raises:
        WrongStateError: it is not.
    """
    if not url.startswith("https://"):
        raise WrongStateError(_("The address of a webhook begins with https://."))
    try:
        check_target(url)
    except CollectError as refusal:
        raise WrongStateError(_("This address cannot be used: %(why)s") % {"why": refusal}) from refusal


def hashed(secret: str) -> str:
    """Return the hash under which a secret is kept; it holds 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
