"""Pages of the data protection desk."""

from collections.abc import Callable, Mapping

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.errors import DecisionError
from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.privacy import actions, queries
from lycaon.workbench.privacy.access import (
    breach_for,
    breaches_for,
    events_for,
    hold_for,
    holds_for,
    reads_for,
    request_for,
    requests_for,
)
from lycaon.workbench.privacy.assessment import assessment
from lycaon.workbench.privacy.forms import (
    AnswerForm,
    BreachForm,
    CloseForm,
    HoldForm,
    PeriodForm,
    ReasonForm,
    RequestForm,
    SearchForm,
    ToldForm,
)
from lycaon.workbench.privacy.models import Answer, Right
from lycaon.workbench.privacy.sweeping import sweep_all, sweeps
from lycaon.workbench.privacy.verbs import KEEP_BREACH, KEEP_REQUEST
from lycaon.workbench.privacy.wording import KEPT, kind_in_words, lines
from lycaon.workbench.record.chain import faults
from lycaon.workbench.record.events import note_read
from lycaon.workbench.record.subjects import Sought
from lycaon.workbench.ui.happened import happened

_ROWS = 200


def desk(request: Request) -> HttpResponse:
    """Show what runs: requests, breaches, holds, periods, the assessment."""
    return render(
        request,
        "privacy/desk.html",
        {
            "requests": requests_for(request.actor).filter(answered_on=None).order_by("due_on"),
            "breaches": breaches_for(request.actor).filter(closed_at=None).order_by("aware_at"),
            "holds": [
                (one, kind_in_words(one.object_kind))
                for one in holds_for(request.actor).filter(lifted_at=None).order_by("review_on")
            ],
            "kept": queries.kept(),
            "signed": queries.signed_assessment(_organisation(request)),
            "may_register": allowed(request.actor, KEEP_BREACH),
        },
    )


def register_of_all(request: Request) -> HttpResponse:
    """Show every breach that was written down and every request that was answered: what an authority asks to see."""
    told = {
        "breaches": breaches_for(request.actor).order_by("-aware_at")[:_ROWS],
        "requests": requests_for(request.actor).exclude(answered_on=None).order_by("-answered_on")[:_ROWS],
    }
    return render(request, "privacy/register.html", told)


@require_POST
def sweep(request: Request) -> HttpResponse:
    """Forget what is over, now."""
    forgotten = sum(proof.forgotten for proof in sweep_all(request.actor))
    return _back(request, _("Done: %(n)d rows were forgotten.") % {"n": forgotten})


def period(request: Request, sweep: str) -> HttpResponse:
    """Change for how long something is kept."""
    one = next((one for one in sweeps() if one.name == sweep), None)
    if one is None:
        raise Http404
    form = PeriodForm(request.POST or None, initial={"days": one.days})

    def act() -> HttpResponse:
        said = form.cleaned_data
        actions.set_period(request.actor, one.name, said["days"], reason=said["reason"])
        return _back(request, _("Changed. It holds from the next night on."))

    return _form(request, form, act, title=_("For how long?"), about=str(KEPT.get(one.name, one.name)))


def hold(request: Request) -> HttpResponse:
    """Keep something from being forgotten."""
    form = HoldForm(request.POST or None)

    def act() -> HttpResponse:
        said = form.cleaned_data
        actions.place_hold(
            request.actor,
            said["object_kind"],
            said["object_id"].strip(),
            reason=said["reason"],
            basis=said["basis"],
            review_on=said["review_on"],
        )
        return _back(request, _("Held until somebody lifts it."))

    return _form(request, form, act, title=_("Keep from being forgotten"))


def lift(request: Request, reference: str) -> HttpResponse:
    """Lift a hold."""
    there = hold_for(request.actor, reference)
    form = ReasonForm(request.POST or None)

    def act() -> HttpResponse:
        actions.lift_hold(request.actor, there, reason=form.cleaned_data["reason"])
        return _back(request, _("Lifted."))

    return _form(
        request, form, act, title=_("Lift the hold?"), about=f"{kind_in_words(there.object_kind)} {there.object_id}"
    )


def take(request: Request) -> HttpResponse:
    """Take in a request of a person."""
    form = RequestForm(request.POST or None)

    def act() -> HttpResponse:
        said = form.cleaned_data
        made = actions.take_request(
            request.actor,
            right=Right(said["right"]),
            contact=said["contact"],
            about=said["about"],
            received_on=said["received_on"],
        )
        return _to("privacy:request", made.reference)

    return _form(request, form, act, title=_("A person asks"))


def subject_request(request: Request, reference: str) -> HttpResponse:
    """Show one request; search for what is held, answer."""
    there = request_for(request.actor, reference)
    search = SearchForm(request.GET or None)
    found = None
    if search.is_bound and search.is_valid():
        found = queries.traces(Sought(**search.cleaned_data), _organisation(request))
        note_read(request.actor, KEEP_REQUEST, there, reason="search")
    form = AnswerForm(request.POST or None)
    context = {"request_of_person": there, "search": search, "found": found, "form": form, "reason": ReasonForm()}
    if request.method != "POST":
        return render(request, "privacy/request.html", context)

    def act() -> HttpResponse:
        said = form.cleaned_data
        actions.answer_request(request.actor, there, Answer(said["answer"]), because=said["because"])
        return _to("privacy:request", there.reference)

    return _acted(request, form, act, "privacy/request.html", context)


@require_POST
def identity(request: Request, reference: str) -> HttpResponse:
    """Say that the identity was checked."""
    there = request_for(request.actor, reference)
    actions.check_identity(request.actor, there)
    return _to("privacy:request", there.reference)


@require_POST
def extend(request: Request, reference: str) -> HttpResponse:
    """Take two months more."""
    there = request_for(request.actor, reference)
    form = ReasonForm(request.POST)

    def act() -> HttpResponse:
        actions.extend_request(request.actor, there, reason=form.cleaned_data["reason"])
        return _to("privacy:request", there.reference)

    return _form(request, form, act, title=_("Take two months more"))


def register(request: Request) -> HttpResponse:
    """Register a breach."""
    form = BreachForm(request.POST or None)

    def act() -> HttpResponse:
        made = actions.register_breach(request.actor, **form.cleaned_data)
        return _to("privacy:breach", made.reference)

    return _form(request, form, act, title=_("Something went wrong"))


def breach(request: Request, reference: str) -> HttpResponse:
    """Show one breach: the clock, whom to tell, how to close it."""
    there = breach_for(request.actor, reference)
    return render(request, "privacy/breach.html", {"breach": there, "told": ToldForm(), "closing": CloseForm()})


@require_POST
def told(request: Request, reference: str) -> HttpResponse:
    """Say that the supervisory authority was told."""
    there = breach_for(request.actor, reference)
    form = ToldForm(request.POST)

    def act() -> HttpResponse:
        actions.tell_authority(request.actor, there, **form.cleaned_data)
        return _to("privacy:breach", there.reference)

    return _acted(request, form, act, "privacy/breach.html", {"breach": there, "told": form, "closing": CloseForm()})


@require_POST
def close(request: Request, reference: str) -> HttpResponse:
    """Close a breach."""
    there = breach_for(request.actor, reference)
    form = CloseForm(request.POST)

    def act() -> HttpResponse:
        actions.close_breach(request.actor, there, **form.cleaned_data)
        return _to("privacy:breach", there.reference)

    return _acted(request, form, act, "privacy/breach.html", {"breach": there, "told": ToldForm(), "closing": form})


def assess(request: Request) -> HttpResponse:
    """Show the impact assessment as it stands today; sign it."""
    host = _organisation(request)
    if request.method == "POST":
        actions.sign_assessment(request.actor)
        return _back(request, _("Signed."))
    return render(request, "privacy/assess.html", {"text": assessment(host), "signed": queries.signed_assessment(host)})


def reads(request: Request) -> HttpResponse:
    """Show who read what: of one object or one person, or the latest."""
    rows = reads_for(request.actor)
    about = request.GET.get("about", "").strip()[:80]
    if about:
        rows = rows.filter(actor=about) if about.startswith("P-") else rows.filter(object_id=about)
    return render(request, "privacy/reads.html", {"rows": lines(list(rows[:_ROWS])), "about": about})


def record(request: Request) -> HttpResponse:
    """Show the record: of one object or one person, or the latest."""
    rows = events_for(request.actor)
    about = request.GET.get("about", "").strip()[:80]
    if about:
        rows = rows.filter(actor=about) if about.startswith("P-") else rows.filter(object_id=about)
    context = {"rows": lines(list(rows.select_related("link")[:_ROWS])), "about": about}
    return render(request, "privacy/record.html", context)


@require_POST
def check_record(request: Request) -> HttpResponse:
    """Follow the whole chain of the record, and say whether it holds."""
    found = [f"{fault.seq}: {fault.what}" for fault in faults()]
    words = _("The chain holds.") if not found else _("The chain is broken at %(where)s.") % {"where": found[0]}
    happened(request, words)
    return HttpResponseRedirect(reverse("privacy:record"), status=303)


def _organisation(request: Request) -> Organisation:
    organisation = request.actor.organisation
    if organisation is None:  # pragma: no cover - a person always acts for one
        raise Http404
    return organisation


def _form(
    request: Request, form: forms.Form, act: Callable[[], HttpResponse], *, title: str, about: str = ""
) -> HttpResponse:
    context = {"form": form, "headline": title, "about": about}
    if request.method != "POST":
        return render(request, "privacy/form.html", context)
    return _acted(request, form, act, "privacy/form.html", context)


def _acted(
    request: Request, form: forms.Form, act: Callable[[], HttpResponse], template: str, context: Mapping[str, object]
) -> HttpResponse:
    """Act on a form that can be read; where it may not be, say so on the form, which keeps what was written."""
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        return act()
    except DecisionError as error:
        form.add_error(None, str(error))
        return render(request, template, context, status=409)


def _back(request: Request, words: str) -> HttpResponseRedirect:
    happened(request, words)
    return HttpResponseRedirect(reverse("privacy:desk"), status=303)


def _to(name: str, reference: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[reference]), status=303)
