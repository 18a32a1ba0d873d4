"""What is done with cases. Each act is a verb of the field, one transaction and one event in the record."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.cases.models import (
    KEEP_CASE,
    Case,
    CaseOffer,
    Note,
    Outcome,
    Passed,
    Result,
    Signature,
    Task,
)
from lycaon.workbench.cases.procedure import PROCEDURE, REVISIT_DAYS, SIGNATURES_NEEDED, Step, before
from lycaon.workbench.cases.queries import proposal
from lycaon.workbench.cases.route import Route
from lycaon.workbench.cases.verbs import (
    CHOOSE_ROUTE,
    CLOSE_CASE,
    DO_STEP,
    JOIN_OFFER,
    KEEP_TASK,
    NAME_MEMBERS,
    OPEN_CASE,
    RECORD_OUTCOME,
    SIGN_CASE,
    SKIP_STEP,
    WRITE_NOTE,
)
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture, Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.models import STANDING, Membership, Person
from lycaon.workbench.record.events import write

_TELLS_AUTHORITY = frozenset({Route.AUTHORITY_FIRST, Route.AUTHORITY_AND_PLATFORM, Route.TRANSFER})
SHORTEST_REASON = 10
"""Characters: enough for two words, too many for a dash."""


@action(OPEN_CASE)
def open_case(actor: Actor, offers: Sequence[Offer], *, title: str, is_urgent: bool = False) -> Case:
    """Open a case from offers; who opens it leads it until a lead names another.

    Raises:
        WrongStateError: there is no offer, or one of them is in another case.
    """
    if not offers:
        raise WrongStateError(_("A case needs at least one offer."))
    person, organisation = person_of(actor), house_of(actor)
    case = Case.objects.create(organisation=organisation, title=title.strip()[:200], lead=person, is_urgent=is_urgent)
    case.members.add(person)
    _join(case, offers)
    Passed.objects.create(case=case, step=Step.DETECT, by=person)
    write(actor, OPEN_CASE, case, data={"offers": [offer.reference for offer in offers], "urgent": is_urgent})
    return case


@action(JOIN_OFFER)
def join_offers(actor: Actor, case: Case, offers: Sequence[Offer]) -> Case:
    """Add offers to an open case. Steps that spoke of every offer are to be done again for the new ones.

    Raises:
        WrongStateError: the case is closed, or an offer is in another.
    """
    _must_be_open(case)
    _join(case, offers)
    # What was said of every offer was not said of these.
    case.passed.filter(step__in=(Step.CAPTURE, Step.TRIAGE, Step.ASSESS), is_left_out=False).delete()
    case.signatures.all().delete()
    write(actor, JOIN_OFFER, case, data={"joined": [offer.reference for offer in offers]})
    return case


@action(JOIN_OFFER)
def take_out(actor: Actor, case: Case, offer: Offer, *, reason: str) -> Case:
    """Take an offer out of a case; it goes back to triage as confirmed.

    Raises:
        WrongStateError: it is not in the case, it is its last offer, or the reason is missing.
    """
    _must_be_open(case)
    said = _reason(reason)
    joined = case.joined.filter(offer=offer, left_at=None)
    if not joined.exists():
        raise WrongStateError(_("This offer is not part of the case."))
    if case.joined.filter(left_at=None).count() == 1:
        raise WrongStateError(_("This is the last offer of the case. Close the case instead."))
    joined.update(left_at=timezone.now())
    Offer.objects.filter(pk=offer.pk).update(state=State.CONFIRMED)
    write(actor, JOIN_OFFER, case, reason=said, data={"left": offer.reference})
    return case


@action(DO_STEP)
def complete_step(actor: Actor, case: Case, step: Step, *, says: str = "") -> Passed:
    """Complete a step.

    Raises:
        WrongStateError: an earlier step is open, what the step asks for is not there, or it is behind the case.
    """
    _must_be_open(case)
    ahead = _must_be_next(case, step)
    if ahead and len(says.strip()) < SHORTEST_REASON:
        raise WrongStateError(_("This step comes before its turn. Say why it cannot wait."))
    if step in {Step.ROUTE, Step.CLOSE}:
        raise WrongStateError(_("This step is done by choosing the route, or by closing the case."))
    _must_hold(case, step)
    passed = Passed.objects.create(case=case, step=step, says=says.strip(), by=person_of(actor))
    write(actor, DO_STEP, case, reason=says.strip(), data={"step": step.value, "ahead": ahead})
    return passed


@action(SKIP_STEP)
def leave_out(actor: Actor, case: Case, step: Step, *, reason: str) -> Passed:
    """Leave out a step, with the reason.

    Raises:
        WrongStateError: the step can never be left out, an earlier one is open, or the reason is missing.
    """
    _must_be_open(case)
    if not PROCEDURE[step].may_be_left_out:
        raise WrongStateError(_("This step can never be left out."))
    said = _reason(reason)
    _must_be_next(case, step)
    passed = Passed.objects.create(case=case, step=step, is_left_out=True, says=said, by=person_of(actor))
    write(actor, SKIP_STEP, case, reason=said, data={"step": step.value})
    return passed


@action(SIGN_CASE)
def sign(actor: Actor, case: Case, *, agrees: Iterable[str], says: str = "") -> Signature:
    """Sign what the case says. The second signature of another person completes the step.

    Raises:
        WrongStateError: it is not the turn of signing, something was not looked at, or the person has signed.
    """
    _must_be_open(case)
    _must_be_next(case, Step.ASSESS)
    looked_at = sorted(set(agrees))
    if not {"taxon", "law", "links"} <= set(looked_at):
        raise WrongStateError(_("A signature covers species, law and links; say what you disagree with in a note."))
    person = person_of(actor)
    if case.signatures.filter(by=person).exists():
        raise WrongStateError(_("You have signed this case. The second signature is another person's."))
    signature = Signature.objects.create(case=case, by=person, agrees=looked_at, says=says.strip())
    signed = case.signatures.count()
    if signed >= SIGNATURES_NEEDED:
        Passed.objects.create(case=case, step=Step.ASSESS, by=person)
    write(actor, SIGN_CASE, case, data={"agrees": looked_at, "signatures": signed})
    return signature


@action(CHOOSE_ROUTE)
def choose_route(actor: Actor, case: Case, route: Route, *, reason: str = "") -> Case:
    """Choose where the case goes. Another route than the rules propose needs a reason.

    Raises:
        WrongStateError: it is not the turn of choosing, the reason is missing, or the route may never be taken.
    """
    _must_be_open(case)
    ahead = _must_be_next(case, Step.ROUTE, again=True)
    proposed, because = proposal(case)
    if (route != proposed or ahead) and len(reason.strip()) < SHORTEST_REASON:
        raise WrongStateError(_("The rules propose another route, or it is early. Say why this one."))
    if proposed is Route.PLATFORM_POLICY and route in {
        Route.AUTHORITY_FIRST,
        Route.AUTHORITY_AND_PLATFORM,
        Route.TRANSFER,
    }:
        raise WrongStateError(_("What only a platform's rules forbid is never told to an authority."))
    case.route, case.route_because, case.route_reason = route, because, reason.strip()
    case.save(update_fields=["route", "route_because", "route_reason"])
    Passed.objects.update_or_create(
        case=case, step=Step.ROUTE, defaults={"says": reason.strip(), "by": person_of(actor), "at": timezone.now()}
    )
    write(
        actor,
        CHOOSE_ROUTE,
        case,
        reason=reason.strip(),
        data={"route": route.value, "proposed": proposed.value, "because": because.value, "ahead": ahead},
    )
    return case


@action(NAME_MEMBERS)
def name_members(actor: Actor, case: Case, members: Iterable[Person], *, lead: Person, is_restricted: bool) -> Case:
    """Say who may know of a case, and who leads it.

    Raises:
        WrongStateError: somebody is not of the house.
    """
    _must_be_open(case)
    wanted = {person.pk: person for person in [*members, lead]}
    house = set(Membership.objects.filter(STANDING, organisation=case.organisation).values_list("person", flat=True))
    if not set(wanted) <= house:
        raise WrongStateError(_("Only people of the house can be members of its cases."))
    case.members.set(wanted.values())
    case.lead, case.is_restricted = lead, is_restricted
    case.save(update_fields=["lead", "is_restricted"])
    write(
        actor,
        NAME_MEMBERS,
        case,
        data={
            "members": sorted(person.reference for person in wanted.values()),
            "lead": lead.reference,
            "restricted": is_restricted,
        },
    )
    return case


@action(KEEP_TASK)
def add_task(
    actor: Actor, case: Case, says: str, *, who: Person | None = None, due: date | None = None, basis: str = ""
) -> Task:
    """Write a task.

    Raises:
        WrongStateError: it says nothing, or somebody is to do it who does not know of the case.
    """
    _must_be_open(case)
    if not says.strip():
        raise WrongStateError(_("Say what is to be done."))
    if who is not None and who != case.lead and not case.members.filter(pk=who.pk).exists():
        raise WrongStateError(_("This person does not know of the case. Make them a member first."))
    task = Task.objects.create(case=case, says=says.strip()[:300], who=who, due=due, basis=basis.strip()[:200])
    write(actor, KEEP_TASK, case, data={"task": task.reference, "due": due.isoformat() if due else None})
    return task


@action(KEEP_TASK)
def finish_task(actor: Actor, task: Task) -> Task:
    """Finish a task.

    Raises:
        WrongStateError: it is finished.
    """
    if task.done_at is not None:
        raise WrongStateError(_("This task is finished already."))
    task.done_at = timezone.now()
    task.save(update_fields=["done_at"])
    write(actor, KEEP_TASK, task.case, data={"finished": task.reference})
    return task


@action(WRITE_NOTE)
def write_note(actor: Actor, case: Case, text: str) -> Note:
    """Write a note. The record says that one was written, not what it says.

    Raises:
        WrongStateError: it says nothing.
    """
    if not text.strip():
        raise WrongStateError(_("The note is empty."))
    note = Note.objects.create(case=case, by=person_of(actor), text=text.strip())
    write(actor, WRITE_NOTE, case, data={"note": note.pk})
    return note


@action(RECORD_OUTCOME)
def record_outcome(
    actor: Actor, case: Case, offer: Offer, result: Result, *, on: date | None, known_from: str
) -> Outcome:
    """Record what came of an offer.

    Raises:
        WrongStateError: the offer is not in the case, the source is missing, or the day lies ahead.
    """
    if not case.joined.filter(offer=offer, left_at=None).exists():
        raise WrongStateError(_("This offer is not part of the case."))
    if not known_from.strip():
        raise WrongStateError(_("Say from whom this is known."))
    if on is not None and on > timezone.localdate():
        raise WrongStateError(_("This day lies ahead. An outcome has happened."))
    outcome = Outcome.objects.create(case=case, offer=offer, result=result, on=on, known_from=known_from.strip()[:200])
    write(
        actor,
        RECORD_OUTCOME,
        case,
        data={"offer": offer.reference, "result": result.value, "on": on.isoformat() if on else None},
    )
    return outcome


@action(CLOSE_CASE)
def close_case(actor: Actor, case: Case, *, reason: str, keep_for: timedelta = KEEP_CASE) -> Case:
    """Close a case: from now its retention clock runs.

    Raises:
        WrongStateError: a step is open, the reason is missing, or the case is closed.
    """
    _must_be_open(case)
    said = _reason(reason)
    _must_be_next(case, Step.CLOSE)
    now = timezone.now()
    case.closed_at, case.closing_reason, case.keep_until = now, said, (now + keep_for).date()
    case.save(update_fields=["closed_at", "closing_reason", "keep_until"])
    Passed.objects.create(case=case, step=Step.CLOSE, says=said, by=person_of(actor))
    offers_of(case).update(state=State.CLOSED)
    write(actor, CLOSE_CASE, case, reason=said, data={"keep_until": case.keep_until.isoformat()})
    return case


@action(CLOSE_CASE)
def open_again(actor: Actor, case: Case, *, reason: str) -> Case:
    """Open a closed case again; its retention clock stops.

    Raises:
        WrongStateError: the case is open, or the reason is missing.
    """
    if case.is_open:
        raise WrongStateError(_("This case is open."))
    said = _reason(reason)
    case.closed_at, case.closing_reason, case.keep_until = None, "", None
    case.save(update_fields=["closed_at", "closing_reason", "keep_until"])
    case.passed.filter(step=Step.CLOSE).delete()
    offers_of(case).update(state=State.IN_CASE)
    write(actor, CLOSE_CASE, case, reason=said, data={"opened_again": True})
    return case


def plan_revisits(case: Case, decided_on: date) -> list[Task]:
    """Write the tasks of looking at the offers again, for the act that keeps a decision; return them."""
    return [
        Task.objects.create(
            case=case, says=_("Look at the offers again"), due=decided_on + timedelta(days=days), who=case.lead,
            basis=_("own rule, day %(days)d after the decision") % {"days": days},
        )
        for days in REVISIT_DAYS
    ]  # fmt: skip


def _join(case: Case, offers: Sequence[Offer]) -> None:
    elsewhere = CaseOffer.objects.filter(offer__in=offers, left_at=None).select_related("offer").first()
    if elsewhere is not None:
        raise WrongStateError(_("Offer %(offer)s is part of a case already.") % {"offer": elsewhere.offer.reference})
    if any(offer.organisation != case.organisation for offer in offers):
        raise WrongStateError(_("An offer of another organisation cannot be part of this case."))
    CaseOffer.objects.bulk_create([CaseOffer(case=case, offer=offer) for offer in offers])
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(state=State.IN_CASE)


def _must_be_open(case: Case) -> None:
    if not Case.objects.select_for_update().get(pk=case.pk).is_open:
        raise WrongStateError(_("This case is closed."))


def _must_be_next(case: Case, step: Step, *, again: bool = False) -> bool:
    """Return whether the step comes before its turn, which only an urgent case allows."""
    behind = {Step(one) for one in case.passed.values_list("step", flat=True)}
    if step in behind and not again:
        raise WrongStateError(_("This step is done."))
    open_steps = [one for one in before(step) if one not in behind]
    if not open_steps:
        return False
    if case.is_urgent and PROCEDURE[step].ahead_when_urgent and Step.CAPTURE in behind:
        return True
    raise WrongStateError(_("“%(step)s” comes first.") % {"step": open_steps[0].label})


def _must_hold(case: Case, step: Step) -> None:
    offers = offers_of(case)
    if step is Step.CAPTURE:
        captured = Capture.objects.filter(offer__in=offers, health__in=SHOWS_OFFER).values("offer")
        without = offers.exclude(pk__in=captured).count()
        if without:
            raise WrongStateError(_("%(count)d offers have no capture.") % {"count": without})
    if step is Step.ASSESS:
        raise WrongStateError(_("This step is done by two signatures."))
    if step is Step.REFER and case.route not in {
        Route.AUTHORITY_FIRST,
        Route.AUTHORITY_AND_PLATFORM,
        Route.TRANSFER,
        Route.PLATFORM,
    }:
        raise WrongStateError(_("The route does not lead to an authority. Leave the step out, with the reason."))
    if step is Step.OUTCOME:
        without = offers.exclude(pk__in=case.outcomes.values("offer")).count()
        if without:
            raise WrongStateError(
                _("%(count)d offers have no outcome. Unknown is an outcome too.") % {"count": without}
            )


def _reason(reason: str) -> str:
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise WrongStateError(_("Give the reason, in a few words that the next person understands."))
    return said
