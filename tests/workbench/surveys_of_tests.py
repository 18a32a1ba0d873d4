"""Surveys for tests, made by the acts themselves."""

from datetime import UTC, date, datetime

from tests.workbench.offers_of_tests import offers

from lycaon.survey.plan import Keyword, Site
from lycaon.survey.rowfile import to_csv
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.surveys import actions, queries
from lycaon.workbench.surveys.models import Observation, Survey

SITE = "swapyard.example"
SEEN = datetime(2026, 9, 16, 12, tzinfo=UTC)

PLAN = """\
title: "{title}"
wave: 1
question: "Offers of parrots to buyers in France"
population: "Offers visible to the public"
taxa: [CITES Appendix I and II]
taxa_as_of: 2026-09-01
countries: [FR]
site_count_definition: "one site"
period: {{start: 2026-09-14, end: 2026-09-27, timezone: Europe/Paris}}
access: {{public_pages_only: true, no_false_identity: true, no_closed_groups: true, no_contact: true,
  robots_and_terms: "looked at", signed_by: "A. Lead", signed_on: 2026-09-01}}
ethics: {{data_protection_assessment: D1, coder_welfare: W1, retention: R1, legal_content: L1}}
analysis: {{tables: [T1], tests: [none], target_ratio: 0.2, double_share: 0.5}}
"""
SITES = (
    Site(
        id=SITE, code="A", kind="marketplace", countries="FR", language="fr", reason="traffic rank",  # type: ignore[arg-type]
        checked_on=date(2026, 9, 1),
    ),
)  # fmt: skip
KEYWORDS = (Keyword(words="gris du gabon", language="fr", taxon="Psittacus erithacus"),)

ANSWERS = {
    "message": "active", "taxon": "Psittacus erithacus", "group": "parrots", "at_sale": "live", "specimens": "1",
    "legality": "prohibited", "document": "none", "taxon_certainty": "T3", "material_certainty": "M2",
    "role": "private", "scam": "none", "tactic": "none",
}  # fmt: skip
"""What a coder says of a made-up offer."""


def texts(title: str = "Parrots in France") -> dict[str, str]:
    """A complete draft."""
    return {
        "draft_plan": PLAN.format(title=title),
        "draft_frame": to_csv(SITES, Site),
        "draft_keywords": to_csv(KEYWORDS, Keyword),
    }


def a_survey(actor: Actor, *, frozen: bool = True) -> Survey:
    """A survey with a complete plan."""
    survey = actions.open_survey(actor, texts())
    return actions.freeze(actor, survey) if frozen else survey


def observed(researcher: Actor, analyst: Actor, count: int = 2) -> Survey:
    """A survey with so many offers of the house in it."""
    found = offers(analyst, count, posted_on="2026-09-15", site=SITE)
    Offer.objects.filter(pk__in=[one.pk for one in found]).update(first_seen=SEEN, last_seen=SEEN)
    survey = a_survey(researcher)
    taken = actions.observe(researcher, survey)
    assert taken.new >= count, taken
    survey.refresh_from_db()
    return survey


def answers(observation: Observation, **changes: str) -> list[actions.Answer]:
    """One answer to every question about an observation."""
    given = ANSWERS | changes
    return [
        (task.line, field.name, given[field.name]) for task in queries.tasks_of(observation) for field in task.questions
    ]


def code_all(actor: Actor, survey: Survey, **changes: str) -> int:
    """Code everything that waits for somebody."""
    assert actor.person is not None
    waiting = list(queries.waiting_for(survey, actor.person))
    for observation in waiting:
        actions.code(actor, observation, answers(observation, **changes))
    return len(waiting)
