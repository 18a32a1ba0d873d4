"""The operations: parse, access, act, reply. One file a thing of the field."""

from lycaon.workbench.api.interface import api
from lycaon.workbench.api.operations import (
    agreements,
    cases,
    deconfliction,
    hooks,
    house,
    listings,
    logs,
    notices,
    offers,
    portal,
    requests,
    surveys,
    triage,
)

for _one in (
    listings, offers, triage, cases, deconfliction, notices, logs, portal, requests, agreements, surveys, house, hooks,
):  # fmt: skip
    api.add_router("", _one.router)

__all__ = ["api"]
