"""A case for the screens of cases."""

from django.utils import timezone

from lycaon.workbench.cases import actions
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.people.roles import Role
from tests.browser.seeded import Seeded
from tests.workbench.cases_of_tests import a_case, brought_to


def seed_cases(seeded: Seeded) -> None:
    """A case under way, with a task that is due, a note and an outcome."""
    lead = seeded.world[Role.LEAD]
    case = brought_to(seeded.world, Step.ENRICH, count=3)
    actions.write_note(lead, case, "The third digit of the ring may be an 8.")
    actions.add_task(lead, case, "Read the ring number again", due=timezone.localdate(), basis="second look")
    seeded.names["case"] = case.reference
    seeded.names["case_fresh"] = a_case(lead, 2).reference
