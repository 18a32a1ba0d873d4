"""The only way to get an offer for a person. What the person may not know of does not exist: 404, not 403."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.offers.models import Account, Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.offers.verbs import READ_OFFER, SEE_SELLER
from lycaon.workbench.people.acting import Actor, allowed


def offers_for(actor: Actor) -> QuerySet[Offer]:
    """Return the offers that the actor may know of."""
    if not allowed(actor, READ_OFFER):
        return Offer.objects.none()
    if actor.is_software:
        return Offer.objects.all()
    return Offer.objects.filter(organisation=actor.organisation)


def offer_for(actor: Actor, reference: str) -> Offer:
    """Return one offer.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    offer = offers_for(actor).select_related("site", "account").filter(reference=reference).first()
    if offer is None:
        raise Http404
    return offer


@dataclass(frozen=True, slots=True)
class Seller:
    """An account as one person may see it."""

    key: str
    """Short pseudonym: the same account has the same."""
    handle: str
    """Empty outside a case."""
    profile_url: str


def seller_for(actor: Actor, offer: Offer) -> Seller | None:
    """Return the account behind an offer: by its key alone until the offer is in a case; None where it names none."""
    account = offer.account
    if account is None:
        return None
    if offer.state != State.IN_CASE or not allowed(actor, SEE_SELLER):
        return Seller(_short(account), "", "")
    return Seller(_short(account), account.handle, account.profile_url)


def _short(account: Account) -> str:
    return f"seller-{account.seller_key[:8]}"
