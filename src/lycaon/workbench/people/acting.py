"""Who acts, and how an act is done: a role that allows it, one transaction, one event in the record."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from lycaon.errors import NotAllowedError, WithheldError, WrongStateError
from lycaon.workbench.people.models import Membership, Organisation, Person
from lycaon.workbench.people.permissions import Verb
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.events import Plain, must_be_written, write

_depth: ContextVar[int] = ContextVar("acts within acts", default=0)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting for one organisation, or the software in its own name.

    Nobody has roles outside an organisation.
    """

    person: Person | None
    organisation: Organisation | None
    roles: frozenset[Role]
    job: str = ""
    """Name of the job, where the software acts in its own name."""

    @classmethod
    def of(cls, membership: Membership) -> "Actor":
        """Return the actor that a membership makes of its person."""
        return cls(membership.person, membership.organisation, frozenset(Role(role) for role in membership.roles))

    @classmethod
    def software(cls, job: str) -> "Actor":
        """Return the software itself, doing ``job``: what a clock does, not what a person asked for."""
        return cls(None, None, frozenset(), job)

    @property
    def is_software(self) -> bool:
        """Whether no person stands behind it."""
        return self.person is None

    @property
    def reference(self) -> str:
        """The name under which the record knows the actor."""
        return self.person.reference if self.person else f"lycaon:{self.job}"

    @property
    def organisation_reference(self) -> str:
        """The name of the organisation in the record; empty for the software."""
        return self.organisation.reference if self.organisation else ""

    def role_for(self, roles: frozenset[Role]) -> str:
        """Return the role in which something is done that takes ``roles``: the first in the order of :class:`Role`."""
        entitled = roles & self.roles
        return next((role.value for role in Role if role in entitled), "software" if self.is_software else "none")

    @property
    def roles_in_words(self) -> str:
        """The roles as people read them: "lead, analyst"."""
        return ", ".join(str(role.label) for role in Role if role in self.roles)

    def has(self, *roles: Role) -> bool:
        """Return whether the actor has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def __str__(self) -> str:
        return ", ".join(role.value for role in Role if role in self.roles) or "somebody without a role"


def allowed(actor: Actor | None, wanted: Verb) -> bool:
    """Return whether the roles of ``actor`` include ``wanted``. None is somebody who has not signed in."""
    if wanted.is_public:
        return True
    return actor is not None and (actor.is_software or not wanted.roles.isdisjoint(actor.roles))


def require(actor: Actor, wanted: Verb) -> None:
    """Pass where ``actor`` may do ``wanted``.

    Raises:
        NotAllowedError: otherwise; says which roles may.
    """
    if not allowed(actor, wanted):
        roles = ", ".join(role.value for role in Role if role in wanted.roles)
        raise NotAllowedError(f"{wanted.name} is not for {actor}: it takes one of {roles}")


class TurnedAwayError(WithheldError):
    """The gate let nothing through. Carries its line of the record, which outlives the act that it undoes."""

    def __init__(self, words: str, *, verb: Verb, about: models.Model, data: Mapping[str, Plain]) -> None:
        super().__init__(words)
        self.verb, self.about, self.data = verb, about, data


def person_of(actor: Actor) -> Person:
    """Return the person who acts.

    Raises:
        WrongStateError: it is the software, which signs and decides nothing.
    """
    if actor.person is None:
        raise WrongStateError(_("Only a person does this."))
    return actor.person


def house_of(actor: Actor) -> Organisation:
    """Return the organisation for which somebody acts.

    Raises:
        WrongStateError: there is none.
    """
    if actor.organisation is None:
        raise WrongStateError(_("Only somebody who acts for an organisation does this."))
    return actor.organisation


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it was declared; for the test that walks them all."""

    name: str
    verb: Verb


ACTS: list[Act] = []
"""Every act of every app that was imported."""


def action(
    wanted: Verb,
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function an act: its first argument is the actor, whose role must allow ``wanted``.

    It runs in one transaction, and fails where it wrote nothing to the record: an act that leaves no trace did not
    happen. An act that finds nothing to do raises a :class:`~lycaon.errors.WrongStateError`.

    Raises:
        NotAllowedError: when called by somebody whose role does not allow it.
    """

    def decorate(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        ACTS.append(Act(f"{function.__module__}.{function.__qualname__}", wanted))

        @wraps(function)
        def acted(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            require(actor, wanted)
            depth = _depth.set(_depth.get() + 1)
            try:
                with transaction.atomic(), must_be_written(wanted.name):
                    return function(actor, *args, **kwargs)
            except TurnedAwayError as refusal:
                # The act is undone, and the line that says why with it: the outermost act writes it again.
                if _depth.get() == 1:
                    with transaction.atomic():
                        write(actor, refusal.verb, refusal.about, data=refusal.data)
                raise
            finally:
                _depth.reset(depth)

        return acted

    return decorate
