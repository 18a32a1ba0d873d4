"""A decision that can be taken back, and names of offers that wait."""

from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.roles import Role
from lycaon.workbench.triage import actions
from lycaon.workbench.triage.states import Choice
from tests.browser.seeded import Seeded
from tests.workbench.offers_of_tests import offers


def seed_triage(seeded: Seeded) -> None:
    """One offer decided by the lead; the offers of the scan wait."""
    lead = seeded.world[Role.LEAD]
    [decided] = offers(lead, 1, title="African grey, hand reared")
    seeded.names["decision"] = str(actions.decide(lead, [decided], Choice.CONFIRM, seconds=6.0).pk)
    seeded.names["waiting"] = seeded.names["offer"]
    seeded.names["alike"] = Offer.objects.get(site__host="troc-volaille.example").reference
