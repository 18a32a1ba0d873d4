"""A draft with gaps, a survey at the desk with a dispute, one whose codes are settled."""

from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.roles import Role
from lycaon.workbench.surveys import actions, queries
from lycaon.workbench.surveys.drafts import EMPTY
from tests.browser.seeded import Seeded
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import a_person
from tests.workbench.surveys_of_tests import SEEN, a_survey, answers, code_all

_CODED_TWICE = 4


def seed_surveys(seeded: Seeded) -> None:
    """Three surveys of the house."""
    researcher, lead = seeded.world[Role.RESEARCHER], seeded.world[Role.LEAD]
    gaps = dict(EMPTY) | {"draft_plan": EMPTY["draft_plan"].replace('title: ""', 'title: "Ivory in four countries"', 1)}
    seeded.names["survey_draft"] = actions.open_survey(researcher, gaps).reference
    found = offers(seeded.world[Role.ANALYST], 12, posted_on="2026-09-15")
    Offer.objects.filter(pk__in=[one.pk for one in found]).update(first_seen=SEEN, last_seen=SEEN)
    settled = a_survey(researcher)
    actions.observe(researcher, settled)
    for actor in (researcher, lead):
        code_all(actor, settled)
    seeded.names["survey_settled"] = actions.close_coding(lead, settled).reference
    desk = a_survey(researcher)
    actions.observe(researcher, desk)
    other = a_person(Role.RESEARCHER, at=seeded.world.host, name="Another researcher")
    first, *rest = list(desk.observations.filter(is_twice=True).order_by("pk"))[:_CODED_TWICE]
    for observation in (first, *rest):
        actions.code(lead, observation, answers(observation))
        changes = {"legality": "unknown", "tactic": "asks to call"} if observation.pk == first.pk else {}
        actions.code(other, observation, answers(observation, **changes))
    person = researcher.person
    assert person is not None
    waiting = queries.waiting_for(desk, person).first()
    assert waiting is not None
    seeded.names |= {"survey": desk.reference, "survey_waits": waiting.ad_id, "survey_dispute": first.ad_id}
