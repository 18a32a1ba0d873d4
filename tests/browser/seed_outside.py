"""What comes from others and goes to others: an origin with a consent, a question between two houses, a published head."""

from datetime import date

from django.conf import settings
from django.db import connection

from lycaon.workbench.cases.deadlines import set_deadline
from lycaon.workbench.cases.models import Case
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.deconfliction import actions
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.agreeing import record_consent, record_origin
from lycaon.workbench.people.labels import TLP
from lycaon.workbench.people.models import Origin
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.privacy.heads import publish_head
from tests.browser.seeded import Seeded
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.cases_of_tests import a_case


def seed_outside(seeded: Seeded) -> None:
    """Two houses that both work on one account; an offer that came from elsewhere; a head; a deadline of the house."""
    world, names = seeded.world, seeded.names
    lead, day = world[Role.LEAD], date(2026, 3, 5)
    given = Offer.objects.get(reference=names["offer"])
    record_origin(lead, given, originator=world.stranger, tlp=TLP.AMBER, received_on=day)
    record_consent(
        lead, given, originator=world.stranger, recipient=world.organisations[Kind.AUTHORITY], tlp_min=TLP.AMBER,
        given_by="Ms X, by mail", given_on=day,
    )  # fmt: skip
    names["origin"] = str(Origin.objects.get(object_id=given.reference).pk)
    an_agreement(world.host, world.stranger, "deconfliction")
    an_agreement(world.stranger, world.host, "deconfliction")
    account = Case.objects.get(reference=names["case_routed"]).joined.select_related("offer__account").first()
    handle = account.offer.account.handle if account and account.offer.account else "plumes_du_sud"
    theirs = a_case(world.stranger_lead, 1, seller=handle)
    ours = Case.objects.get(reference=names["case_routed"])
    names["enquiry"] = actions.ask(lead, ours, world.stranger).reference
    actions.ask(world.stranger_lead, theirs, world.host)
    names["stranger"] = world.stranger.reference
    set_deadline(world[Role.ADMINISTRATOR], Step.CAPTURE, 2, reason="We are two people in winter.")
    connection.check_constraints()
    assert settings.HEADS_HOME
    publish_head(Actor.software("record_head"))
