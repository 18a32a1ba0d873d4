"""Screens of deconfliction."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.errors import DecisionError
from lycaon.workbench.cases.access import case_for
from lycaon.workbench.deconfliction import actions
from lycaon.workbench.deconfliction.access import brought_for, enquiries_for, enquiry_for, met_for, partners_of
from lycaon.workbench.deconfliction.forms import AskForm, PartnerKeyForm, TakeForm
from lycaon.workbench.deconfliction.models import PartnerKey
from lycaon.workbench.people.access import organisation_for
from lycaon.workbench.people.acting import house_of
from lycaon.workbench.people.doors import Request
from lycaon.workbench.ui.happened import happened

_LATEST = 100


def listed(request: Request) -> HttpResponse:
    """Show what was asked, and where somebody else works on what is in one's cases."""
    house = house_of(request.actor)
    partners = list(partners_of(request.actor))
    apart = set(PartnerKey.objects.filter(organisation=house).values_list("partner_id", flat=True))
    context = {
        "enquiries": enquiries_for(request.actor).order_by("-asked_at")[:_LATEST],
        "brought": brought_for(request.actor).order_by("-asked_at")[:_LATEST],
        "met": met_for(request.actor)[:_LATEST],
        "partners": [(one, one.pk in apart, actions.asked_within(house, one)) for one in partners],
        "limits": {name: most for name, (_time, most) in actions.LIMITS.items()},
        "identity": actions.own_keys().identity,
    }
    return render(request, "deconfliction/list.html", context)


def asked(request: Request, reference: str) -> HttpResponse:
    """Ask a partner about a case."""
    case = case_for(request.actor, reference)
    form = AskForm(request.POST or None, partners=partners_of(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(request.actor, case, form.cleaned_data["partner"])
        except DecisionError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("Asked."))
            return _to("enquiry", made.reference)
    told = {
        "form": form, "about": case.reference, "headline": _("Does somebody else work on this?"), "act": _("Ask"),
        "lede": _("Accounts and offers of the case are compared as keyed hashes. The partner learns of a match, too."),
    }  # fmt: skip
    return render(request, "deconfliction/form.html", told, status=422 if form.errors else 200)


def shown(request: Request, reference: str) -> HttpResponse:
    """Show an enquiry: what matched."""
    enquiry = enquiry_for(request.actor, reference)
    is_ours = enquiry.asker == request.actor.organisation
    context = {
        "enquiry": enquiry,
        "is_ours": is_ours,
        "rows": enquiry.keys.order_by("kind", "about", "pk") if is_ours else (),
        "matches": enquiry.keys.filter(is_match=True).count(),
        "travels": PartnerKey.objects.filter(
            organisation=request.actor.organisation, partner=enquiry.asked if is_ours else enquiry.asker
        ).exists(),
    }
    return render(request, "deconfliction/enquiry.html", context)


def handed(request: Request, reference: str) -> HttpResponse:
    """Hand over the file that carries an enquiry, or the answer to one, to the partner's installation."""
    enquiry = enquiry_for(request.actor, reference)
    is_ours = enquiry.asker == request.actor.organisation
    data = (actions.enquiry_file if is_ours else actions.answer_file)(request.actor, enquiry)
    name = f"{enquiry.reference}-{'enquiry' if is_ours else 'answer'}.json"
    return HttpResponse(
        data, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def taken(request: Request) -> HttpResponse:
    """Take the file of a partner."""
    form = TakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.take_file(request.actor, form.cleaned_data["file"].read())
        except DecisionError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("Taken."))
            return _to("enquiry", made.reference)
    told = {
        "form": form, "headline": _("A file of a partner"), "act": _("Take it"),
        "lede": _("An enquiry is answered from the open cases of your house; an answer is kept with what you asked."),
    }  # fmt: skip
    return render(request, "deconfliction/form.html", told, status=422 if form.errors else 200)


def partner(request: Request, reference: str) -> HttpResponse:
    """Keep the key of a partner's installation."""
    there = organisation_for(request.actor, reference)
    form = PartnerKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_partner_key(request.actor, there, form.cleaned_data["identity"])
        except DecisionError as refusal:
            form.add_error("identity", str(refusal))
        else:
            happened(request, _("The key is kept."))
            return HttpResponseRedirect(reverse("people:organisation", args=[there.reference]), status=303)
    told = {
        "form": form, "about": there.name, "headline": _("A partner with an installation of its own"),
        "act": _("Keep the key"), "identity": actions.own_keys().identity,
        "lede": _("Tell the partner your own key, and compare both fingerprints by telephone."),
    }  # fmt: skip
    return render(request, "deconfliction/form.html", told, status=422 if form.errors else 200)


def _to(name: str, reference: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"deconfliction:{name}", args=[reference]), status=303)
