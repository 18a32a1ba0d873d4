"""A real evidence store for tests, with files that somebody handed over."""

from datetime import datetime
from pathlib import Path

from django.utils import timezone

from lycaon.evidence.log import Custodian
from lycaon.evidence.receive import receive
from lycaon.evidence.store import Store
from lycaon.workbench.offers.actions import keep_capture
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor

WHO = Custodian("A. Analyst", "analyst")


def a_store(home: Path) -> Store:
    """An empty store in the folder that the settings name."""
    return Store.create(home, timezone.now)


def a_capture(store: Store, actor: Actor, offer: Offer, words: str, aside: Path) -> str:
    """A saved page, received, kept in the store and attached to an offer; return its id."""
    (aside / "in").mkdir(parents=True)
    (aside / "out").mkdir()
    page = aside / "in" / "page.html"
    page.write_text(f"<!doctype html><title>{words}</title><p>{words}</p>")
    now: datetime = timezone.now()
    capture = receive(
        [page], aside / "out", giver="A. Analyst", statement="Saved from the browser.", reason="case", now=now,
        tool="test 1", asked_url="https://swapyard.example/a/1",
    )  # fmt: skip
    kept = store.keep(capture, aside / "out", WHO)
    keep_capture(actor, offer, kept, kind="received", at=capture.at)
    return kept
