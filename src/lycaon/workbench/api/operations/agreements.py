"""Agreements and the organisations between which they stand. Signing is no call: it opens the gate."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Router

from lycaon.errors import WrongStateError
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, page_of
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.agreements import (
    AgreementIn,
    AgreementOut,
    AgreementsPage,
    ConsentIn,
    ConsentOut,
    EndIn,
    FlowOut,
    OrganisationOut,
    OrganisationsPage,
    OriginIn,
    OriginOut,
    OriginsPage,
    ThingIn,
)
from lycaon.workbench.api.shapes.words import After, Name, Size
from lycaon.workbench.people import agreeing, queries
from lycaon.workbench.people.access import (
    agreement_for,
    agreements_for,
    organisation_for,
    organisations_for,
    origin_for,
    origins_for,
    thing_for,
)
from lycaon.workbench.people.flows import things
from lycaon.workbench.people.models import Agreement, Flow, Organisation
from lycaon.workbench.people.verbs import KEEP_AGREEMENT, RECORD_CONSENT, SEE_AGREEMENTS, SEE_PEOPLE
from lycaon.workbench.record.reference import find

router = Router(tags=["agreements"])


@router.get("/organisations", response=answers(OrganisationsPage))
@needs(Scope.HOUSE_READ, SEE_PEOPLE)
def list_organisations(request: Call, after: After = "", size: Size = 50) -> OrganisationsPage:
    """List the organisations of which the person may know."""
    rows, following = page_of(organisations_for(request.actor), after, size)
    return OrganisationsPage(items=[_organisation(one) for one in rows], next=following)


@router.get("/organisations/{reference}", response=answers(OrganisationOut))
@needs(Scope.HOUSE_READ, SEE_PEOPLE)
def get_organisation(request: Call, reference: Name) -> OrganisationOut:
    """Show one organisation; its people stand on the screen alone."""
    return _organisation(organisation_for(request.actor, reference))


@router.get("/agreements", response=answers(AgreementsPage))
@needs(Scope.HOUSE_READ, SEE_AGREEMENTS)
def list_agreements(request: Call, after: After = "", size: Size = 50) -> AgreementsPage:
    """List agreements and what they let through, the latest first."""
    rows, following = page_of(agreements_for(request.actor), after, size)
    return AgreementsPage(items=[_agreement(one) for one in rows], next=following)


@router.post("/agreements", response=answers(AgreementOut))
@needs(Scope.HOUSE_WRITE, KEEP_AGREEMENT)
def draft_agreement(request: Call, told: AgreementIn) -> HttpResponse:
    """Begin an agreement. It lets nothing through before people have signed it."""
    names = set(told.parties)
    parties = list(Organisation.objects.filter(reference__in=names, ended_at=None))
    if len(parties) != len(names):
        raise Http404
    draft = agreeing.Draft(**told.model_dump(exclude={"parties"}))
    return acted(request, lambda: _agreement(agreeing.draft_agreement(request.actor, draft, parties)))


@router.get("/agreements/{reference}", response=answers(AgreementOut))
@needs(Scope.HOUSE_READ, SEE_AGREEMENTS)
def get_agreement(request: Call, reference: Name) -> AgreementOut:
    """Show one agreement."""
    return _agreement(agreement_for(request.actor, reference))


@router.post("/agreements/{reference}/flows", response=answers(AgreementOut))
@needs(Scope.HOUSE_WRITE, KEEP_AGREEMENT)
def add_flows(request: Call, reference: Name, told: ThingIn) -> HttpResponse:
    """Add the usual flows of one thing to a draft."""
    found = agreement_for(request.actor, reference)
    drafts = agreeing.usual_flows(found.parties.all(), told.thing) if told.thing in things() else []
    if not drafts:
        raise WrongStateError(f'"{told.thing}" is not shared between organisations of these kinds')

    def act() -> AgreementOut:
        for draft in drafts:
            agreeing.add_flow(request.actor, found, draft)
        return _agreement(found)

    return acted(request, act)


@router.post("/agreements/{reference}/flows/{number}/remove", response=answers(AgreementOut))
@needs(Scope.HOUSE_WRITE, KEEP_AGREEMENT)
def remove_flow(request: Call, reference: Name, number: int) -> HttpResponse:
    """Take a flow out of a draft."""
    found = agreement_for(request.actor, reference)
    flow = Flow.objects.filter(agreement=found, pk=number if 0 <= number < 2**63 else 0).first()
    if flow is None:
        raise Http404

    def act() -> AgreementOut:
        agreeing.remove_flow(request.actor, found, flow)
        return _agreement(found)

    return acted(request, act)


@router.post("/agreements/{reference}/end", response=answers(AgreementOut))
@needs(Scope.HOUSE_WRITE, KEEP_AGREEMENT)
def end_agreement(request: Call, reference: Name, told: EndIn) -> HttpResponse:
    """Give an agreement up; the gate closes today."""
    found = agreement_for(request.actor, reference)

    def act() -> AgreementOut:
        agreeing.end_agreement(request.actor, found, reason=told.reason)
        return _agreement(found)

    return acted(request, act)


@router.get("/origins", response=answers(OriginsPage))
@needs(Scope.HOUSE_READ, RECORD_CONSENT)
def list_origins(request: Call, after: After = "", size: Size = 50) -> OriginsPage:
    """List what came from others, with the consents to pass it on; the latest first."""
    rows, following = page_of(origins_for(request.actor), after, size)
    return OriginsPage(items=[_origin(one) for one in queries.with_consents(rows)], next=following)


@router.post("/origins", response=answers(OriginOut))
@needs(Scope.HOUSE_WRITE, RECORD_CONSENT)
def record_origin(request: Call, told: OriginIn) -> HttpResponse:
    """Record that something came from another organisation: from now on the gate asks for its consent."""
    thing = thing_for(request.actor, told.about)
    if thing is None:
        raise Http404
    originator = _standing(told.originator)

    def act() -> OriginOut:
        made = agreeing.record_origin(
            request.actor, thing, originator=originator, tlp=told.tlp, received_on=told.received_on
        )
        return _origin(queries.Given(made, ()))

    return acted(request, act)


@router.post("/origins/{number}/consents", response=answers(OriginOut))
@needs(Scope.HOUSE_WRITE, RECORD_CONSENT)
def record_consent(request: Call, number: int, told: ConsentIn) -> HttpResponse:
    """Record that whoever gave something lets it go on."""
    found = origin_for(request.actor, number if 0 <= number < 2**63 else 0)
    thing, recipient = find(found.object_id), _standing(told.recipient)
    if thing is None:
        raise Http404

    def act() -> OriginOut:
        agreeing.record_consent(
            request.actor, thing, originator=found.originator, recipient=recipient, tlp_min=told.tlp_min,
            given_by=told.given_by, given_on=told.given_on,
        )  # fmt: skip
        return _origin(queries.with_consents([found])[0])

    return acted(request, act)


def _standing(name: str) -> Organisation:
    found = Organisation.objects.filter(reference=name, ended_at=None).first()
    if found is None:
        raise Http404
    return found


def _origin(given: queries.Given) -> OriginOut:
    one = given.origin
    consents = [
        ConsentOut(recipient=to.recipient.reference, tlp_min=to.tlp_min, given_by=to.given_by, given_on=to.given_on)
        for to in given.consents
    ]
    return OriginOut(
        number=one.pk, about=one.object_id, originator=one.originator.reference, tlp=one.tlp,
        received_on=one.received_on, consents=consents,
    )  # fmt: skip


def _organisation(one: Organisation) -> OrganisationOut:
    return OrganisationOut(
        reference=one.reference, name=one.name, kind=one.kind, country=one.country, is_host=one.is_host,
        ended_on=timezone.localtime(one.ended_at).date() if one.ended_at else None,
    )  # fmt: skip


def _agreement(one: Agreement) -> AgreementOut:
    flows = Flow.objects.filter(agreement=one).select_related("sender", "recipient").order_by("pk")
    return AgreementOut(
        reference=one.reference, title=one.title, legal_basis=one.legal_basis, transfer_basis=one.transfer_basis,
        parties=list(one.parties.order_by("pk").values_list("reference", flat=True)), starts_on=one.starts_on,
        ends_on=one.ends_on, signed_on=one.signed_on, ended_on=one.ended_on, document_sha256=one.document_sha256,
        stands=one.stands_on(timezone.localdate()), flows=[_flow(flow) for flow in flows],
    )  # fmt: skip


def _flow(one: Flow) -> FlowOut:
    return FlowOut(
        number=one.pk, sender=one.sender.reference, recipient=one.recipient.reference, thing=one.object,
        fields_allow=one.fields_allow, fields_deny=one.fields_deny, conditions=one.conditions, purpose=one.purpose,
        tlp_max=one.tlp_max, pap_max=one.pap_max, retention_days=one.retention_days, onward=one.onward,
        feedback_due_days=one.feedback_due_days,
    )  # fmt: skip
