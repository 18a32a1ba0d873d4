"""Every operation in every role and scope; and whatever name is guessed, nothing of somebody else's is there."""

import pytest
from tests.workbench.calls_of_tests import ALL, Operation, ask, bearer, things_of
from tests.workbench.people_of_tests import World, a_person, an_organisation

from lycaon.workbench.api import checking
from lycaon.workbench.api.doorway import OPERATIONS
from lycaon.workbench.api.models import Scope
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind, Role

EVERY = frozenset(Scope)


@pytest.fixture(autouse=True)
def a_warm_engine() -> None:
    checking.scanner()


def test_every_operation_names_scope_and_verb() -> None:
    assert set(ALL) == set(OPERATIONS)
    assert {scope for scope, _verb in OPERATIONS.values()} == EVERY
    assert len(ALL) >= 110


@pytest.mark.parametrize("role", Role)
def test_each_asks_for_scope_and_role(world: World, role: Role) -> None:
    whole = bearer(world[role], *EVERY, name="whole")
    lacking = {scope: bearer(world[role], *(EVERY - {scope}), name=f"without {scope}") for scope in Scope}
    wrong: list[str] = []
    for name, (scope, verb) in OPERATIONS.items():
        status = ask(lacking[scope], ALL[name], {}).status_code
        if status != 403:
            wrong.append(f"{name} answers {status} without {scope}")
        status = ask(whole, ALL[name], {}).status_code
        if (status == 403) is (role in verb.roles) or status == 422 or status >= 500:
            wrong.append(f"{name} answers {status} to {role}")
    assert wrong == []


def test_whoever_may_finds_what_is_there(world: World) -> None:
    """The other half of the next test: with the right person nothing is "not there"."""
    things = things_of(world)
    lost: list[str] = []
    for name, (_scope, verb) in OPERATIONS.items():
        found = {ask(bearer(world[role], *EVERY), ALL[name], things).status_code for role in Role if role in verb.roles}
        if found <= {404, 422} and name not in _NOT_MADE_YET:
            lost.append(f"{name}: {found}")
    assert lost == []


_NOT_MADE_YET = {"get_report_file"}


def test_nothing_of_somebody_else_is_there(world: World) -> None:
    things = things_of(world)
    told: list[str] = []
    for stranger in strangers(world):
        program = bearer(stranger, *EVERY)
        for name, (_scope, verb) in OPERATIONS.items():
            if stranger.roles.isdisjoint(verb.roles) or not names_something(ALL[name]):
                continue
            answer = ask(program, ALL[name], things)
            if answer.status_code != 404:
                told.append(f"{name} answers {answer.status_code} to {stranger} of {stranger.organisation}")
    assert told == []


def strangers(world: World) -> list[Actor]:
    """People in every role that has something to do here, all of organisations that have nothing to do with it."""
    house, platform, authority = (an_organisation(kind, name=f"other {kind}") for kind in _KINDS)
    roles = [Role.ADMINISTRATOR, Role.LEAD, Role.ANALYST, Role.REVIEWER, Role.RESEARCHER, Role.DATA_PROTECTION_OFFICER]
    return [
        world.stranger_lead,
        *(a_person(role, at=house) for role in roles),
        a_person(Role.PLATFORM_AGENT, at=platform),
        a_person(Role.AUTHORITY_OFFICER, at=authority),
    ]


_KINDS = (Kind.NGO, Kind.PLATFORM, Kind.AUTHORITY)
_OF_ALL = {"keep_contact", "draft_agreement", "draft_request", "place_hold"}
"""Name an organisation with which anybody may work, or a thing that is looked for when it would be forgotten."""


def names_something(one: Operation) -> bool:
    """Whether an operation is about a thing of a house: in its address, or in what comes in."""
    return one.name not in _OF_ALL and (one.names_something or one.name in {
        "open_case", "draft_notice", "draft_logs", "review_logs", "send_logs", "confirm_receipt_of_logs",
    })  # fmt: skip


def test_a_member_of_no_case_is_told_that_there_is_none(world: World) -> None:
    things = things_of(world)
    outsider = bearer(a_person(Role.ANALYST, at=world.host), *EVERY)
    told = [
        f"{name}: {status}"
        for name, (_scope, verb) in OPERATIONS.items()
        if Role.ANALYST in verb.roles and ALL[name].path.startswith(("/api/v1/cases/", "/api/v1/notices/", "/api/v1/logs/"))
        and (status := ask(outsider, ALL[name], things).status_code) != 404
    ]  # fmt: skip
    assert told == []
