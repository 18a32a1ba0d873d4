"""Head and foot of every page: what this person's roles lead to."""

from django.http import HttpRequest
from django.urls import reverse

from lycaon.workbench.people.doors import actor_of
from lycaon.workbench.ui.masthead import Masthead


def masthead(request: HttpRequest) -> Masthead:
    """Return the head of a page for whoever asks."""
    actor = actor_of(request)
    if actor is None:
        return Masthead()
    return Masthead(who=f"{actor} · {actor.organisation}", sign_out_url=reverse("account_logout"))
