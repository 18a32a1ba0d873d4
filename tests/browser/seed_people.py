"""An open invitation, an agreement that stands and one that is being drafted."""

from datetime import timedelta

from django.utils import timezone

from lycaon.workbench.people import agreeing
from lycaon.workbench.people.actions import invite
from lycaon.workbench.people.agreeing import Draft
from lycaon.workbench.people.roles import Kind, Role
from tests.browser.seeded import Seeded


def seed_people(seeded: Seeded) -> None:
    """Invite somebody; draft two agreements, sign one."""
    administrator, lead = seeded.world[Role.ADMINISTRATOR], seeded.world[Role.LEAD]
    host = seeded.world.host
    invited = invite(administrator, host, email="new@example.org", name="New colleague", roles=[Role.ANALYST])
    seeded.names["token"] = invited.token
    seeded.names["organisation"] = host.reference
    seeded.names["partner"] = seeded.world.organisations[Kind.PLATFORM].reference
    assert lead.person is not None
    seeded.names["person"] = lead.person.reference
    today = timezone.localdate()
    for name, thing, kind in (("agreement", "notice", Kind.PLATFORM), ("draft", "information_log", Kind.AUTHORITY)):
        parties = [host, seeded.world.organisations[kind]]
        made = agreeing.draft_agreement(
            lead,
            Draft(
                title=f"Memorandum with {parties[1]}",
                legal_basis="GDPR Art. 6(1)(f)",
                starts_on=today,
                ends_on=today + timedelta(days=400),
            ),
            parties,
        )
        for one in agreeing.usual_flows(parties, thing):
            agreeing.add_flow(lead, made, one)
        if name == "agreement":
            agreeing.sign_agreement(lead, made, signed_on=today, document_sha256="ab" * 32)
        seeded.names[name] = made.reference
