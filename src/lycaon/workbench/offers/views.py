"""Screens of offers: parse, get by way of access, show. What is done with an offer is done in triage and in cases."""

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from lycaon.errors import EvidenceError, WrongStateError
from lycaon.workbench.offers import elsewhere, evidence, queries, visiting
from lycaon.workbench.offers.access import offer_for, offers_for, seller_for
from lycaon.workbench.offers.forms import AttachForm, FindForm
from lycaon.workbench.offers.models import Capture, Offer
from lycaon.workbench.offers.photos import photos_of
from lycaon.workbench.offers.verbs import KEEP_CAPTURE, READ_OFFER, SEE_SELLER
from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import back_to, happened
from lycaon.workbench.ui.waiting import asks_again, whole_when_done
from lycaon.workbench.ui.words import place_in_words


def listed(request: Request) -> HttpResponse:
    """List the offers of the house, the latest first, and find some of them."""
    form = FindForm(request.GET)
    place = queries.Place.read(request.GET.get("from", ""), back=request.GET.get("way") == "back")
    wanted = form.wanted()
    found = elsewhere.in_state(request.actor, offers_for(request.actor), wanted.state)
    rows = queries.page_of(found, wanted, place)
    elsewhere.veil(request.actor, rows.items)
    return render(request, "offers/list.html", {"form": form, "window": rows})


def shown(request: Request, reference: str) -> HttpResponse:
    """Show an offer as published, what was read in it and what the law appears to say."""
    offer = _offer(request, reference)
    note_read(request.actor, READ_OFFER, offer)
    current = queries.current(offer)
    return render(
        request,
        "offers/offer.html",
        {**_frame(request, offer, "listing"), "current": current, "scan": current.scan.value,
         "photos": photos_of(offer, showing=_number(request))},
    )  # fmt: skip


def verdicts(request: Request, reference: str) -> HttpResponse:
    """Show what the engine said of an offer, each time."""
    offer = _offer(request, reference)
    return render(
        request,
        "offers/verdicts.html",
        {**_frame(request, offer, "verdicts"), "scans": [(scan, scan.value) for scan in queries.history(offer)[:50]]},
    )


def captured(request: Request, reference: str, store_id: str = "") -> HttpResponse:
    """Show the captures of an offer, and one of them with its custody log."""
    offer = _offer(request, reference)
    if not asks_again(request):
        note_read(request.actor, READ_OFFER, offer)
    captures = list(queries.captures(offer))
    one = _chosen(captures, store_id)
    context = {
        **_frame(request, offer, "evidence"),
        "captures": captures,
        "capture": one,
        "custody": evidence.custody(one.store_id) if one else None,
        "checked": _checked(request, one),
        "photos": photos_of(offer, one, showing=_number(request)) if one else [],
        "waiting": visiting.waiting_visit(offer),
        "visited": visiting.last_visit(offer),
        "can_visit": allowed(request.actor, KEEP_CAPTURE),
    }
    page = render(request, "offers/evidence.html", context)
    return whole_when_done(request, page, waits=context["waiting"] is not None)


def similar(request: Request, reference: str) -> HttpResponse:
    """Show the near-duplicates of an offer, and what differs."""
    offer = _offer(request, reference)
    alike = queries.alike(offers_for(request.actor), offer)
    elsewhere.veil(request.actor, [one.offer for one in alike])
    return render(request, "offers/similar.html", {**_frame(request, offer, "similar"), "alike": alike})


def seller(request: Request, reference: str) -> HttpResponse:
    """Show the account behind an offer, as far as the reader may see it, and its other offers."""
    offer = _offer(request, reference)
    account = seller_for(request.actor, offer)
    if account is not None and account.handle:
        note_read(request.actor, SEE_SELLER, offer, reason="seller")
    others = queries.of_same_account(offers_for(request.actor), offer)
    elsewhere.veil(request.actor, others)
    return render(
        request, "offers/seller.html", {**_frame(request, offer, "seller"), "account": account, "others": others}
    )


@require_POST
def visit(request: Request, reference: str) -> HttpResponseBase:
    """Have the page of an offer fetched now."""
    offer = offer_for(request.actor, reference)
    visiting.ask_visit(request.actor, offer)
    happened(request, _("The page is being asked for; what comes stands here in a moment."))
    return HttpResponseRedirect(back_to(request, reverse("offers:evidence", args=[offer.reference])), status=303)


def attached(request: Request, reference: str) -> HttpResponseBase:
    """Attach a capture that stands in the store."""
    offer = offer_for(request.actor, reference)
    form = AttachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = visiting.attach(request.actor, offer, form.cleaned_data["capture"])
        except WrongStateError as refusal:
            form.add_error("capture", str(refusal))
        else:
            happened(request, _("The capture is attached."))
            return HttpResponseRedirect(reverse("offers:capture", args=[offer.reference, kept.store_id]), status=303)
    return render(request, "offers/attach.html", {"offer": offer, "form": form}, status=422 if form.errors else 200)


@cache_control(private=True, no_store=True)
def picture(request: Request, reference: str, store_id: str, number: int) -> HttpResponse:
    """Send one picture of a capture: blurred, or as kept where ``?as=kept`` asks for it."""
    offer = offer_for(request.actor, reference)
    if not queries.captures(offer).filter(store_id=store_id).exists():
        raise Http404
    if request.GET.get("as") == "kept":
        data = evidence.shown(store_id, number, request.actor, f"photo of offer {offer.reference}")
    else:
        data = evidence.covered(store_id, number)
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg", headers={"Content-Disposition": "inline"})


def _offer(request: Request, reference: str) -> Offer:
    """Return an offer as this reader may see it; for showing only."""
    return elsewhere.as_seen(request.actor, offer_for(request.actor, reference))


def _frame(request: Request, offer: Offer, tab: str) -> dict[str, object]:
    """Return what stands at the head of every page of an offer."""
    return {
        "offer": offer,
        "tab": tab,
        "counts": queries.counts(offer),
        "seller": seller_for(request.actor, offer),
        "place": place_in_words(offer.jurisdiction),
        "uses": elsewhere.uses(request.actor, offer),
        "ways": elsewhere.ways(request.actor, offer),
    }


def _chosen(captures: list[Capture], store_id: str) -> Capture | None:
    if not store_id:
        return captures[-1] if captures else None
    found = next((one for one in captures if one.store_id == store_id), None)
    if found is None:
        raise Http404
    return found


def _checked(request: Request, one: Capture | None) -> evidence.Checked | None:
    if one is None or request.GET.get("check") != "now":
        return None
    try:
        return evidence.check(one.store_id)
    except EvidenceError:
        return evidence.Checked(0, 1)


def _number(request: Request) -> int:
    asked = request.GET.get("photo", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
