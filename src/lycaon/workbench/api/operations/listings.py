"""Checking listings before they are published."""

from typing import Literal

from django.utils import timezone
from ninja import Router

from lycaon.workbench.api import checking
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import answers
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.listings import CheckOut, ListingIn, ListingsIn
from lycaon.workbench.api.verbs import CHECK_LISTING

router = Router(tags=["check"])

Language = Literal["en", "fr", "de", "nl"]


@router.post("/check", response=answers(CheckOut))
@needs(Scope.CHECK, CHECK_LISTING)
def check(
    request: Call,  # noqa: ARG001 - the door has asked it all
    listing: ListingIn,
    language: Language = "en",
) -> CheckOut:
    """Say what to do with a listing: allow, ask for a document, hold for a person, or block. Nothing is kept."""
    return checking.checked(listing, today=timezone.localdate(), language=language)


@router.post("/check/batch", response=answers(list[CheckOut]))
@needs(Scope.CHECK, CHECK_LISTING)
def check_batch(
    request: Call,  # noqa: ARG001 - the door has asked it all
    told: ListingsIn,
    language: Language = "en",
) -> list[CheckOut]:
    """Check up to a hundred listings, in their order."""
    today = timezone.localdate()
    return [checking.checked(listing, today=today, language=language) for listing in told.listings]
