"""What correspondence puts on the start page: also a mail of which nobody knows whether it arrived."""

import pytest
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import a_routed_case, a_sent
from tests.workbench.people_of_tests import World

from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.correspondence import actions, log_actions, today
from lycaon.workbench.correspondence.models import Channel, Sending
from lycaon.workbench.correspondence.states import SendingState
from lycaon.workbench.people.roles import Kind, Role


def a_log_by_mail(world: World) -> None:
    office = world.organisations[Kind.AUTHORITY]
    an_agreement(world.host, office, "information_log")
    actions.keep_contact(world[Role.LEAD], office, "office@inspectorate.example")
    logs = log_actions.draft_logs(world[Role.ANALYST], list(offers_of(a_routed_case(world))), office)
    for role in (Role.LEAD, Role.REVIEWER):
        logs = log_actions.review_logs(world[role], logs)
    log_actions.send_logs(world[Role.LEAD], logs, Channel.EMAIL)


@pytest.mark.parametrize("made", [a_sent, a_log_by_mail])
def test_a_mail_that_hangs_waits_for_the_lead(world: World, made) -> None:
    made(world)
    assert not [due for due in today.due(world[Role.LEAD]) if "arrived" in due.what]
    Sending.objects.update(state=SendingState.MARKED, marked_at=timezone.now())
    sending = Sending.objects.get()
    about = sending.notice or sending.log
    assert about is not None
    [due] = [due for due in today.due(world[Role.LEAD]) if "arrived" in due.what]
    assert about.reference in due.url
    assert not [due for due in today.due(world[Role.ANALYST]) if "arrived" in due.what]
