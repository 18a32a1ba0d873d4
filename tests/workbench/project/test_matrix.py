"""The matrix of permissions, at every door: what a role may not do, it cannot."""

import importlib.util
import re
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.http import HttpResponseForbidden
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.workbench.people_of_tests import World

from lycaon.workbench.api.doorway import OPERATIONS
from lycaon.workbench.people.acting import ACTS, Actor
from lycaon.workbench.people.doors import verb_of
from lycaon.workbench.people.permissions import MATRIX, OWN_ACCOUNT, Verb
from lycaon.workbench.people.roles import Role
from lycaon.workbench.project import urls

STRANGE = {
    "str": "X-0000000000",
    "int": "999999999",
    "slug": "no-such-thing",
    "uuid": "00000000-0000-7000-8000-000000000000",
    "path": "no/such/thing",
}
"""What an attacker would write for an object that does not exist or is not his."""


def doors() -> Iterator[tuple[str, str, URLPattern]]:
    """Yield name, an address with strange objects in it, and pattern of every end-point."""
    yield from _under(get_resolver(), "/", ())


def _under(resolver: URLResolver, path: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, URLPattern]]:
    for one in resolver.url_patterns:
        here = path + _filled(one)
        if isinstance(one, URLResolver):
            yield from _under(one, here, (*spaces, *((one.namespace,) if one.namespace else ())))
        else:
            yield ":".join((*spaces, one.name or here)), here, one


def _filled(one: URLPattern | URLResolver) -> str:
    route = str(one.pattern)
    if route.startswith("^"):
        return re.sub(r"\(\?P<\w+>[^)]*\)", "MQ", route).strip("^$").replace("\\", "")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: STRANGE[match[1] or "str"], route)


DOORS = {name: (path, pattern) for name, path, pattern in doors()}
TOKENED = {f"api:{name}" for name in OPERATIONS}
"""Operations of the interface ask for a token and never for a session; their own tests walk scope and verb of each."""


def test_every_end_point_is_a_door() -> None:
    assert [name for name, (_, pattern) in DOORS.items() if verb_of(pattern.callback) is None] == []


def test_no_two_doors_have_one_name() -> None:
    assert len(list(doors())) == len(DOORS)


def test_every_act_has_a_verb_of_the_matrix() -> None:
    for app in apps.get_app_configs():
        if app.name.startswith("lycaon.workbench.") and importlib.util.find_spec(f"{app.name}.actions"):
            importlib.import_module(f"{app.name}.actions")
    assert [act.name for act in ACTS if MATRIX.get(act.verb.name) is not act.verb] == []
    assert len(ACTS) > 1


def expected(verb: Verb, role: Role | None) -> set[int]:
    """The answers that the matrix allows to a request for something that does not exist."""
    if verb.is_public:
        return {200, 302, 303, 400, 404, 405, 410, 415, 422}
    if role is None:
        return {302}
    if verb is OWN_ACCOUNT:  # of every role; what the library refuses there, it refuses for other reasons
        return {200, 302, 303, 400, 403, 404, 405}
    return {200, 302, 303, 400, 404, 405, 409, 422} if role in verb.roles else {403}


@pytest.mark.parametrize("role", [None, *Role])
def test_a_door_opens_to_those_whom_the_matrix_names(
    world: World, browser_of: Callable[[Actor | None], Client], role: Role | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Most answers are refusals, and their page costs more than all that is tested here.
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden())
    wrong: list[str] = []
    client = browser_of(world[role] if role else None)
    for name, (path, pattern) in DOORS.items():
        verb = verb_of(pattern.callback)
        assert verb is not None
        for method in ("get", "post"):
            response = getattr(client, method)(path)
            status, where = response.status_code, response.headers.get("Location", "")
            allowed = {401, 405} if name in TOKENED else expected(verb, role)
            if status not in allowed:
                wrong.append(f"{status} from {method} {path} ({name}, {verb.name})")
            if role is None and not verb.is_public and not where.startswith("/account/log-in/"):
                wrong.append(f"{method} {path} ({name}) sends nobody to {where}")
            if role and name == "account_logout":
                client = browser_of(world[role])
    assert wrong == []


def test_a_refusal_is_a_page(world: World, browser_of: Callable[[Actor | None], Client]) -> None:
    answer = browser_of(world[Role.OVERSIGHT]).get("/people/")
    assert (answer.status_code, answer.templates[0].name) == (403, "403.html")
