"""What is done with organisations and people: enrol, invite, join, give roles, close accounts."""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.people.acting import Actor, TurnedAwayError, action
from lycaon.workbench.people.models import Invitation, Membership, Organisation, Person
from lycaon.workbench.people.roles import Kind, Role, roles_open_to
from lycaon.workbench.people.verbs import CLOSE_ACCOUNT, GIVE_ROLES, INVITE, JOIN, KEEP_ORGANISATION
from lycaon.workbench.record.events import write

INVITATION_DAYS = 7
"""For how long a link may be used; it is as good as a password meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an organisation says of itself."""

    kind: Kind
    name: str
    country: str
    languages: tuple[str, ...] = ("en",)
    time_zone: str = ""
    domains: tuple[str, ...] = ()
    controller_name: str = ""
    controller_address: str = ""
    controller_email: str = ""
    protection_officer_email: str = ""


@action(KEEP_ORGANISATION)
def found_house(actor: Actor, profile: Profile) -> Organisation:
    """Enrol the organisation that runs the installation; there is one, and it is the first.

    Raises:
        WrongStateError: it stands already.
    """
    if Organisation.objects.filter(is_host=True).exists():
        raise WrongStateError(_("This installation already has its organisation."))
    return _kept(actor, Organisation(is_host=True), profile, "found")


@action(KEEP_ORGANISATION)
def enrol_organisation(actor: Actor, profile: Profile) -> Organisation:
    """Enrol a partner.

    Raises:
        WrongStateError: the name is taken; or an authority or platform names no domain of its mail addresses.
    """
    return _kept(actor, Organisation(), profile, "enrol")


@action(KEEP_ORGANISATION)
def change_organisation(actor: Actor, organisation: Organisation, profile: Profile) -> Organisation:
    """Change what an organisation says of itself.

    Raises:
        WrongStateError: as for :func:`enrol_organisation`; or its kind would change while people have roles of it.
    """
    _of_own_house(actor, organisation)
    if (
        organisation.kind != profile.kind
        and Membership.objects.filter(organisation=organisation, ended_at=None).exists()
    ):
        raise WrongStateError(_("The kind of an organisation cannot change while people belong to it."))
    return _kept(actor, organisation, profile, "change")


@action(KEEP_ORGANISATION)
def end_organisation(actor: Actor, organisation: Organisation, *, reason: str) -> None:
    """End the enrolment of a partner: its people can no longer act for it.

    Raises:
        WrongStateError: it runs the installation, or has ended already.
    """
    if organisation.is_host or organisation.ended_at:
        raise WrongStateError(_("This organisation cannot be ended."))
    organisation.ended_at = timezone.now()
    organisation.save(update_fields=["ended_at"])
    write(actor, KEEP_ORGANISATION, organisation, reason=reason, data={"act": "end"})


def _kept(actor: Actor, organisation: Organisation, profile: Profile, act: str) -> Organisation:
    if Organisation.objects.filter(name=profile.name).exclude(pk=organisation.pk).exists():
        raise WrongStateError(_("There is an organisation of this name already."))
    if profile.kind in (Kind.AUTHORITY, Kind.PLATFORM) and not organisation.is_host and not profile.domains:
        raise WrongStateError(_("Name at least one domain of its mail addresses; others are not enrolled."))
    changed = [name for name in _PROFILE if getattr(organisation, name) != _plain(profile, name)]
    for name in changed:
        setattr(organisation, name, _plain(profile, name))
    organisation.save()
    write(actor, KEEP_ORGANISATION, organisation, data={"act": act, "changed": changed})
    return organisation


_PROFILE = (
    "kind", "name", "country", "languages", "time_zone", "domains",
    "controller_name", "controller_address", "controller_email", "protection_officer_email",
)  # fmt: skip


def _plain(profile: Profile, name: str) -> object:
    value = getattr(profile, name)
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its secret, which is shown to nobody but whom it was sent to."""

    invitation: Invitation
    token: str


@action(INVITE)
def invite(actor: Actor, organisation: Organisation, *, email: str, name: str, roles: Collection[Role]) -> Invited:
    """Ask somebody to join an organisation. Whoever calls this sends the link.

    Raises:
        WrongStateError: the organisation does not give these roles, or the person has joined it already.
        TurnedAwayError: the address is none of the organisation's domains; which is written down.
    """
    _of_own_house(actor, organisation)
    _must_give(organisation, roles)
    address = email.strip().casefold()
    _must_be_of_domain(organisation, address)
    if Membership.objects.filter(person__email=address, organisation=organisation, ended_at=None).exists():
        raise WrongStateError(_("This person belongs to the organisation already."))
    Invitation.objects.filter(email=address, organisation=organisation, accepted_at=None).update(
        withdrawn_at=timezone.now()
    )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        name=name.strip()[:200],
        organisation=organisation,
        roles=_codes(roles),
        invited_by=actor.person,
        token_hash=_hash(token),
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    write(actor, INVITE, invitation, data={"organisation": organisation.reference, "roles": _codes(roles)})
    return Invited(invitation, token)


@action(INVITE)
def withdraw_invitation(actor: Actor, invitation: Invitation) -> None:
    """Make the link of an invitation useless.

    Raises:
        WrongStateError: it was accepted or withdrawn.
    """
    if invitation.accepted_at or invitation.withdrawn_at:
        raise WrongStateError(_("This invitation is no longer open."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    write(actor, INVITE, invitation, data={"act": "withdraw"})


def open_invitation(token: str, *, at: datetime | None = None) -> Invitation | None:
    """Return the invitation that a link belongs to; None where it was used, withdrawn, has expired or never was."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(
            token_hash=_hash(token),
            accepted_at=None,
            withdrawn_at=None,
            organisation__ended_at=None,
            expires_at__gt=at or timezone.now(),
        )
        .first()
    )


@action(JOIN)
def join(
    actor: Actor, invitation: Invitation, *, name: str = "", password: str = "", language: str = "en"
) -> Membership:
    """Accept an invitation, once; a person who has no account gets one.

    Args:
        actor: the software, on behalf of whoever holds the link.
        invitation: as :func:`open_invitation` returned it.
        name: of a new person.
        password: of a new person, validated by the form.
        language: in which to write to a new person.

    Raises:
        WrongStateError: the link has been used meanwhile.
    """
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.accepted_at or held.withdrawn_at:
        raise WrongStateError(_("This invitation is no longer open."))
    person = Person.objects.filter(email=held.email).first() or Person.objects.enrol(
        held.email, name=name.strip()[:200] or held.name, password=password, language=language
    )
    membership = Membership.objects.create(person=person, organisation=held.organisation, roles=held.roles)
    held.accepted_at = timezone.now()
    held.save(update_fields=["accepted_at"])
    write(actor, JOIN, person, data={"invitation": held.reference, "organisation": held.organisation.reference})
    return membership


@action(GIVE_ROLES)
def give_roles(actor: Actor, membership: Membership, roles: Collection[Role], *, reason: str = "") -> None:
    """Change what somebody is in an organisation; it holds from the next request on.

    Raises:
        WrongStateError: the organisation does not give these roles, they are one's own, or nobody would administer it.
    """
    _not_oneself(actor, membership.person)
    _of_own_house(actor, membership.organisation)
    _must_give(membership.organisation, roles)
    if Role.ADMINISTRATOR not in roles:
        _must_leave_an_administrator(membership)
    before, membership.roles = list(membership.roles), _codes(roles)
    membership.save(update_fields=["roles"])
    write(
        actor,
        GIVE_ROLES,
        membership.person,
        reason=reason,
        data={"organisation": membership.organisation.reference, "before": before, "now": membership.roles},
    )


@action(GIVE_ROLES)
def end_membership(actor: Actor, membership: Membership, *, reason: str) -> None:
    """Take somebody out of an organisation.

    Raises:
        WrongStateError: it is oneself, or nobody would administer the house.
    """
    _not_oneself(actor, membership.person)
    _of_own_house(actor, membership.organisation)
    _must_leave_an_administrator(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    write(
        actor,
        GIVE_ROLES,
        membership.person,
        reason=reason,
        data={"organisation": membership.organisation.reference, "before": list(membership.roles), "now": []},
    )


@action(CLOSE_ACCOUNT)
def close_account(actor: Actor, person: Person, *, reason: str) -> None:
    """Shut somebody out at once, everywhere: the account sleeps and every session ends.

    Raises:
        WrongStateError: it is oneself, or nobody would administer the house, or it is closed.
    """
    _not_oneself(actor, person)
    if not person.is_active:
        raise WrongStateError(_("This account is closed already."))
    for membership in Membership.objects.filter(person=person, ended_at=None).select_related("organisation"):
        _must_leave_an_administrator(membership)
    person.is_active = False
    person.save(update_fields=["is_active"])
    _end_sessions(person)
    write(actor, CLOSE_ACCOUNT, person, reason=reason, data={"act": "close"})


@action(CLOSE_ACCOUNT)
def reopen_account(actor: Actor, person: Person, *, reason: str) -> None:
    """Let somebody in again.

    Raises:
        WrongStateError: the account is open.
    """
    if person.is_active:
        raise WrongStateError(_("This account is open."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    write(actor, CLOSE_ACCOUNT, person, reason=reason, data={"act": "reopen"})


@action(CLOSE_ACCOUNT)
def forget_second_factor(actor: Actor, person: Person, *, reason: str) -> None:
    """Remove the second factor of somebody who lost it, and end every session; a new one is set up at the next sign-in.

    Raises:
        WrongStateError: it is oneself, or there is none.
    """
    _not_oneself(actor, person)
    removed, _by_kind = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise WrongStateError(_("This person has no second factor."))
    _end_sessions(person)
    write(actor, CLOSE_ACCOUNT, person, reason=reason, data={"act": "forget_second_factor"})


def _end_sessions(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _not_oneself(actor: Actor, person: Person) -> None:
    if actor.person == person:
        raise WrongStateError(_("Nobody changes the own rights; ask another administrator."))


def _of_own_house(actor: Actor, organisation: Organisation) -> None:
    """An administrator of a partner administers that partner; the house administers all."""
    own = actor.organisation
    if not actor.is_software and own is not None and not own.is_host and own != organisation:
        raise WrongStateError(_("Only people of the house administer other organisations."))


def _must_give(organisation: Organisation, roles: Collection[Role]) -> None:
    allowed = roles_open_to(Kind(organisation.kind), is_host=organisation.is_host)
    if not roles or not set(roles) <= allowed:
        raise WrongStateError(
            _("An organisation of this kind gives these roles: %(roles)s.")
            % {"roles": ", ".join(str(role.label) for role in Role if role in allowed)}
        )


def _must_be_of_domain(organisation: Organisation, address: str) -> None:
    domain = address.rpartition("@")[2]
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise WrongStateError(_("This is not a mail address."))
    if organisation.domains and not any(domain == one or domain.endswith("." + one) for one in organisation.domains):
        raise TurnedAwayError(
            _("%(domain)s is not a domain of %(organisation)s.") % {"domain": domain, "organisation": organisation},
            verb=INVITE,
            about=organisation,
            data={"act": "refused", "reason": "domain"},
        )


def _must_leave_an_administrator(membership: Membership) -> None:
    if not membership.organisation.is_host or Role.ADMINISTRATOR not in membership.roles:
        return
    # The rows are locked: two administrators must not let each other go in the same second.
    others = Membership.objects.select_for_update().filter(
        organisation=membership.organisation,
        ended_at=None,
        person__is_active=True,
        roles__contains=[Role.ADMINISTRATOR],
    )
    if not [one for one in others if one.pk != membership.pk]:
        raise WrongStateError(_("Somebody must be left who administers this installation."))


def _codes(roles: Collection[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
