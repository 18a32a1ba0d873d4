"""What two houses have signed, and where a platform is written to, before any offer is found."""

from lycaon.workbench.correspondence import actions
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.people.roles import Kind, Role
from tests.browser.seeded import Seeded
from tests.workbench.agreements_of_tests import an_agreement

PLATFORM_DOMAIN, PLATFORM_MAIL = "swapyard.example", "trust@swapyard.example"


def seed_agreements(seeded: Seeded) -> None:
    """Sign that notices go to the platform and its reasons come back."""
    host, platform = seeded.world.host, seeded.world.organisations[Kind.PLATFORM]
    Organisation.objects.filter(pk=platform.pk).update(domains=[PLATFORM_DOMAIN])
    an_agreement(host, platform, "notice")
    an_agreement(platform, host, "statement_of_reasons")
    actions.keep_contact(seeded.world[Role.LEAD], platform, PLATFORM_MAIL)
    reviewer = seeded.world[Role.REVIEWER].person
    assert reviewer is not None
    seeded.names |= {"reviewer": reviewer.reference, "platform": platform.reference}
