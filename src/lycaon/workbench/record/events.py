"""The one way into the record."""

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, TypeAlias

from django.db import connection, models
from django.db.models import QuerySet

from lycaon.workbench.record.models import Event, Read

Plain: TypeAlias = "str | int | float | bool | Sequence[Plain] | Mapping[str, Plain] | None"
"""What JSON can hold."""

_written: ContextVar[int] = ContextVar("events written in this context", default=0)


class Author(Protocol):
    """Who acts, as the record names it."""

    @property
    def reference(self) -> str:
        """Of the person, or ``lycaon:<job>``."""
        ...

    @property
    def organisation_reference(self) -> str:
        """Of the organisation for which the person acts; empty for the software itself."""
        ...

    def role_for(self, roles: frozenset[Any]) -> str:
        """Return the role in which something is done that takes one of ``roles``."""
        ...


class Named(Protocol):
    """A verb, as far as the record needs to know it."""

    @property
    def name(self) -> str:
        """What is written down."""
        ...

    @property
    def roles(self) -> frozenset[Any]:
        """The roles that may."""
        ...


def write(
    author: Author, verb: Named, of: models.Model, *, reason: str = "", data: Mapping[str, Plain] | None = None
) -> Event:
    """Add an event, inside the transaction of the act that it tells of.

    Args:
        author: who acts.
        verb: as the app declared it.
        of: the object; named by its reference, or its number where it has none.
        reason: in the words of the person, where the act asks for one.
        data: what changed, in codes and references. No text of a listing, no handle, no address of a person:
            what is written here can never be taken back.

    Raises:
        RuntimeError: there is no transaction; an event must stand or fall with its act.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{verb.name}: an event is written in the transaction of its act")
    kind, name = named(of)
    event = Event.objects.create(
        actor=author.reference,
        role=author.role_for(verb.roles),
        organisation=author.organisation_reference,
        verb=verb.name,
        object_kind=kind,
        object_id=name,
        reason=_readable(reason),
        data=_readable(json.dumps(data or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))),
    )
    _written.set(_written.get() + 1)
    return event


def note_read(author: Author, verb: Named, of: models.Model, *, reason: str = "") -> Read:
    """Note that somebody opened an object with other people's data in it."""
    kind, name = named(of)
    return Read.objects.create(
        actor=author.reference,
        role=author.role_for(verb.roles),
        organisation=author.organisation_reference,
        verb=verb.name,
        object_kind=kind,
        object_id=name,
        reason=_readable(reason),
    )


def told_of(of: models.Model) -> QuerySet[Event]:
    """Return the events of one object, oldest first."""
    kind, name = named(of)
    return Event.objects.filter(object_kind=kind, object_id=name).order_by("id")


def named(of: models.Model) -> tuple[str, str]:
    """Return the kind and the name under which the record knows an object."""
    return str(of._meta.model_name), str(getattr(of, "reference", None) or of.pk)


@contextmanager
def must_be_written(verb: str) -> Generator[None]:
    """Raise RuntimeError where the block ends without an event: an act that leaves no trace did not happen."""
    before = _written.get()
    yield
    if _written.get() == before:
        raise RuntimeError(f"{verb}: the act was done, but nothing was written to the record")


def _readable(text: str) -> str:
    # PostgreSQL keeps no NUL, and lone surrogates are no text.
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
