"""Pages of the administration: by when each step of a case is done."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.cases import deadlines
from lycaon.workbench.cases.forms import DeadlineForm
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.people.acting import house_of
from lycaon.workbench.people.doors import Request
from lycaon.workbench.ui.happened import happened


def listed(request: Request) -> HttpResponse:
    """Show the time of every step."""
    return render(request, "cases/deadlines.html", {"rows": deadlines.given(house_of(request.actor))})


def changed(request: Request, name: str) -> HttpResponse:
    """Give a step another time."""
    if name not in Step.values:
        raise Http404
    step = Step(name)
    now = next(one for one in deadlines.given(house_of(request.actor)) if one.step is step)
    form = DeadlineForm(request.POST or None, initial={"days": now.days})
    if request.method == "POST" and form.is_valid():
        try:
            deadlines.set_deadline(request.actor, step, form.cleaned_data["days"], reason=form.cleaned_data["reason"])
        except WrongStateError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("It holds for every open case from now on."))
            return HttpResponseRedirect(reverse("cases:deadlines"), status=303)
    context = {"form": form, "headline": _("By when: %(step)s") % {"step": step.label}, "act": _("Keep it")}
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)
