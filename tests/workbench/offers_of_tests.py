"""Offers for tests: rows of findings as a scan writes them, made without the engine."""

from lycaon.workbench.offers.actions import take_in
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor

_SCAN = {
    "on": "2026-11-01", "on_basis": "posted", "verdict": None, "wildlife": 0.98, "protected": 0.95,
    "editions": {"engine": "0.1.0", "catalogue": "2026.11", "rules": "2026.11", "model": "m"},
}  # fmt: skip


def a_row(number: int = 1, **changes: object) -> dict[str, object]:
    """A row of ``findings.jsonl``: a live parrot that appears prohibited, of a seller of its own."""
    name = f"swapyard.example:{number}"
    row: dict[str, object] = {
        "listing_id": name, "site": "swapyard.example", "url": f"https://swapyard.example/a/{number}",
        "seller": f"seller{number}", "posted_on": "2026-11-01", "language": "en", "title": f"African grey parrot {number}",
        "text": "Hand reared, tame, with cage.", "wildlife": 0.98, "protected": 0.95, "offer_kind": "sale",
        "taxon_id": "t9644", "scientific_name": "Psittacus erithacus", "form": "live", "quantity_best": 1.0,
        "price_written": "£650", "country": "FR", "cites": "I", "eu": "A", "legality": "prohibited",
        "legality_probability": 0.9, "jurisdiction": "FR",
    }  # fmt: skip
    row |= changes
    row["scan"] = _SCAN | {
        "listing_id": row["listing_id"],
        "finding": {"listing_id": row["listing_id"], "mentions": [], "wildlife": 0.98},
    }
    return row


def offers(actor: Actor, count: int = 1, **changes: object) -> list[Offer]:
    """Take in new offers of the actor's organisation, first row first."""
    assert actor.organisation is not None
    start = Offer.objects.filter(organisation=actor.organisation).count()
    rows = [(f"test:{n}", a_row(n, **changes)) for n in range(start + 1, start + count + 1)]
    taken = take_in(actor, rows, tenant=actor.organisation, source="test")
    assert taken.new == count, taken
    return list(Offer.objects.filter(organisation=actor.organisation).order_by("id")[start:])
