"""A request of a person, a breach, and a hold at the data protection desk."""

from datetime import timedelta

from django.utils import timezone

from lycaon.workbench.people.roles import Role
from lycaon.workbench.privacy.actions import place_hold, register_breach, take_request
from lycaon.workbench.privacy.models import Right
from tests.browser.seeded import Seeded


def seed_privacy(seeded: Seeded) -> None:
    """Take in a request, register a breach, hold an offer."""
    officer, today = seeded.world[Role.DATA_PROTECTION_OFFICER], timezone.localdate()
    seeded.names["request"] = take_request(
        officer,
        right=Right.ACCESS,
        contact="ann@example.org",
        about="petites-annonces.example, ann",
        received_on=today - timedelta(days=20),
    ).reference
    seeded.names["breach"] = register_breach(
        officer,
        aware_at=timezone.now() - timedelta(hours=50),
        what="A laptop was lost on a train.",
        categories="handles of 40 accounts",
    ).reference
    seeded.names["hold"] = place_hold(
        officer,
        "offer",
        seeded.names["offer_bare"],
        reason="order of a court",
        basis="GDPR Art. 18",
        review_on=today + timedelta(days=90),
    ).reference
