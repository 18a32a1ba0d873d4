"""Screens of triage: parse, get by way of access, act, show."""

import time
from collections.abc import Sequence
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.errors import DecisionError, WrongStateError
from lycaon.workbench.offers import elsewhere
from lycaon.workbench.offers import queries as offer_queries
from lycaon.workbench.offers.access import offer_for, offers_for, seller_for
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.photos import photos_of
from lycaon.workbench.offers.verbs import READ_OFFER
from lycaon.workbench.people.doors import Request
from lycaon.workbench.record.events import note_read
from lycaon.workbench.triage import actions, queries
from lycaon.workbench.triage.access import decision_for
from lycaon.workbench.triage.forms import OPEN_CASE, DecideForm, UndoForm
from lycaon.workbench.triage.models import UNDO_FOR
from lycaon.workbench.triage.states import TO_DECIDE, Choice, Ground
from lycaon.workbench.ui.happened import happened
from lycaon.workbench.ui.words import place_in_words

_SALT = "triage.opened"
_ALONG_AT_MOST = 50


def first(request: Request) -> HttpResponseBase:
    """Lead to the offer that comes first; say so where nothing waits."""
    found = queries.next_after(request.actor)
    if found is None:
        return render(request, "triage/empty.html", {"pace": queries.pace(request.actor)})
    return HttpResponseRedirect(reverse("triage:offer", args=[found.reference]))


def shown(request: Request, reference: str) -> HttpResponse:
    """Show an offer and its place in the queue, with all that a decision rests on."""
    offer = offer_for(request.actor, reference)
    note_read(request.actor, READ_OFFER, offer)
    # A second look must not show the first: what state the offer is in says what somebody decided.
    second = queries.seconds_for(request.actor).filter(pk=offer.pk).exists()
    open_to_decide = second or offer.state in TO_DECIDE
    if second:
        elsewhere.veil(request.actor, [offer])
    holder = actions.hold(request.actor, offer) if open_to_decide else None
    current = offer_queries.current(offer)
    return render(
        request,
        "triage/offer.html",
        {
            "offer": offer,
            "current": current,
            "scan": current.scan.value,
            "place": place_in_words(offer.jurisdiction),
            "seller": seller_for(request.actor, offer),
            "photos": photos_of(offer, showing=_number(request)),
            "alike": [one for one in offer_queries.alike(offers_for(request.actor), offer) if _waits(one.offer)],
            "rows": queries.upcoming(request.actor, first=offer),
            "waiting": queries.how_many(request.actor),
            "counted": queries.COUNTED,
            "pace": queries.pace(request.actor),
            "holder": holder,
            "can_decide": open_to_decide and holder is None,
            "grounds": list(enumerate(Ground.choices, start=1)),
            "following": queries.next_after(request.actor, offer),
            "opened": signing.dumps(time.time(), salt=_SALT),
        },
    )


@require_POST
def decide(request: Request, reference: str) -> HttpResponseBase:
    """Decide an offer and lead to the next."""
    offer = offer_for(request.actor, reference)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise WrongStateError(_("The decision did not arrive whole. Nothing was decided; go back and try again."))
    told = form.cleaned_data
    choice, ground = form.decided()
    following = queries.next_after(request.actor, offer)
    along = _along(request, offer)
    decision = actions.decide(
        request.actor,
        [offer, *along],
        choice,
        ground=ground,
        says=told["says"],
        seconds=_seconds(told["opened"]),
    )
    together = 1 + len(along)
    happened(request, _said(choice, together), undo=reverse("triage:undo", args=[decision.pk]))
    if told["act"] == OPEN_CASE:
        names = " ".join(one.reference for one in (offer, *along))
        return HttpResponseRedirect(f"{reverse('cases:open')}?{urlencode({'offers': names})}", status=303)
    taken = {one.pk for one in along}
    if following is not None and following.pk in taken:
        following = queries.next_after(request.actor, following)
    target = reverse("triage:offer", args=[following.reference]) if following else reverse("triage:first")
    return HttpResponseRedirect(target, status=303)


def undo(request: Request, number: int) -> HttpResponseBase:
    """Take a decision back, with the reason."""
    decision = decision_for(request.actor, number)
    form = UndoForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            offer = actions.undo(request.actor, decision, reason=form.cleaned_data["reason"])
        except DecisionError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("The decision is taken back."))
            return HttpResponseRedirect(reverse("triage:offer", args=[offer.reference]), status=303)
    return render(
        request,
        "triage/undo.html",
        {"form": form, "decision": decision, "minutes": int(UNDO_FOR.total_seconds() // 60)},
        status=422 if form.errors else 200,
    )


def agreement(request: Request) -> HttpResponse:
    """Show how often two persons decide alike, and the pace of the house."""
    return render(
        request,
        "triage/agreement.html",
        {
            "agreement": queries.agreement(request.actor),
            "pace": queries.pace(request.actor),
            "one_in": actions.ONE_IN,
        },
    )


@require_POST
def handed_on(request: Request) -> HttpResponseBase:
    """Send the decisions of the house as lines of JSON, for ``lycaon learn``."""
    return StreamingHttpResponse(
        actions.hand_on(request.actor),
        content_type="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="decisions.jsonl"'},
    )


def _said(choice: Choice, offers: int) -> str:
    words = {
        Choice.CONFIRM: _("Confirmed: %(count)d offers.") if offers > 1 else _("Confirmed."),
        Choice.REJECT: _("Rejected: %(count)d offers.") if offers > 1 else _("Rejected."),
        Choice.ASK: _("Handed to an expert."),
    }
    text = words[choice]
    return text % {"count": offers} if "%(count)d" in text else text


def _along(request: Request, offer: Offer) -> Sequence[Offer]:
    """Return the near-duplicates that were ticked; only those of the offer's own group can be taken along."""
    names = request.POST.getlist("along")[:_ALONG_AT_MOST]
    if not names or not offer.group:
        return []
    of_group = offers_for(request.actor).filter(group=offer.group, state__in=TO_DECIDE)
    return list(of_group.filter(reference__in=names).exclude(pk=offer.pk))


def _waits(offer: Offer) -> bool:
    return offer.state in TO_DECIDE


def _seconds(opened: str) -> float | None:
    try:
        return time.time() - float(signing.loads(opened, salt=_SALT, max_age=86_400))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def _number(request: Request) -> int:
    wanted = request.GET.get("photo", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
