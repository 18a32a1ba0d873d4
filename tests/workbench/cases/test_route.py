"""The rules of routes, as a table."""

import pytest

from lycaon.values.verdict import Legality
from lycaon.workbench.cases.route import Because, Route, Situation, propose

P, D, U, A, N = (
    Legality.PROHIBITED,
    Legality.NEEDS_DOCUMENT,
    Legality.UNKNOWN,
    Legality.ALLOWED,
    Legality.NOT_COVERED,
)


def case(*legalities: Legality, **facts: object) -> Situation:
    return Situation(legalities=frozenset(legalities), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("situation", "route", "because"),
    [
        (case(P, has_live_animal=True), Route.AUTHORITY_FIRST, Because.LIVE_AT_RISK),
        (case(P), Route.PLATFORM, Because.PROHIBITED_OBJECT),
        (case(P, accounts=2), Route.AUTHORITY_FIRST, Because.NETWORK),
        (case(P, offers=10), Route.AUTHORITY_FIRST, Because.NETWORK),
        (case(P, offers=9), Route.PLATFORM, Because.PROHIBITED_OBJECT),
        (case(P, is_repeat=True), Route.AUTHORITY_FIRST, Because.NETWORK),
        (case(P, supplies_from_abroad=True), Route.AUTHORITY_FIRST, Because.NETWORK),
        (case(D), Route.ASK_FOR_DOCUMENT, Because.LACKS_DOCUMENT),
        (case(D, has_live_animal=True, offers=40), Route.ASK_FOR_DOCUMENT, Because.LACKS_DOCUMENT),
        (case(D, is_repeat=True), Route.AUTHORITY_AND_PLATFORM, Because.NETWORK),
        (case(D, P), Route.PLATFORM, Because.PROHIBITED_OBJECT),
        (case(U), Route.EXPERT, Because.UNKNOWN),
        (case(), Route.EXPERT, Because.UNKNOWN),
        (case(A, is_banned_by_platform=True), Route.PLATFORM_POLICY, Because.POLICY_ONLY),
        (case(A, N), Route.NONE, Because.LAWFUL),
        (case(A, accounts=5, offers=50), Route.NONE, Because.LAWFUL),
        (case(P, has_live_animal=True, is_in_mandate=False), Route.TRANSFER, Because.ELSEWHERE),
    ],
)
def test_routes(situation: Situation, route: Route, because: Because) -> None:
    assert propose(situation) == (route, because)
