"""How a call comes in: a token that holds, a scope that fits, an answer that is given again under the same key."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer
from typing_extensions import override

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.api.access import bearer
from lycaon.workbench.api.models import Answered, Scope, Token
from lycaon.workbench.people.acting import Actor, TurnedAwayError, require
from lycaon.workbench.people.permissions import Verb

IDEMPOTENCY = "Idempotency-Key"
_LONGEST_KEY = 100


class Call(HttpRequest):
    """A request that came with a token that holds."""

    actor: Actor
    token: Token


class Bearer(HttpBearer):
    """``Authorization: Bearer lycaon_…``; sessions of the browser open nothing here, so no form of another site can."""

    @override
    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the token, and let the request know who acts."""
        found = bearer(token)
        if found is None:
            return None
        request.actor, request.token = found  # pyright: ignore[reportAttributeAccessIssue]
        return found[1]


Operation = Callable[..., Any]

OPERATIONS: dict[str, tuple[Scope, Verb]] = {}
"""Scope and verb of every operation, by its name; for the test that walks them all."""


def needs(scope: Scope, verb: Verb) -> Callable[[Operation], Operation]:
    """Let an operation be called only with a scope, by somebody whose roles include a verb."""

    def decorate(operation: Operation) -> Operation:
        @wraps(operation)
        def entered(request: Call, *args: Any, **kwargs: Any) -> Any:
            if scope.value not in request.token.scopes:
                raise NotAllowedError(f"this token has no scope {scope.value}")
            require(request.actor, verb)
            return operation(request, *args, **kwargs)

        OPERATIONS[operation.__name__] = (scope, verb)
        return entered

    return decorate


def once(answer_with: Callable[[object], HttpResponse], call: Call, act: Callable[[], object]) -> HttpResponse:
    """Do an act, or give the answer that was given under the same idempotency key.

    The answer is kept in the transaction of the act: a key without an answer means that nothing was done.

    Raises:
        WrongStateError: the key was used for something else, or is in use at this moment.
        TurnedAwayError: the gate let nothing through; its line of the record stands, as it does without a key.
    """
    key = call.headers.get(IDEMPOTENCY, "")
    if not key:
        return answer_with(act())
    if len(key) > _LONGEST_KEY:
        raise WrongStateError(f"{IDEMPOTENCY} has more than {_LONGEST_KEY} characters")
    asked = hashlib.sha256(f"{call.method} {call.path}\n".encode() + call.body).hexdigest()
    given = Answered.objects.filter(token=call.token, key=key).first()
    if given is not None:
        return _again(given, asked)
    try:
        return _done(answer_with, act, Answered(token=call.token, key=key, asked=asked, status=0, body=""))
    except IntegrityError:
        given = Answered.objects.filter(token=call.token, key=key).first()
        if given is None:
            raise
        return _again(given, asked)


def _done(answer_with: Callable[[object], HttpResponse], act: Callable[[], object], row: Answered) -> HttpResponse:
    with transaction.atomic():
        # The row is written first: of two calls with one key the second waits here for the first.
        row.save(force_insert=True)
        try:
            answer = answer_with(act())
        except TurnedAwayError as turned_away:
            # The act undid itself and wrote why; to raise here would take that line of the record with it.
            row.delete()
            refusal = turned_away
        else:
            row.status, row.body = answer.status_code, answer.content.decode()
            row.save(update_fields=["status", "body"])
            return answer
    raise refusal


def _again(given: Answered, asked: str) -> HttpResponse:
    if given.asked != asked:
        raise WrongStateError(f"this {IDEMPOTENCY} was used for another call")
    return HttpResponse(given.body, status=given.status, content_type="application/json; charset=utf-8")
