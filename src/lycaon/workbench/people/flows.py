"""The kinds of things that travel, read from ``flows.yaml``: their fields, and what agreements usually let through."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict

from lycaon.workbench.people.agreements import Onward
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.roles import Kind


class Usual(BaseModel):
    """What an agreement between two kinds of organisations usually lets through."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    between: tuple[Kind, Kind]
    purpose: str
    allow: tuple[str, ...]
    deny: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    tlp_max: TLP
    pap_max: PAP
    retention_days: int | None
    onward: Onward
    feedback_due_days: int | None = None


class Thing(BaseModel):
    """A kind of thing that travels."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: tuple[str, ...]
    usual: tuple[Usual, ...]


@cache
def things() -> Mapping[str, Thing]:
    """Return all kinds of things, by their name."""
    raw = yaml.safe_load(files("lycaon.workbench.people").joinpath("flows.yaml").read_text("utf-8"))
    return MappingProxyType({name: Thing.model_validate(thing) for name, thing in raw.items()})


def purposes() -> frozenset[str]:
    """Return every purpose that flows are for."""
    return frozenset(usual.purpose for thing in things().values() for usual in thing.usual)


def conditions() -> frozenset[str]:
    """Return every condition that a flow may ask for."""
    return frozenset(code for thing in things().values() for usual in thing.usual for code in usual.conditions)
