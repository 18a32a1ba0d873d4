"""Head and foot of every page: what this person's roles lead to."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.api import verbs as api
from lycaon.workbench.cases import verbs as cases
from lycaon.workbench.correspondence import verbs as correspondence
from lycaon.workbench.deconfliction import verbs as deconfliction
from lycaon.workbench.offers import verbs as offers
from lycaon.workbench.people import verbs as people
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.doors import actor_of
from lycaon.workbench.people.permissions import SIGNED_IN, Verb
from lycaon.workbench.privacy import verbs as privacy
from lycaon.workbench.surveys import verbs as surveys
from lycaon.workbench.triage import verbs as triage
from lycaon.workbench.ui.masthead import Entry, Masthead


@dataclass(frozen=True, slots=True)
class Place:
    """A word of the navigation, shown to whoever may go there."""

    label: Promise | str
    address: str
    """Name of its door."""
    verb: Verb
    key: str = ""
    """Pressed after ``g``."""


PLACES = (
    Place(_("Today"), "home", SIGNED_IN, "h"),
    Place(_("Triage"), "triage:first", triage.SEE_QUEUE, "t"),
    Place(_("Offers"), "offers:list", offers.READ_OFFER, "o"),
    Place(_("Cases"), "cases:list", cases.READ_CASE, "c"),
    Place(_("Deconfliction"), "deconfliction:list", deconfliction.DECONFLICT),
    Place(_("Deadlines"), "cases:deadlines", cases.SET_DEADLINE),
    Place(_("Notices"), "correspondence:notices", correspondence.READ_NOTICE, "n"),
    Place(_("Logs"), "correspondence:logs", correspondence.READ_LOG, "l"),
    Place(_("Logs"), "correspondence:portal-logs", correspondence.SEE_OWN_LOGS, "l"),
    Place(_("Requests"), "correspondence:requests", correspondence.SEE_REQUESTS, "r"),
    Place(_("Notices"), "correspondence:portal-notices", correspondence.SEE_OWN_NOTICES, "n"),
    Place(_("Surveys"), "surveys:list", surveys.SEE_SURVEYS, "s"),
    Place(_("People"), "people:index", people.SEE_PEOPLE, "p"),
    Place(_("Agreements"), "people:agreements", people.SEE_AGREEMENTS, "a"),
    Place(_("Data protection"), "privacy:desk", privacy.SEE_DESK, "d"),
    Place(_("For programs"), "tokens:list", api.KEEP_TOKENS),
)
"""From left to right."""


def masthead(request: HttpRequest) -> Masthead:
    """Return the head of a page for whoever asks."""
    actor = actor_of(request)
    if actor is None:
        return Masthead()
    return Masthead(
        entries=tuple(_entry(place) for place in PLACES if allowed(actor, place.verb)),
        who=_who(actor),
        who_url=reverse("people:choose" if getattr(request, "acts_for_several", False) else "mfa_index"),
        sign_out_url=reverse("account_logout"),
    )


def _entry(place: Place) -> Entry:
    return Entry(label=str(place.label), url=reverse(place.address), key=f"g {place.key}" if place.key else "")


def _who(actor: Actor) -> str:
    return f"{actor.roles_in_words} · {actor.organisation}"
