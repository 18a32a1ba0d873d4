"""What is done with agreements: drafted, signed, ended; and the consent of whoever gave us something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.agreements import Onward
from lycaon.workbench.people.flows import things
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Agreement, Consent, Flow, Organisation, Origin
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.people.verbs import KEEP_AGREEMENT, RECORD_CONSENT
from lycaon.workbench.record.events import named, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an agreement says, before it is signed."""

    title: str
    legal_basis: str
    transfer_basis: str = ""
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDraft:
    """One flow of it."""

    sender: Organisation
    recipient: Organisation
    thing: str
    allow: tuple[str, ...]
    deny: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    purpose: str
    tlp_max: TLP = TLP.GREEN
    pap_max: PAP = PAP.GREEN
    retention_days: int | None = None
    onward: Onward = Onward.FORBIDDEN
    onward_to: tuple[Organisation, ...] = ()
    feedback_due_days: int | None = None


@action(KEEP_AGREEMENT)
def draft_agreement(actor: Actor, draft: Draft, parties: Iterable[Organisation]) -> Agreement:
    """Begin an agreement. It lets nothing through before it is signed.

    Raises:
        WrongStateError: there are not two parties, or it ends before it begins.
    """
    both = list(parties)
    if len(both) < 2:
        raise WrongStateError(_("An agreement has at least two parties."))
    if draft.ends_on is not None and draft.ends_on <= draft.starts_on:
        raise WrongStateError(_("The agreement would end before it begins."))
    agreement = Agreement.objects.create(
        title=draft.title,
        legal_basis=draft.legal_basis,
        transfer_basis=draft.transfer_basis,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
    )
    agreement.parties.set(both)
    write(actor, KEEP_AGREEMENT, agreement, data={"act": "draft", "parties": [one.reference for one in both]})
    return agreement


@action(KEEP_AGREEMENT)
def add_flow(actor: Actor, agreement: Agreement, draft: FlowDraft) -> Flow:
    """Let one thing go one way.

    Raises:
        WrongStateError: the agreement is signed, or the flow names no party, an unknown thing or an unknown field.
    """
    _must_be_draft(agreement)
    parties = set(agreement.parties.all())
    if not {draft.sender, draft.recipient} <= parties or draft.sender == draft.recipient:
        raise WrongStateError(_("A flow goes from one party of the agreement to another."))
    thing = things().get(draft.thing)
    branches = {path.split(".")[0] for path in draft.allow + draft.deny}
    if thing is None or not branches <= set(thing.fields):
        raise WrongStateError(
            _("Unknown fields: %(fields)s.")
            % {"fields": ", ".join(sorted(branches - set(thing.fields if thing else ())))}
        )
    flow = Flow.objects.create(
        agreement=agreement,
        sender=draft.sender,
        recipient=draft.recipient,
        object=draft.thing,
        fields_allow=list(draft.allow),
        fields_deny=list(draft.deny),
        conditions=list(draft.conditions),
        purpose=draft.purpose,
        tlp_max=draft.tlp_max,
        pap_max=draft.pap_max,
        retention_days=draft.retention_days,
        onward=draft.onward.value,
        feedback_due_days=draft.feedback_due_days,
    )
    flow.onward_to.set(draft.onward_to)
    write(actor, KEEP_AGREEMENT, agreement, data={"act": "add_flow", "thing": draft.thing, "allow": list(draft.allow)})
    return flow


def usual_flows(parties: Iterable[Organisation], thing: str) -> list[FlowDraft]:
    """Return the flows of one thing that are usual between these parties, as drafts to look at."""
    both = list(parties)
    return [
        FlowDraft(
            sender=sender,
            recipient=recipient,
            thing=thing,
            allow=usual.allow,
            deny=usual.deny,
            conditions=usual.conditions,
            purpose=usual.purpose,
            tlp_max=usual.tlp_max,
            pap_max=usual.pap_max,
            retention_days=usual.retention_days,
            onward=usual.onward,
            feedback_due_days=usual.feedback_due_days,
        )
        for usual in things()[thing].usual
        for sender in both
        for recipient in both
        if sender != recipient and (_side(sender), _side(recipient)) == usual.between
    ]


def _side(organisation: Organisation) -> Kind:
    # Whoever runs the installation stands where the tables say "NGO": it may be an authority with analysts of its own.
    return Kind.NGO if organisation.is_host else Kind(organisation.kind)


@action(KEEP_AGREEMENT)
def remove_flow(actor: Actor, agreement: Agreement, flow: Flow) -> None:
    """Take a flow out of a draft.

    Raises:
        WrongStateError: the agreement is signed.
    """
    _must_be_draft(agreement)
    thing = flow.object
    flow.delete()
    write(actor, KEEP_AGREEMENT, agreement, data={"act": "remove_flow", "thing": thing})


@action(KEEP_AGREEMENT)
def sign_agreement(actor: Actor, agreement: Agreement, *, signed_on: date, document_sha256: str) -> None:
    """Say that all parties signed. From its first day on, the agreement opens the gate; it cannot be changed any more.

    Raises:
        WrongStateError: it is signed, has no flow, or the day lies ahead.
    """
    _must_be_draft(agreement)
    if not Flow.objects.filter(agreement=agreement).exists():
        raise WrongStateError(_("An agreement without flows lets nothing through; add one first."))
    if signed_on > timezone.localdate():
        raise WrongStateError(_("The day of signing lies ahead."))
    agreement.signed_on, agreement.document_sha256 = signed_on, document_sha256
    agreement.save(update_fields=["signed_on", "document_sha256"])
    write(
        actor, KEEP_AGREEMENT, agreement, data={"act": "sign", "on": signed_on.isoformat(), "sha256": document_sha256}
    )


@action(KEEP_AGREEMENT)
def end_agreement(actor: Actor, agreement: Agreement, *, reason: str, on: date | None = None) -> None:
    """Give an agreement up; the gate closes on that day.

    Raises:
        WrongStateError: it is a draft, or has ended.
    """
    day = on or timezone.localdate()
    if agreement.signed_on is None or (agreement.ended_on and agreement.ended_on <= day):
        raise WrongStateError(_("This agreement does not stand."))
    agreement.ended_on = day
    agreement.save(update_fields=["ended_on"])
    write(actor, KEEP_AGREEMENT, agreement, reason=reason, data={"act": "end", "on": day.isoformat()})


@action(RECORD_CONSENT)
def record_origin(
    actor: Actor, about: models.Model, *, originator: Organisation, tlp: TLP, received_on: date
) -> Origin:
    """Record that something came from another organisation: from now on the gate asks for its consent.

    Raises:
        WrongStateError: the house itself made it, the day lies ahead, or this is recorded.
    """
    if actor.person is None:
        raise WrongStateError(_("Only a person does this."))
    if originator == actor.organisation:
        raise WrongStateError(_("What your own organisation made needs nobody's consent."))
    if received_on > timezone.localdate():
        raise WrongStateError(_("The day lies ahead."))
    kind, name = named(about)
    origin, is_new = Origin.objects.get_or_create(
        originator=originator, object_kind=kind, object_id=name,
        defaults={"tlp": tlp, "received_on": received_on, "recorded_by": actor.person},
    )  # fmt: skip
    if not is_new:
        raise WrongStateError(_("This is recorded already."))
    write(actor, RECORD_CONSENT, about, data={"from": originator.reference, "tlp": tlp.value})
    return origin


@action(RECORD_CONSENT)
def record_consent(
    actor: Actor,
    about: models.Model,
    *,
    originator: Organisation,
    recipient: Organisation,
    tlp_min: TLP,
    given_by: str,
    given_on: date,
) -> Consent:
    """Record that whoever gave us something lets it go on to one recipient, under a label no freer than ``tlp_min``.

    Raises:
        WrongStateError: nothing says that it came from there, or the day lies ahead.
    """
    if actor.person is None:
        raise WrongStateError(_("Only a person does this."))
    if given_on > timezone.localdate():
        raise WrongStateError(_("The day lies ahead."))
    kind, name = named(about)
    if not Origin.objects.filter(originator=originator, object_kind=kind, object_id=name).exists():
        raise WrongStateError(_("Record first that this came from %(who)s.") % {"who": originator})
    consent = Consent.objects.create(
        originator=originator,
        recipient=recipient,
        object_kind=kind,
        object_id=name,
        tlp_min=tlp_min,
        given_by=given_by,
        given_on=given_on,
        recorded_by=actor.person,
    )
    write(
        actor,
        RECORD_CONSENT,
        about,
        data={"originator": originator.reference, "recipient": recipient.reference, "tlp": tlp_min.value},
    )
    return consent


def _must_be_draft(agreement: Agreement) -> None:
    if agreement.signed_on is not None:
        raise WrongStateError(_("A signed agreement is not changed; draft another that takes its place."))
