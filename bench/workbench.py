"""Triage with a million offers in the database: server time of the page and of a decision, as the WSGI application takes it.

``python -m bench.workbench --offers 1000000 --looks 300`` makes a database of its own in a temporary folder and throws
it away. The offers that come first are real ones of the bundled sample, with their whole scans; the rest is filler of
the same shape that every query has to get past.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from datetime import UTC, datetime

FILLER = """
INSERT INTO offers_offer (reference, organisation_id, site_id, account_id, state, title, taxon_id, taxon, form,
    jurisdiction, headline, probability, harm, certainty, perishability, priority, "group", first_seen, last_seen{more})
SELECT 'F-X' || lpad(n::text, 11, '0'), {house}, {site}, NULL,
    (ARRAY['new','new','new','confirmed','rejected','rejected','closed'])[1 + n % 7], 'filler ' || n, 't' || n % 5000,
    'Taxon ' || n % 5000, 'live', 'FR', (ARRAY['prohibited','needs_document','unknown'])[1 + n % 3],
    (n % 97) / 100.0, 0.5, 0.5, 0.5, (n % 9973) / 40000.0, '', now(), now(){values}
FROM generate_series(1, {count}) AS n
"""
LISTINGS = """
INSERT INTO offers_listing (offer_id, organisation_id, listing_id, digest, url, title, text, language, price, place,
    images, attributes, seen_at)
SELECT id, organisation_id, 'filler.example:' || id, md5(id::text) || md5(id::text), '', title, repeat('words ', 40), 'en',
    '', '', '{{}}', '{{}}', now() FROM offers_offer WHERE reference LIKE 'F-X%'
"""


def main() -> None:
    """Print figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--looks", type=int, default=300)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lycaon-bench-") as name:
        os.environ["LYCAON_HOME"] = name
        os.environ["ALLOWED_HOSTS"] = "testserver"
        os.environ.pop("DATABASE_URL", None)
        print(json.dumps(measured(asked.offers, asked.looks), indent=1))


def measured(offers: int, looks: int) -> dict[str, object]:
    """Return the figures of one run."""
    from lycaon.workbench.project import running
    from lycaon.workbench.project.environment import Environment

    environment = Environment.read(os.environ)
    with running.ready(environment) as database:
        began = time.perf_counter()
        real = filled(database.owner_url, offers)
        filling = time.perf_counter() - began
        pages, decisions = timed(looks)
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "offers": offers + real,
        "filled_in_s": round(filling, 1),
        "page_ms": quantiles(pages),
        "decision_ms": quantiles(decisions),
    }


def filled(owner_url: str, offers: int) -> int:
    """Fill the database: a made-up house with the sample, and so many offers more."""
    import psycopg
    from django.db import connection

    from lycaon.learn.sample import sample_path
    from lycaon.scan import Scanner
    from lycaon.scan.gold import read_gold
    from lycaon.workbench.offers.actions import take_in
    from lycaon.workbench.offers.models import Offer, Site
    from lycaon.workbench.offers.rows import row_of
    from lycaon.workbench.people.acting import Actor
    from lycaon.workbench.people.models import Membership, Organisation, Person
    from lycaon.workbench.people.roles import Kind, Role

    house = Organisation.objects.create(kind=Kind.NGO, name="Bench", is_host=True)
    person = Person.objects.enrol("bench@example.org", name="Bench", password="a tortoise crosses no border")  # noqa: S106
    actor = Actor.of(
        Membership.objects.create(person=person, organisation=house, roles=[Role.LEAD.value, Role.ANALYST.value])
    )
    scanner, today = Scanner.load(), datetime.now(UTC).date()
    with sample_path() as path:
        listings = [listing for listing, _ in read_gold(path)]
    scans = [(listing, scanner.scan(listing, today=today)) for listing in listings]
    rows = [(listing.id, row_of(listing, scan, scanner.catalogue)) for listing, scan in scans if scan.wildlife >= 0.1]
    taken = take_in(actor, rows, tenant=house, source="bench")
    Offer.objects.update(priority=1.0)
    site = Site.objects.first()
    if site is None:
        raise LookupError("the sample gave no offer")
    extra = {"state_since": "now()"} if "state_since" in {field.name for field in Offer._meta.fields} else {}
    with psycopg.connect(owner_url, autocommit=True) as session:
        filler = FILLER.format(
            house=house.pk, site=site.pk, count=offers, more="".join(f", {name}" for name in extra),
            values="".join(f", {value}" for value in extra.values()),
        )  # fmt: skip
        session.execute(filler.encode())
        session.execute(LISTINGS.format().encode())
        session.execute("ANALYZE")
    connection.close()
    return taken.new


def timed(looks: int) -> tuple[list[float], list[float]]:
    """Return milliseconds of pages and of decisions, along the queue as an analyst walks it."""
    from django.test import Client
    from django.urls import reverse

    from lycaon.workbench.people.models import Person

    client = Client()
    client.force_login(Person.objects.get(email="bench@example.org"))
    address = client.get(reverse("triage:first"))["Location"]
    client.get(address)  # the engine's wording and the templates are loaded at the first look
    pages: list[float] = []
    decisions: list[float] = []
    for number in range(looks):
        began = time.perf_counter()
        client.get(address)
        pages.append((time.perf_counter() - began) * 1000)
        act = "confirm" if number % 2 else "reject:not_wildlife"
        began = time.perf_counter()
        answer = client.post(f"{address}decide/", {"act": act})
        decisions.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 303:
            raise RuntimeError(answer.content[:300].decode())
        address = answer["Location"]
        if address == reverse("triage:first"):
            address = client.get(address)["Location"]
    return pages, decisions


def quantiles(values: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and worst."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(len(ordered) * 0.95)], 1),
        "worst": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    main()
