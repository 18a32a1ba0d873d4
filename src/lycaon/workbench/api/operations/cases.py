"""Cases and the work on them."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from ninja import Router

from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, page_of
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.cases import (
    ActOut,
    CaseIn,
    CaseOut,
    CasesPage,
    CaseWholeOut,
    JoinIn,
    LeaveOutIn,
    MembersIn,
    NoteIn,
    NoteOut,
    OutcomeIn,
    OutcomeOut,
    RouteIn,
    SignatureIn,
    SignedOut,
    StepIn,
    TaskIn,
    TaskOut,
)
from lycaon.workbench.api.shapes.offers import AskedOut
from lycaon.workbench.api.shapes.words import After, Name, ReasonIn, Size
from lycaon.workbench.cases import actions, queries
from lycaon.workbench.cases.access import case_for, cases_for, offers_of, task_for
from lycaon.workbench.cases.capturing import ask_captures
from lycaon.workbench.cases.models import Case, Task
from lycaon.workbench.cases.verbs import (
    CHOOSE_ROUTE,
    CLOSE_CASE,
    DO_STEP,
    JOIN_OFFER,
    KEEP_TASK,
    NAME_MEMBERS,
    OPEN_CASE,
    READ_CASE,
    RECORD_OUTCOME,
    SIGN_CASE,
    SKIP_STEP,
    WRITE_NOTE,
)
from lycaon.workbench.offers.access import offer_for
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.verbs import KEEP_CAPTURE
from lycaon.workbench.people.models import STANDING, Membership, Person
from lycaon.workbench.record.events import note_read, told_of

_MOST_ACTS = 50

router = Router(tags=["cases"])


@router.get("/cases", response=answers(CasesPage))
@needs(Scope.CASES_READ, READ_CASE)
def list_cases(request: Call, closed: bool = False, after: After = "", size: Size = 50) -> CasesPage:
    """List the cases of which the person of the token is a member, the latest first."""
    found = cases_for(request.actor).filter(closed_at__isnull=not closed).select_related("lead")
    rows, following = page_of(found, after, size)
    return CasesPage(items=[_case(one) for one in rows], next=following)


@router.post("/cases", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, OPEN_CASE)
def open_case(request: Call, told: CaseIn) -> HttpResponse:
    """Open a case from offers."""
    wanted = [offer_for(request.actor, reference) for reference in dict.fromkeys(told.offers)]
    return acted(
        request,
        lambda: _case(actions.open_case(request.actor, wanted, title=told.title, is_urgent=told.is_urgent)),
    )


@router.get("/cases/{reference}", response=answers(CaseWholeOut))
@needs(Scope.CASES_READ, READ_CASE)
def get_case(request: Call, reference: Name) -> CaseWholeOut:
    """Show one case with all that is known of it."""
    found = case_for(request.actor, reference)
    note_read(request.actor, READ_CASE, found, reason="api")
    proposed, because = queries.proposal(found)
    return CaseWholeOut(
        **_case(found).model_dump(),
        members=list(found.members.order_by("pk").values_list("reference", flat=True)),
        is_restricted=found.is_restricted,
        route_proposed=proposed.value,
        route_because=because.value,
        tasks=[_task(one) for one in found.tasks.select_related("who").order_by("pk")],
        notes=[
            NoteOut(at=one.at, by=one.by.reference, text=one.text)
            for one in found.notes.select_related("by").order_by("pk")
        ],
        outcomes=[
            OutcomeOut(offer=one.offer.reference, result=one.result, on=one.on, known_from=one.known_from)
            for one in found.outcomes.select_related("offer").order_by("pk")
        ],
        signatures=[
            SignedOut(by=one.by.reference, agrees=one.agrees, says=one.says, at=one.at)
            for one in found.signatures.select_related("by").order_by("pk")
        ],
        acts=[
            ActOut(at=one.at, actor=one.actor, verb=one.verb, reason=one.reason)
            for one in told_of(found).order_by("-id")[:_MOST_ACTS]
        ],
    )


@router.post("/cases/{reference}/steps", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, DO_STEP)
def complete_step(request: Call, reference: Name, told: StepIn) -> HttpResponse:
    """Complete a step."""
    return _on(request, reference, lambda case: actions.complete_step(request.actor, case, told.step, says=told.says))


@router.post("/cases/{reference}/steps/left-out", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, SKIP_STEP)
def leave_out_step(request: Call, reference: Name, told: LeaveOutIn) -> HttpResponse:
    """Leave out a step, with the reason."""
    return _on(request, reference, lambda case: actions.leave_out(request.actor, case, told.step, reason=told.reason))


@router.post("/cases/{reference}/signatures", response=answers(CaseOut))
@needs(Scope.SIGN, SIGN_CASE)
def sign_case(request: Call, reference: Name, told: SignatureIn) -> HttpResponse:
    """Sign what a case says of species, law and links."""
    return _on(request, reference, lambda case: actions.sign(request.actor, case, agrees=told.agrees, says=told.says))


@router.post("/cases/{reference}/route", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, CHOOSE_ROUTE)
def choose_route(request: Call, reference: Name, told: RouteIn) -> HttpResponse:
    """Choose where a case goes first."""
    return _on(
        request, reference, lambda case: actions.choose_route(request.actor, case, told.route, reason=told.reason)
    )


@router.put("/cases/{reference}/members", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, NAME_MEMBERS)
def name_members(request: Call, reference: Name, told: MembersIn) -> HttpResponse:
    """Say who may know of a case, and who leads it."""
    found = case_for(request.actor, reference)
    lead, members = _person(found, told.lead), [_person(found, one) for one in told.members]

    def act() -> CaseOut:
        return _case(actions.name_members(request.actor, found, members, lead=lead, is_restricted=told.is_restricted))

    return acted(request, act)


@router.post("/cases/{reference}/tasks", response=answers(TaskOut))
@needs(Scope.CASES_WRITE, KEEP_TASK)
def add_task(request: Call, reference: Name, told: TaskIn) -> HttpResponse:
    """Write a task."""
    found = case_for(request.actor, reference)
    who = _person(found, told.who) if told.who else None

    def act() -> TaskOut:
        return _task(actions.add_task(request.actor, found, told.says, who=who, due=told.due, basis=told.basis))

    return acted(request, act)


@router.post("/tasks/{reference}/finish", response=answers(TaskOut))
@needs(Scope.CASES_WRITE, KEEP_TASK)
def finish_task(request: Call, reference: Name) -> HttpResponse:
    """Finish a task."""
    found = task_for(request.actor, reference)
    return acted(request, lambda: _task(actions.finish_task(request.actor, found)))


@router.post("/cases/{reference}/notes", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, WRITE_NOTE)
def write_note(request: Call, reference: Name, told: NoteIn) -> HttpResponse:
    """Write a note to a case."""
    return _on(request, reference, lambda case: actions.write_note(request.actor, case, told.text))


@router.post("/cases/{reference}/outcomes", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, RECORD_OUTCOME)
def record_outcome(request: Call, reference: Name, told: OutcomeIn) -> HttpResponse:
    """Record what came of an offer of a case."""
    found = case_for(request.actor, reference)
    wanted = _part_of(found, told.offer)

    def act() -> CaseOut:
        actions.record_outcome(request.actor, found, wanted, told.result, on=told.on, known_from=told.known_from)
        return _case(found)

    return acted(request, act)


@router.post("/cases/{reference}/captures", response=answers(AskedOut))
@needs(Scope.CASES_WRITE, KEEP_CAPTURE)
def ask_captures_of_case(request: Call, reference: Name) -> HttpResponse:
    """Have the pages fetched of the offers of a case that have no capture."""
    found = case_for(request.actor, reference)
    return acted(request, lambda: AskedOut(pages=ask_captures(request.actor, found)))


@router.post("/cases/{reference}/offers", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, JOIN_OFFER)
def join_offers(request: Call, reference: Name, told: JoinIn) -> HttpResponse:
    """Add offers to a case. Steps that spoke of every offer are to be done again, and signatures given again."""
    wanted = [offer_for(request.actor, one) for one in dict.fromkeys(told.offers)]
    return _on(request, reference, lambda case: actions.join_offers(request.actor, case, wanted))


@router.post("/cases/{reference}/offers/{offer}/out", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, JOIN_OFFER)
def take_out_offer(request: Call, reference: Name, offer: Name, told: ReasonIn) -> HttpResponse:
    """Take an offer out of a case; it goes back to triage as confirmed."""
    found = case_for(request.actor, reference)
    wanted = _part_of(found, offer)
    return acted(request, lambda: _case(actions.take_out(request.actor, found, wanted, reason=told.reason)))


@router.post("/cases/{reference}/close", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, CLOSE_CASE)
def close_case(request: Call, reference: Name, told: ReasonIn) -> HttpResponse:
    """Close a case; from then on its retention clock runs."""
    return _on(request, reference, lambda case: actions.close_case(request.actor, case, reason=told.reason))


@router.post("/cases/{reference}/open-again", response=answers(CaseOut))
@needs(Scope.CASES_WRITE, CLOSE_CASE)
def open_case_again(request: Call, reference: Name, told: ReasonIn) -> HttpResponse:
    """Open a closed case again."""
    return _on(request, reference, lambda case: actions.open_again(request.actor, case, reason=told.reason))


def _on(request: Call, reference: str, do: Callable[[Case], object]) -> HttpResponse:
    """Act on a case that the actor may know of, and answer with how it stands then."""
    found = case_for(request.actor, reference)

    def act() -> CaseOut:
        do(found)
        return _case(found)

    return acted(request, act)


def _case(found: Case) -> CaseOut:
    steps = {
        one.step.value: ("left_out" if one.passed.is_left_out else "done")
        if one.passed
        else ("next" if one.is_next else "open")
        for one in queries.steps_of(found)
    }
    return CaseOut(
        reference=found.reference, title=found.title, lead=found.lead.reference, tlp=found.tlp, pap=found.pap,
        route=found.route, is_urgent=found.is_urgent, opened_at=found.opened_at, closed_at=found.closed_at, steps=steps,
        offers=list(offers_of(found).order_by("pk").values_list("reference", flat=True)),
    )  # fmt: skip


def _task(one: Task) -> TaskOut:
    return TaskOut(
        reference=one.reference, says=one.says, who=one.who.reference if one.who else "", due=one.due,
        basis=one.basis, done_at=one.done_at,
    )  # fmt: skip


def _part_of(case: Case, name: str) -> Offer:
    found = offers_of(case).filter(reference=name).first()
    if found is None:
        raise Http404
    return found


def _person(case: Case, name: str) -> Person:
    """Return somebody of the house of a case; nobody else is known here."""
    of_house = Membership.objects.filter(STANDING, organisation=case.organisation, person__reference=name)
    membership = of_house.select_related("person").first()
    if membership is None:
        raise Http404
    return membership.person
