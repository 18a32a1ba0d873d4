"""Notices and logs for the screens of correspondence and of the portal."""

from django.utils import timezone

from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.correspondence import actions, answering, log_actions, request_actions
from lycaon.workbench.correspondence.models import Channel
from lycaon.workbench.correspondence.ordering import Order
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import Decision
from lycaon.workbench.people.roles import Kind, Role
from tests.browser.seeded import Seeded
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import a_draft, a_reviewed, a_routed_case, notices_may_go


def seed_correspondence(seeded: Seeded) -> None:
    """A draft, a reviewed notice, two in the portal of which one is decided; a draft of a log and one that was sent."""
    world, names = seeded.world, seeded.names
    lead, office = world[Role.LEAD], world.organisations[Kind.AUTHORITY]
    notices_may_go(world)
    an_agreement(world.host, office, "information_log")
    actions.keep_flagger(
        lead,
        number="TF-FR-7",
        awarded_by="Coordinator",
        scope="wildlife",
        valid_from=timezone.localdate(),
        valid_to=None,
    )
    names["notice_draft"] = a_draft(world).reference
    names["notice_reviewed"] = a_reviewed(world).reference
    names["notice_sent"] = actions.send_notice(lead, a_reviewed(world), Channel.PORTAL).reference
    decided = actions.send_notice(lead, a_reviewed(world), Channel.PORTAL)
    answering.answer_notice(
        world[Role.PLATFORM_AGENT], decided, Decision.REMOVED, Reasons(ground="Art. 5 of our rules", facts="as you say")
    )
    names["notice_decided"] = decided.reference
    case = a_routed_case(world, 3, seller="plumes_du_sud")
    names["case_routed"] = case.reference
    logs = log_actions.draft_logs(world[Role.ANALYST], list(offers_of(case))[:2], office)
    for role in (Role.LEAD, Role.REVIEWER):
        logs = log_actions.review_logs(world[role], logs)
    names["log_sent"] = log_actions.send_logs(lead, logs, Channel.PORTAL)[0].reference
    rest = log_actions.draft_logs(world[Role.ANALYST], list(offers_of(case))[2:], office)
    names["log_draft"] = rest[0].reference
    asked = Order(
        kind="preservation", way="domestic", legal_basis="Code de procédure pénale, art. 60-2", case_number="EN-411",
        offence="L.415-3", max_penalty_years=3, facts="Three offers of live parrots.", account_id="plumes_du_sud",
        data_classes=("subscriber",), begins="2016-09-01T00:00+02:00", ends="2026-11-20T00:00+01:00",
        reply_channel="portal", deadline="2099-01-01",
    )  # fmt: skip
    officer = world[Role.AUTHORITY_OFFICER]
    names["order"] = request_actions.draft_request(officer, world.organisations[Kind.PLATFORM], asked).reference
