"""What is done at the data protection desk."""

import hashlib
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.privacy.assessment import assessment, configuration_digest
from lycaon.workbench.privacy.models import Answer, Assessment, Breach, Hold, Period, Right, SubjectRequest
from lycaon.workbench.privacy.sweeping import sweeps
from lycaon.workbench.privacy.verbs import HOLD, KEEP_BREACH, KEEP_REQUEST, SET_RETENTION, SIGN_ASSESSMENT
from lycaon.workbench.record.events import write

LONGEST_DAYS = 3650
"""Ten years; who needs longer needs a hold, with its reason."""


@action(SET_RETENTION)
def set_period(actor: Actor, sweep: str, days: int, *, reason: str) -> Period:
    """Change for how long one kind of thing is kept here.

    Raises:
        WrongStateError: there is no such kind, or the period is longer than ten years.
    """
    if sweep not in {one.name for one in sweeps()} or not 0 <= days <= LONGEST_DAYS:
        raise WrongStateError(_("Between 0 and %(most)d days, for a kind that is listed.") % {"most": LONGEST_DAYS})
    period, _made = Period.objects.update_or_create(sweep=sweep, defaults={"days": days, "reason": reason})
    write(actor, SET_RETENTION, period, reason=reason, data={"sweep": sweep, "days": days})
    return period


@action(HOLD)
def place_hold(actor: Actor, object_kind: str, object_id: str, *, reason: str, basis: str, review_on: date) -> Hold:
    """Keep an object, and what hangs on it, from being forgotten.

    Raises:
        WrongStateError: it is held already, or the day of review is past.
    """
    if review_on <= timezone.localdate():
        raise WrongStateError(_("The day of review lies ahead, or the hold would never be looked at."))
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                object_kind=object_kind,
                object_id=object_id,
                reason=reason,
                basis=basis,
                placed_by=_person(actor),
                review_on=review_on,
            )
    except IntegrityError as error:
        raise WrongStateError(_("This is held already.")) from error
    write(actor, HOLD, hold, reason=reason, data={"kind": object_kind, "object": object_id, "review": str(review_on)})
    return hold


@action(HOLD)
def lift_hold(actor: Actor, hold: Hold, *, reason: str) -> None:
    """Let it go: from the next night on its time counts again.

    Raises:
        WrongStateError: it was lifted.
    """
    if hold.lifted_at:
        raise WrongStateError(_("This hold was lifted."))
    hold.lifted_at = timezone.now()
    hold.save(update_fields=["lifted_at"])
    write(actor, HOLD, hold, reason=reason, data={"act": "lift"})


def month_after(day: date, months: int = 1) -> date:
    """Return the same day ``months`` later, or the last of that month (Regulation 1182/71, Art. 3(2)(c)).

    >>> month_after(date(2026, 1, 31)), month_after(date(2026, 11, 30), 3)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 28))
    """
    years, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(day.year + years, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - timedelta(days=1))


@action(KEEP_REQUEST)
def take_request(actor: Actor, *, right: Right, contact: str, about: str, received_on: date) -> SubjectRequest:
    """Take in what a person asks; the month begins with the day on which it came in.

    Raises:
        WrongStateError: the day lies ahead.
    """
    if received_on > timezone.localdate():
        raise WrongStateError(_("The day lies ahead."))
    request = SubjectRequest.objects.create(
        organisation=_organisation(actor),
        right=right,
        contact=contact,
        about=about,
        received_on=received_on,
        due_on=month_after(received_on),
    )
    write(actor, KEEP_REQUEST, request, data={"act": "take", "right": right.value, "due": str(request.due_on)})
    return request


@action(KEEP_REQUEST)
def check_identity(actor: Actor, request: SubjectRequest) -> None:
    """Say that it is the person whose data it is; without it nothing is handed out.

    Raises:
        WrongStateError: it was checked, or the request is answered.
    """
    _must_be_open(request)
    if request.identity_checked_on:
        raise WrongStateError(_("The identity was checked."))
    request.identity_checked_on = timezone.localdate()
    request.save(update_fields=["identity_checked_on"])
    write(actor, KEEP_REQUEST, request, data={"act": "check_identity"})


@action(KEEP_REQUEST)
def extend_request(actor: Actor, request: SubjectRequest, *, reason: str) -> None:
    """Take two months more for what is complex (Art. 12(3)); the person is told within the first month.

    Raises:
        WrongStateError: it was extended, is answered, or the first month is over.
    """
    _must_be_open(request)
    if request.extended_because or timezone.localdate() > request.due_on:
        raise WrongStateError(_("A request is extended once, within its first month."))
    request.extended_because = reason
    request.due_on = month_after(request.received_on, 3)
    request.save(update_fields=["extended_because", "due_on"])
    write(actor, KEEP_REQUEST, request, reason=reason, data={"act": "extend", "due": str(request.due_on)})


@action(KEEP_REQUEST)
def answer_request(actor: Actor, request: SubjectRequest, answer: Answer, *, because: str) -> None:
    """End a request. What identifies the person is emptied; what was decided stays.

    Raises:
        WrongStateError: it is answered; something is granted to somebody whose identity nobody checked; a refusal
            names no exemption.
    """
    _must_be_open(request)
    if answer in (Answer.GRANTED, Answer.PARTLY) and request.identity_checked_on is None:
        raise WrongStateError(_("Check the identity first: to the wrong person an answer is a breach."))
    if answer in (Answer.REFUSED, Answer.PARTLY) and len(because.strip()) < 10:
        raise WrongStateError(_("Name the exemption on which the refusal rests."))
    request.answer, request.because, request.answered_on = answer.value, because, timezone.localdate()
    request.contact = request.about = ""
    request.save(update_fields=["answer", "because", "answered_on", "contact", "about"])
    write(actor, KEEP_REQUEST, request, data={"act": "answer", "answer": answer.value})


@action(KEEP_BREACH)
def register_breach(
    actor: Actor, *, aware_at: datetime, what: str, categories: str, persons_affected: int | None = None
) -> Breach:
    """Write a breach down; the 72 hours run from ``aware_at``.

    Raises:
        WrongStateError: the moment lies ahead.
    """
    if aware_at > timezone.now():
        raise WrongStateError(_("The moment lies ahead."))
    breach = Breach.objects.create(
        organisation=_organisation(actor),
        aware_at=aware_at,
        what=what,
        categories=categories,
        persons_affected=persons_affected,
    )
    write(actor, KEEP_BREACH, breach, data={"act": "register", "tell_by": breach.tell_by.isoformat()})
    return breach


@action(KEEP_BREACH)
def tell_authority(actor: Actor, breach: Breach, *, at: datetime, reference: str, because: str = "") -> None:
    """Say that the supervisory authority was told; after 72 hours only with the reason for the delay (Art. 33(1)).

    Raises:
        WrongStateError: it was told, the moment is impossible, or the reason is missing.
    """
    if breach.authority_told_at or not breach.aware_at <= at <= timezone.now():
        raise WrongStateError(_("The authority was told, or not at that moment."))
    if at > breach.tell_by and len(because.strip()) < 10:
        raise WrongStateError(_("After 72 hours the notification says why it comes late."))
    breach.authority_told_at, breach.authority_reference, breach.because = at, reference, because
    breach.save(update_fields=["authority_told_at", "authority_reference", "because"])
    write(actor, KEEP_BREACH, breach, reason=because, data={"act": "tell_authority", "at": at.isoformat()})


@action(KEEP_BREACH)
def close_breach(
    actor: Actor,
    breach: Breach,
    *,
    consequences: str,
    measures: str,
    is_risk: bool,
    is_high_risk: bool,
    persons_told_at: datetime | None = None,
    because: str = "",
) -> None:
    """Close a breach with what followed and what was done.

    Raises:
        WrongStateError: it is closed; it is a risk and the authority was not told; it is a high risk and the persons
            were not told, and nothing says why.
    """
    if breach.closed_at:
        raise WrongStateError(_("This breach is closed."))
    if (is_risk or is_high_risk) and breach.authority_told_at is None:
        raise WrongStateError(_("What is a risk to persons is told to the supervisory authority first."))
    if len(because.strip()) < 10 and (not is_risk or (is_high_risk and persons_told_at is None)):
        raise WrongStateError(_("Say why nobody needs to be told."))
    breach.consequences, breach.measures = consequences, measures
    breach.is_risk, breach.is_high_risk, breach.persons_told_at = is_risk, is_high_risk, persons_told_at
    breach.because = because or breach.because
    breach.closed_at = timezone.now()
    breach.save()
    write(actor, KEEP_BREACH, breach, data={"act": "close", "risk": is_risk, "high_risk": is_high_risk})


@action(SIGN_ASSESSMENT)
def sign_assessment(actor: Actor) -> Assessment:
    """Sign the impact assessment as it stands today; a change of the configuration asks for another."""
    host = _organisation(actor)
    signed = Assessment.objects.create(
        signed_by=_person(actor), organisation=host, text=assessment(host), configuration=configuration_digest(host)
    )
    digest = hashlib.sha256(signed.text.encode()).hexdigest()
    write(actor, SIGN_ASSESSMENT, signed, data={"sha256": digest, "configuration": signed.configuration})
    return signed


def _must_be_open(request: SubjectRequest) -> None:
    if request.answered_on:
        raise WrongStateError(_("This request is answered."))


def _person(actor: Actor) -> Person:
    if actor.person is None:
        raise NotAllowedError(_("A person does this, not the software."))
    return actor.person


def _organisation(actor: Actor) -> Organisation:
    if actor.organisation is None:
        raise NotAllowedError(_("A person does this, not the software."))
    return actor.organisation
