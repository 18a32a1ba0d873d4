"""The photos of an offer for a page: covered, at most one shown. Pictures come from captures, never from the site."""

from django.urls import reverse

from lycaon.workbench.offers import evidence, queries
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture, Offer
from lycaon.workbench.ui.photos import Photo


def photos_of(offer: Offer, capture: Capture | None = None, *, showing: int = 0) -> list[Photo]:
    """Return the pictures of a capture.

    Args:
        offer: of which the capture is.
        capture: the latest that shows the offer by default.
        showing: number of the one that was asked for; 0 for none. Whoever asks is named in the custody log.
    """
    capture = capture or queries.captures(offer).filter(health__in=SHOWS_OFFER).last()
    custody = evidence.custody(capture.store_id) if capture else None
    if capture is None or custody is None or custody.is_destroyed:
        return []
    files = custody.pictures
    return [
        Photo(
            number=number,
            total=len(files),
            covered_url=(address := reverse("offers:picture", args=[offer.reference, capture.store_id, number])),
            shown_url=f"{address}?as=kept",
            toggle_url="?" if number == showing else f"?photo={number}",
            shown=number == showing,
        )
        for number in range(1, len(files) + 1)
    ]
