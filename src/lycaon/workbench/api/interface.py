"""The interface itself: how it is described, what it says when something is refused, and how a call becomes an act."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from typing_extensions import override

from lycaon.errors import DataError, DecisionError, EvidenceError, LycaonError, NotAllowedError
from lycaon.workbench.api.doorway import IDEMPOTENCY, Bearer, Call, once
from lycaon.workbench.api.shapes.words import Problem
from lycaon.workbench.api.throttle import PerToken

_M = TypeVar("_M", bound=Model)


class Interface(NinjaAPI):
    """The operations under their own names: what a client of another language calls its functions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str | None, OpenAPISchema] = {}

    @override
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    @override
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        # It takes most of a second to put together and never changes; whoever asks need not have signed in.
        if path_prefix not in self._described:
            described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            _describe_keys(described)
            self._described[path_prefix] = described
        return self._described[path_prefix]


_ANSWERED_EACH_TIME = frozenset({"check", "check_batch", "check_record", "verify_answer", "export_decisions"})
"""Operations that change nothing, or are asked with a file: an idempotency key says nothing there."""


def _describe_keys(described: OpenAPISchema) -> None:
    key = {
        "in": "header",
        "name": IDEMPOTENCY,
        "required": False,
        "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
        "description": "Makes the call safe to repeat: asked again under the same key, the same answer is given.",
    }
    for methods in described["paths"].values():
        for method, told in methods.items():
            if method != "get" and told["operationId"] not in _ANSWERED_EACH_TIME:
                told.setdefault("parameters", []).append(key)


api = Interface(
    title="Lycaon",
    version="1",
    description="Find, judge and carry offers of wildlife. Every answer speaks of offers, never of persons.",
    auth=Bearer(),
    docs_url=None,  # its page would load scripts from elsewhere; the description itself is served
    openapi_url="openapi.json",
    urls_namespace="api",
    throttle=[PerToken()],
)

_PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), Problem)


def answers(shape: Any) -> dict[int, Any]:
    """Return the answers of an operation: a shape, or what is wrong."""
    return {200: shape, **_PROBLEMS}


def sends(media_type: str) -> dict[str, Any]:
    """Describe an operation that answers with a file."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"description": "The file.", "content": {media_type: binary}}}}


def acted(call: Call, act: Callable[[], object]) -> HttpResponse:
    """Do an act once for each idempotency key, and answer with what it returns."""
    return once(lambda told: api.create_response(call, told, status=200), call, act)


def page_of(rows: QuerySet[_M], after: str, size: int) -> tuple[list[_M], str | None]:
    """Return a page of rows, the latest first, and where the next begins; the place is the number of a row."""
    found = rows.order_by("-pk")
    some = list((found.filter(pk__lt=int(after)) if after else found)[: size + 1])
    return some[:size], str(some[size - 1].pk) if len(some) > size else None


def file(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def said(changes: Schema) -> dict[str, Any]:
    """Return the fields that were named and are not null; lists become tuples, as values have them."""
    told = changes.model_dump(exclude_none=True)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


@api.exception_handler(DecisionError)
@api.exception_handler(DataError)
@api.exception_handler(EvidenceError)
def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    status = 403 if isinstance(error, NotAllowedError) else 409
    return _problem(request, error.code if isinstance(error, LycaonError) else "decision", str(error), status)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, _error: Exception) -> HttpResponse:
    return _problem(request, "not_found", "There is none of this name.", 404)


@api.exception_handler(ValidationError)
def _not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = "; ".join(f"{'.'.join(map(str, one.get('loc', ())))}: {one.get('msg', '')}" for one in error.errors[:10])
    return _problem(request, "unreadable", wrong, 422)


@api.exception_handler(IntegrityError)
def _a_moment_before(request: HttpRequest, _error: Exception) -> HttpResponse:
    # Acts look before they write; what they cannot see is somebody who writes in the same instant.
    return _problem(request, "wrong_state", "Somebody did this a moment before you. Nothing was changed.", 409)


@api.exception_handler(HttpError)
def _turned_back(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = {401: "unknown_token", 429: "too_many"}.get(error.status_code, "unreadable")
    answer = _problem(request, code, str(error), error.status_code)
    if isinstance(error, Throttled) and error.wait:
        answer["Retry-After"] = str(int(error.wait) + 1)
    return answer


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _away(request: HttpRequest, _error: Exception) -> HttpResponse:
    answer = _problem(request, "away", "The database is away for a moment. Ask again, under the same key.", 503)
    answer["Retry-After"] = "2"
    return answer


def _problem(request: HttpRequest, code: str, says: str, status: int) -> HttpResponse:
    return api.create_response(request, {"code": code, "says": says}, status=status)
