"""The findings table: one row a listing worth keeping, one column an analyst's question.

The schema is defined once, here, with the words that explain each column; the documentation's table and
the three output files are made from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

import pyarrow as pa

from lycaon.catalogue import Catalogue
from lycaon.values.codec import to_json
from lycaon.values.finding import Fact, Finding, Lot
from lycaon.values.listing import Listing
from lycaon.values.scanned import Scan
from lycaon.values.taxonomy import Instrument
from lycaon.values.verdict import Reading

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type and, in one line, what stands in it."""

    name: str
    type: pa.DataType
    meaning: str


COLUMNS = (
    Column("listing_id", pa.string(), "site:ad-id"),
    Column("site", pa.string(), "where it was published"),
    Column("url", pa.string(), "address, as given"),
    Column("seller", pa.string(), "the handle as published; an account, never a person"),
    Column("posted_on", pa.date32(), "day of publication, if known"),
    Column("language", pa.string(), "likeliest language, ISO 639-1"),
    Column("title", pa.string(), "as published"),
    Column("text", pa.string(), "as published"),
    Column("wildlife", pa.float64(), "probability that a wild species' specimen is proposed"),
    Column(
        "protected",
        pa.float64(),
        "probability that one is proposed which CITES or the EU covers in that form",
    ),
    Column("offer_kind", pa.string(), "sale, auction, barter, rent, gift, wanted, display, info"),
    Column("taxon_id", pa.string(), "likeliest taxon of the principal lot"),
    Column("scientific_name", pa.string(), "its accepted name"),
    Column("taxon_rank", pa.string(), "its rank"),
    Column("taxon_probability", pa.float64(), "of that taxon, given that wildlife is proposed"),
    Column("domestic_form", pa.string(), "the domesticated or excluded form, where the words mean one"),
    Column("form", pa.string(), "form of the specimen, an id of the catalogue"),
    Column("form_code", pa.string(), "its CITES trade-term code"),
    Column("quantity_least", pa.float64(), "at least"),
    Column("quantity_best", pa.float64(), "best guess"),
    Column("quantity_most", pa.float64(), "at most"),
    Column("quantity_unit", pa.string(), "specimen, g, kg, m3, ml"),
    Column("price_amount", pa.float64(), "as asked, for the whole offer"),
    Column("price_currency", pa.string(), "ISO 4217"),
    Column("price_eur", pa.float64(), "the same in euro, at the reference rate of the day"),
    Column("price_written", pa.string(), "as published"),
    Column("country", pa.string(), "where the specimen seems to be, ISO 3166"),
    Column(
        "cites",
        pa.string(),
        "appendix on that day; several where populations or species differ, none if uncovered",
    ),
    Column("eu", pa.string(), "annex on that day, likewise"),
    Column(
        "legality",
        pa.string(),
        "what the law appears to say, if the offer is what it was read as: look at wildlife too",
    ),
    Column("legality_probability", pa.float64(), "of that legality, given that wildlife is proposed"),
    Column("jurisdiction", pa.string(), "of the reading that speaks for the offer"),
    Column("judged_on", pa.date32(), "the day whose law was asked"),
    Column("judged_on_basis", pa.string(), "posted, first_seen, given, today"),
    Column("rules", pa.string(), "ids of the rules that apply"),
    Column("missing", pa.string(), "facts that would change the verdict, weightiest first"),
    Column("documents", pa.string(), "documents that would make it lawful"),
    Column("policy", pa.string(), "what the platform's own policy says, kept apart from the law"),
    Column("claims", pa.string(), "what the seller claims"),
    Column("disguised", pa.string(), "kinds of disguise that were undone"),
    Column("words", pa.string(), "the words that the decision rests on"),
    Column("lots", pa.int16(), "kinds of specimen within the offer"),
    Column("scan", pa.string(), "the whole Scan as canonical JSON"),
)
SCHEMA = pa.schema([(column.name, column.type) for column in COLUMNS])

_SEPARATOR = "; "


def to_row(listing: Listing, scan: Scan, catalogue: Catalogue) -> dict[str, object]:
    """Return the row of one scanned listing."""
    finding = scan.finding
    lot = finding.lots[0] if finding.lots else Lot()
    return {
        "listing_id": listing.id,
        "site": listing.site,
        "url": listing.url,
        "seller": listing.seller,
        "posted_on": listing.posted_at,
        "language": finding.languages[0].value if finding.languages else None,
        "title": listing.title,
        "text": listing.text,
        "wildlife": scan.wildlife,
        "protected": scan.protected,
        "offer_kind": finding.offer_kind.best,
        **_lot(lot, catalogue, scan),
        **_price(finding),
        "country": finding.item_country.best or finding.seller_country.best,
        **_verdict(scan),
        "claims": _joined([claim.kind for claim in finding.claims if not claim.negated]),
        "disguised": _joined(finding.disguised),
        "words": _joined([mention.surface for mention in finding.mentions if mention.decides]),
        "lots": len(finding.lots),
        "scan": to_json(scan).decode("utf-8"),
    }


def _lot(lot: Lot, catalogue: Catalogue, scan: Scan) -> dict[str, object]:
    taxon, quantity, form = lot.taxon.best, lot.quantity.best, lot.form.best
    known = catalogue.forms.get(form or "")
    row: dict[str, object] = {
        "form": form,
        "form_code": known.code if known else None,
        "quantity_least": _number(quantity.least) if quantity else None,
        "quantity_best": _number(quantity.best) if quantity else None,
        "quantity_most": _number(quantity.most) if quantity else None,
        "quantity_unit": quantity.unit if quantity else None,
    }
    if taxon is None:
        return row
    return {
        **row,
        "taxon_id": taxon.id,
        "scientific_name": taxon.scientific_name,
        "taxon_rank": taxon.rank,
        "taxon_probability": lot.taxon.candidates[0].probability,
        "domestic_form": taxon.domestic_form,
        "cites": _levels(catalogue, taxon.id, taxon.domestic_form, Instrument.CITES, scan, lot.origin_country),
        "eu": _levels(catalogue, taxon.id, taxon.domestic_form, Instrument.EU, scan, lot.origin_country),
    }


def _levels(
    catalogue: Catalogue,
    taxon_id: str,
    domestic: str | None,
    instrument: Instrument,
    scan: Scan,
    origin: Fact[str],
) -> str:
    if domestic is not None:
        return "none"
    places = frozenset((origin.best,)) if origin.best else frozenset[str]()
    standings = catalogue.standings(taxon_id, instrument, scan.on, origin=places)
    levels = dict.fromkeys(sorted(standing.level or "none" for standing in standings))
    return "/".join(levels) or "none"


def _price(finding: Finding) -> dict[str, object]:
    price = finding.price
    if price is None:
        return {}
    return {
        "price_amount": None if price.placeholder else _number(price.amount),
        "price_currency": price.currency,
        "price_eur": _number(price.euro) if price.euro is not None and not price.placeholder else None,
        "price_written": price.as_written,
    }


def _verdict(scan: Scan) -> dict[str, object]:
    row: dict[str, object] = {"judged_on": scan.on, "judged_on_basis": scan.on_basis}
    reading = scan.verdict.reading if scan.verdict else None
    if scan.verdict is None or reading is None:
        return row
    return {
        **row,
        "legality": reading.legality,
        "legality_probability": dict(reading.probabilities).get(reading.legality),
        "jurisdiction": reading.jurisdiction,
        "rules": _joined(_rules(reading)),
        "missing": _joined([fact.fact for fact in reading.missing]),
        "documents": _joined([document.kind for document in reading.documents]),
        "policy": _joined([f"{policy.platform}: {policy.result}" for policy in scan.verdict.policies]),
    }


def _rules(reading: Reading) -> list[str]:
    return list(dict.fromkeys(reason.rule for reason in reading.reasons if not reason.exempted_by))


def _joined(parts: Sequence[str]) -> str:
    return _SEPARATOR.join(dict.fromkeys(parts))


def _number(value: Decimal) -> float:
    return float(value)
