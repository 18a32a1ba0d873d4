"""A listing that attacks with every field, on every real page that shows it: all of it stays words."""

import json
import re
from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.urls import NoReverseMatch, reverse
from selectolax.lexbor import LexborHTMLParser
from tests.workbench.api.test_screens import OPERATION_OF, SCREENS
from tests.workbench.calls_of_tests import things_of
from tests.workbench.people_of_tests import World
from tests.workbench.ui.test_hostile import PARTS

from lycaon.workbench.cases.models import Case, Note, Task
from lycaon.workbench.correspondence.models import Log, Notice
from lycaon.workbench.offers.models import Account, Listing, Offer, Site
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.permissions import MATRIX
from lycaon.workbench.people.roles import Role

EVIL = " ".join(("grey parrot", *(part for part in PARTS if "\x00" not in part)))
CANARY = "grey parrot"
"""Stands in it: a page that shows the words shows this."""
KEPT = {"reference", "listing_id", "digest", "seller_key", "state", "headline", "jurisdiction", "language", "host", "group",
        "taxon_id", "form", "tlp", "pap", "route", "route_because"}  # fmt: skip
"""Columns of codes and names, which no seller writes."""
NEVER = re.compile(r"^\s*(javascript|data|vbscript):", re.IGNORECASE)


def test_every_field_stays_words_on_every_page(world: World, browser_of: Callable[[Actor | None], Client]) -> None:
    things = things_of(world)
    Note.objects.create(case=Case.objects.get(reference=things["case"]), by=world[Role.LEAD].person, text="x")
    for model in (Offer, Listing, Account, Site, Case, Note, Task):
        _poison(model)
    for kind in (Notice, Log):
        _poison_documents(kind)
    found: list[str] = []
    shown = 0
    for role in Role:
        browser = browser_of(world[role])
        for name, address in _addresses(things):
            if role not in MATRIX[SCREENS[name]].roles:
                continue
            connection.check_constraints()  # the record gets its links where a transaction ends
            answer = browser.get(address)
            assert answer.status_code < 500, address
            if not answer.headers["Content-Type"].startswith("text/html") or answer.status_code != 200:
                continue
            page = answer.content.decode()
            shown += CANARY in page
            found += [f"{address}: {what}" for what in _running(page)]
    assert found == []
    assert shown >= 40, "pages that show what a seller wrote"


def _poison(model: type[Model]) -> None:
    names = [
        one for one in model._meta.concrete_fields if isinstance(one, CharField | TextField) and one.name not in KEPT
    ]
    model.objects.update(**{one.name: EVIL[: one.max_length or None] for one in names})  # type: ignore[attr-defined]


def _poison_documents(kind: type[Notice] | type[Log]) -> None:
    for one in kind.objects.all():
        one.document = _poisoned(one.document)
        one.released = _poisoned(one.released) if one.released else ""
        one.save(update_fields=["document", "released"])


def _poisoned(document: str) -> str:
    told = json.loads(document)
    for name in ("explanation", "summary", "why_evident", "item_id", "severity"):
        if name in told:
            told[name] = EVIL[:900]
    for each in told.get("offers", ()):
        each |= {"title": EVIL[:900], "text": EVIL, "price": EVIL[:200], "place": EVIL[:200]}
    for each in told.get("accounts", ()):
        each |= {"handle": EVIL[:200], "displayed_name": EVIL[:200], "profile_url": "javascript:alert(1)"}
    return json.dumps(told)


def _addresses(things: dict[str, str]) -> Iterator[tuple[str, str]]:
    for screen, operation in OPERATION_OF.items():
        named = things.get(f"{operation}.reference", things["offer"] if screen.startswith("triage") else "")
        for arguments in ([], [named], [named, things["offer"]], [named, "capture"], [named, "json"]):
            try:
                yield screen, reverse(screen, args=arguments)
            except NoReverseMatch:
                continue


def _running(page: str) -> Iterator[str]:
    """Yield what of a page would run, load or lead somewhere on a seller's word."""
    for node in LexborHTMLParser(page).css("*"):
        attributes = node.attributes
        if node.tag in {"iframe", "object", "embed", "base", "math", "style"}:
            yield f"<{node.tag}>"
        if (
            node.tag == "script"
            and attributes.get("type") != "application/json"
            and not (attributes.get("src") or "").startswith("/static/")
        ):
            yield f"<script> {node.text()[:60]}"
        if node.tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
            yield "<meta refresh>"
        for name, value in attributes.items():
            if name.startswith("on"):
                yield f"{name}={value}"
            if name in {"href", "src", "action", "formaction"} and NEVER.match(value or "") and node.tag != "img":
                yield f"{name}={value}"
            if name in {"href", "src", "action"} and (value or "").startswith("//"):
                yield f"{name}={value}"


def test_the_words_themselves_would_run() -> None:
    found = " ".join(_running(EVIL))
    assert "<script>" in found
    assert "onerror=" in found
