"""The screen on which people keep their tokens."""

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.workbench.api import actions
from lycaon.workbench.api.access import token_for, tokens_for
from lycaon.workbench.api.forms import TokenForm
from lycaon.workbench.api.models import Scope
from lycaon.workbench.people.doors import Request
from lycaon.workbench.ui.happened import happened


def tokens(request: Request) -> HttpResponseBase:
    """List one's tokens and make a new one, whose secret is shown once."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        scopes = [Scope(one) for one in form.cleaned_data["scopes"]]
        made = actions.make_token(request.actor, name=form.cleaned_data["name"], scopes=scopes, lasts=form.lasts())
        form, secret = TokenForm(), made.secret
    return render(
        request,
        "api/tokens.html",
        {"form": form, "secret": secret, "tokens": list(tokens_for(request.actor)[:100])},
        status=422 if form.errors else 200,
    )


@require_POST
def revoke(request: Request, reference: str) -> HttpResponseBase:
    """Revoke a token."""
    actions.revoke_token(request.actor, token_for(request.actor, reference))
    happened(request, _("The token is revoked. It opens nothing any more."))
    return HttpResponseRedirect(reverse("tokens:list"), status=303)
