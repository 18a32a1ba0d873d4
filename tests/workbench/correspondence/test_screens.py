"""The screens of notices: what the house sees, what the platform sees, and what does not exist for anybody else."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.workbench.correspondence_of_tests import a_draft, a_reviewed, a_routed_case, a_sent, notices_may_go
from tests.workbench.people_of_tests import World, a_person, an_organisation

from lycaon.workbench.correspondence import actions
from lycaon.workbench.correspondence.models import Channel, Notice
from lycaon.workbench.correspondence.states import NoticeState
from lycaon.workbench.correspondence.today import due, waiting
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind, Role

Browser = Callable[[Actor | None], Client]


def test_a_notice_is_drafted_mended_and_reviewed_on_the_screen(world: World, browser_of: Browser) -> None:
    case = a_routed_case(world)
    analyst, reviewer = browser_of(world[Role.ANALYST]), browser_of(world[Role.REVIEWER])
    made = analyst.post(
        reverse("correspondence:draft", args=[case.reference]),
        {"offer": case.joined.get().offer.reference, "recipient": world.organisations[Kind.PLATFORM].reference},
    )
    assert made.status_code == 303
    page = analyst.get(made["Location"])
    assert "Nobody has signed" in page.content.decode()
    shown = dict(page.context["form"].initial)
    assert (
        analyst.post(made["Location"], shown | {"good_faith": "on", "urls": "https://s.example/search?q=x"}).status_code
        == 303
    )
    assert "search page" in analyst.get(made["Location"]).content.decode()
    analyst.post(made["Location"], shown | {"good_faith": "on"})
    assert [heap.count for heap in waiting(world[Role.REVIEWER])] == [1]
    assert reviewer.post(made["Location"] + "review/").status_code == 303
    assert Notice.objects.get().state == NoticeState.REVIEWED


def test_what_keeps_a_notice_from_leaving_is_said_beside_the_form(world: World, browser_of: Browser) -> None:
    notice = a_reviewed(world)
    answer = browser_of(world[Role.LEAD]).post(
        reverse("correspondence:send", args=[notice.reference]), {"channel": "portal"}
    )
    assert answer.status_code == 422
    assert "no_agreement" in answer.content.decode()


@pytest.mark.parametrize("door", ["notice", "send", "decision", "withdraw", "file"])
def test_a_notice_of_another_house_does_not_exist(world: World, browser_of: Browser, door: str) -> None:
    notice = a_draft(world)
    assert (
        browser_of(world.stranger_lead).get(reverse(f"correspondence:{door}", args=[notice.reference])).status_code
        == 404
    )


def test_a_platform_sees_its_notices_and_no_others(world: World, browser_of: Browser) -> None:
    notice = a_sent(world, Channel.PORTAL)
    other = a_person(Role.PLATFORM_AGENT, at=an_organisation(Kind.PLATFORM, name="Other"))
    for door in ("portal-notice", "portal-answer", "portal-notice-file"):
        address = reverse(f"correspondence:{door}", args=[notice.reference])
        assert browser_of(world[Role.PLATFORM_AGENT]).get(address).status_code == 200
        assert browser_of(other).get(address).status_code == 404
    assert notice.reference not in browser_of(other).get(reverse("correspondence:portal-notices")).content.decode()


def test_a_draft_is_not_there_for_the_platform(world: World, browser_of: Browser) -> None:
    notice = a_reviewed(world)
    address = reverse("correspondence:portal-notice", args=[notice.reference])
    assert browser_of(world[Role.PLATFORM_AGENT]).get(address).status_code == 404


def test_a_platform_opens_decides_and_sees_its_decision(world: World, browser_of: Browser) -> None:
    notice = a_sent(world, Channel.PORTAL)
    agent = browser_of(world[Role.PLATFORM_AGENT])
    assert [one.is_legal for one in due(world[Role.PLATFORM_AGENT])] == [True]
    agent.get(reverse("correspondence:portal-notice", args=[notice.reference]))
    notice.refresh_from_db()
    assert notice.state == NoticeState.RECEIVED
    address = reverse("correspondence:portal-answer", args=[notice.reference])
    assert agent.post(address, {"decision": "kept"}).status_code == 422
    answer = agent.post(address, {"decision": "removed", "ground": "Art. 5", "facts": "as you say"})
    assert answer.status_code == 303
    notice.refresh_from_db()
    assert (notice.state, notice.decision) == (NoticeState.DECIDED, "removed")
    listed = agent.get(reverse("correspondence:portal-notices") + "?decided=yes")
    assert notice.reference in listed.content.decode()
    assert (
        "as you say"
        in browser_of(world[Role.LEAD]).get(reverse("correspondence:notice", args=[notice.reference])).content.decode()
    )


@pytest.mark.parametrize("channel", list(Channel))
def test_a_withheld_field_is_on_no_page_and_in_no_file_of_the_platform(
    world: World, browser_of: Browser, channel: Channel
) -> None:
    notices_may_go(world, fields_deny=["preserve_note", "item_id"])
    notice = a_draft(world)
    canary = "canary-7f3a"
    actions.change_notice(world[Role.ANALYST], notice, {"good_faith": True, "preserve_note": canary, "item_id": canary})
    actions.review_notice(world[Role.REVIEWER], notice)
    actions.send_notice(world[Role.LEAD], notice, channel)
    agent = browser_of(world[Role.PLATFORM_AGENT])
    for door in ("portal-notice", "portal-answer", "portal-notice-file"):
        answer = agent.get(reverse(f"correspondence:{door}", args=[notice.reference]))
        assert answer.status_code == 200
        assert canary.encode() not in answer.content
        assert canary not in str(answer.headers)
    assert canary.encode() not in agent.get(reverse("correspondence:portal-notices")).content
    assert (
        canary
        in browser_of(world[Role.LEAD]).get(reverse("correspondence:notice", args=[notice.reference])).content.decode()
        or notice.released
    )


def test_hostile_words_of_a_seller_are_never_markup(world: World, browser_of: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    notices_may_go(world)
    notice = a_reviewed(world, title=hostile + " parrot", place=hostile)
    actions.send_notice(world[Role.LEAD], notice, Channel.PORTAL)
    for actor, door in ((Role.LEAD, "notice"), (Role.PLATFORM_AGENT, "portal-notice")):
        page = browser_of(world[actor]).get(reverse(f"correspondence:{door}", args=[notice.reference]))
        assert b"<script>alert" not in page.content
    listed = browser_of(world[Role.LEAD]).get(reverse("correspondence:notices"))
    assert b"<script>alert" not in listed.content


def test_the_yearly_report_is_a_file(world: World, browser_of: Browser) -> None:
    a_sent(world, Channel.FILE)
    lead = browser_of(world[Role.LEAD])
    assert lead.get(reverse("correspondence:figures")).status_code == 200
    told = lead.get(reverse("correspondence:figures") + "?as=csv")
    assert told["Content-Disposition"].startswith("attachment")
    assert "illegal_content" in told.content.decode()
