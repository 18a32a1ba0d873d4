"""Deconfliction: whether a partner works on the same account or offer."""

from django.http import Http404, HttpResponse
from ninja import File, Router, UploadedFile

from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, file, page_of, sends
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.deconfliction import AskIn, EnquiriesPage, EnquiryOut, MatchOut
from lycaon.workbench.api.shapes.words import After, Name, Size
from lycaon.workbench.cases.access import case_for
from lycaon.workbench.deconfliction import actions
from lycaon.workbench.deconfliction.access import enquiries_for, enquiry_for, partners_of
from lycaon.workbench.deconfliction.models import Enquiry
from lycaon.workbench.deconfliction.verbs import DECONFLICT
from lycaon.workbench.people.acting import Actor

router = Router(tags=["deconfliction"])


@router.get("/enquiries", response=answers(EnquiriesPage))
@needs(Scope.CASES_READ, DECONFLICT)
def list_enquiries(request: Call, after: After = "", size: Size = 50) -> EnquiriesPage:
    """List what the house asked about cases of which the person may know, the latest first."""
    rows, following = page_of(enquiries_for(request.actor), after, size)
    return EnquiriesPage(items=[_enquiry(request.actor, one) for one in rows], next=following)


@router.post("/cases/{reference}/enquiries", response=answers(EnquiryOut))
@needs(Scope.CASES_WRITE, DECONFLICT)
def ask_partner(request: Call, reference: Name, told: AskIn) -> HttpResponse:
    """Ask a partner about a case: keyed hashes of its accounts and offers pass the gate, and nothing else."""
    case = case_for(request.actor, reference)
    partner = partners_of(request.actor).filter(reference=told.partner).first()
    if partner is None:
        raise Http404
    return acted(request, lambda: _enquiry(request.actor, actions.ask(request.actor, case, partner)))


@router.post("/enquiries/files", response=answers(EnquiryOut))
@needs(Scope.CASES_WRITE, DECONFLICT)
def take_enquiry_file(request: Call, file: File[UploadedFile]) -> EnquiryOut:
    """Take the signed file of a partner's installation: an enquiry, or the answer to one."""
    return _enquiry(request.actor, actions.take_file(request.actor, file.read()))


@router.get("/enquiries/{reference}", response=answers(EnquiryOut))
@needs(Scope.CASES_READ, DECONFLICT)
def get_enquiry(request: Call, reference: Name) -> EnquiryOut:
    """Show an enquiry, and what matched."""
    return _enquiry(request.actor, enquiry_for(request.actor, reference))


@router.get("/enquiries/{reference}/file", openapi_extra=sends("application/octet-stream"))
@needs(Scope.CASES_READ, DECONFLICT)
def get_enquiry_file(request: Call, reference: Name) -> HttpResponse:
    """Hand over the signed file that carries an enquiry, or the answer to one; the gate is asked again."""
    found = enquiry_for(request.actor, reference)
    is_ours = found.asker == request.actor.organisation
    data = (actions.enquiry_file if is_ours else actions.answer_file)(request.actor, found)
    what = "enquiry" if is_ours else "answer"
    return file(data, f"{found.reference}-{what}.json", "application/octet-stream")


def _enquiry(actor: Actor, one: Enquiry) -> EnquiryOut:
    is_ours = one.asker == actor.organisation
    rows = one.keys.order_by("kind", "about", "pk") if is_ours else ()
    return EnquiryOut(
        reference=one.reference, asker=one.asker.reference, asked=one.asked.reference,
        case=one.case.reference if one.case and is_ours else "", asked_at=one.asked_at, expires_at=one.expires_at,
        answered_at=one.answered_at,
        compared=[MatchOut(kind=row.kind, about=row.about, is_match=row.is_match) for row in rows],
    )  # fmt: skip
