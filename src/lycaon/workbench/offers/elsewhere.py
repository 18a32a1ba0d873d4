"""What the apps above know of an offer and one reader: where it is used, and what the reader must not see yet.

Offers stand below and know none of them; an app says it in its own ``of_offer.py``, with any of ``uses(actor, offer)``,
``ways(actor, offer)`` and ``undisclosed(actor)``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.module_loading import module_has_submodule

from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A case or a letter in which an offer stands."""

    what: str
    """What it is, translated."""
    name: str
    """Its reference."""
    url: str
    says: str
    """How it stands, translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A page on which something is done with an offer next."""

    words: str
    url: str
    key: str


def uses(actor: Actor, offer: Offer) -> Sequence[Use]:
    """Return the cases and letters of an offer that a person may know of, the first app first."""
    return [one for said in _from_all("uses") for one in said(actor, offer)]


def ways(actor: Actor, offer: Offer) -> Sequence[Way]:
    """Return what a person can do with an offer next."""
    return [one for said in _from_all("ways") for one in said(actor, offer)]


def undisclosed(actor: Actor) -> Q:
    """Return which offers must look to a person as if nobody had decided: whoever looks a second time looks alone."""
    found = Q(pk__in=[])
    for said in _from_all("undisclosed"):
        found |= Q(pk__in=said(actor))
    return found


def veil(actor: Actor, offers: Iterable[Offer]) -> None:
    """Show offers as new whose state a person must not see. They are for showing only, and are not to be saved."""
    shown = list(offers)
    keys = [offer.pk for offer in shown]
    hidden = set(Offer.objects.filter(undisclosed(actor), pk__in=keys).values_list("pk", flat=True)) if keys else set()
    for offer in shown:
        if offer.pk in hidden:
            offer.state = State.NEW


def as_seen(actor: Actor, offer: Offer) -> Offer:
    """Return one offer as a person may see it; for showing only."""
    veil(actor, [offer])
    return offer


def in_state(actor: Actor, offers: QuerySet[Offer], state: str) -> QuerySet[Offer]:
    """Return the offers that look to a person as if they were in a state; all of them where it is empty."""
    if not state:
        return offers
    hidden = undisclosed(actor)
    if state == State.NEW.value:
        return offers.filter(Q(state=state) | hidden)
    return offers.filter(state=state).exclude(hidden)


def _from_all(name: str) -> Iterator[Callable[..., Any]]:
    for module in _modules():
        said = cast("Callable[..., Any] | None", getattr(module, name, None))
        if said is not None:
            yield said


@cache
def _modules() -> tuple[ModuleType, ...]:
    ours = [one for one in apps.get_app_configs() if one.name.startswith("lycaon.workbench.")]
    return tuple(import_module(f"{one.name}.of_offer") for one in ours if module_has_submodule(one.module, "of_offer"))
