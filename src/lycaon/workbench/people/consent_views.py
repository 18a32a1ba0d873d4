"""Pages of consent: what came from others, and to whom they let it go on."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.errors import DecisionError
from lycaon.workbench.people import agreeing, queries
from lycaon.workbench.people.access import origin_for, origins_for, thing_for
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.forms import ConsentForm, OriginForm
from lycaon.workbench.people.labels import TLP
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.reference import find
from lycaon.workbench.ui.happened import happened

_LATEST = 200


def consents(request: Request) -> HttpResponse:
    """List what came from others, with the consents to it."""
    rows = queries.with_consents(origins_for(request.actor).order_by("-received_on", "-pk")[:_LATEST])
    return render(request, "people/consents.html", {"rows": rows})


def origin(request: Request) -> HttpResponse:
    """Record that something came from another organisation."""
    form = OriginForm(request.POST or None, others=_others(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        thing = thing_for(request.actor, said["reference"].strip())
        if thing is None:
            form.add_error("reference", _("There is none of this name. Copy the reference from its page."))
        else:
            try:
                agreeing.record_origin(
                    request.actor, thing, originator=said["originator"], tlp=TLP(said["tlp"]),
                    received_on=said["received_on"],
                )  # fmt: skip
            except DecisionError as error:
                form.add_error(None, str(error))
            else:
                return _told(request, _("Kept. It goes on to nobody without their consent."))
    context = {"form": form, "headline": _("It came from somebody else"), "about": ""}
    return render(request, "people/consent.html", context, status=422 if form.errors else 200)


def consent(request: Request, number: int) -> HttpResponse:
    """Record that whoever gave something lets it go on."""
    there = origin_for(request.actor, number)
    form = ConsentForm(request.POST or None, others=_others(request).exclude(pk=there.originator.pk))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        thing = find(there.object_id)
        try:
            if thing is not None:
                agreeing.record_consent(
                    request.actor, thing, originator=there.originator, recipient=said["recipient"],
                    tlp_min=TLP(said["tlp_min"]), given_by=said["given_by"], given_on=said["given_on"],
                )  # fmt: skip
        except DecisionError as error:
            form.add_error(None, str(error))
        else:
            return _told(request, _("The consent is kept. The gate asks for it from now on."))
    headline = _("%(who)s lets it go on") % {"who": there.originator}
    context = {"form": form, "headline": headline, "about": there.object_id}
    return render(request, "people/consent.html", context, status=422 if form.errors else 200)


def _others(request: Request) -> QuerySet[Organisation]:
    own = request.actor.organisation
    return Organisation.objects.filter(ended_at=None).exclude(pk=own.pk if own else None).order_by("name")


def _told(request: Request, said: str) -> HttpResponseRedirect:
    happened(request, said)
    return HttpResponseRedirect(reverse("people:consents"), status=303)
