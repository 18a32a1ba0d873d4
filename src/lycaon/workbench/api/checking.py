"""Checking a listing without keeping anything: the engine behind one operation."""

from datetime import date
from functools import cache

from lycaon.law import wording
from lycaon.scan import Scanner
from lycaon.scan.publication import check
from lycaon.values.listing import Listing
from lycaon.values.scanned import Scan
from lycaon.workbench.api.shapes.listings import CheckOut, Cited, ListingIn, LotOut


@cache
def scanner() -> Scanner:
    """Return the engine of this process; loaded at the first call."""
    return Scanner.load()


def listing_of(told: ListingIn, number: int = 0) -> Listing:
    """Return the engine's value of a listing that came in."""
    return Listing(
        id=told.id or f"{told.site or 'check'}:{number}",
        site=told.site,
        url=told.url,
        title=told.title,
        text=told.text,
        language=told.language,
        seller=told.seller,
        place=told.place,
        price=told.price,
        category=told.category,
        country=told.country,
        posted_at=told.posted_on,
    )


def checked(told: ListingIn, *, today: date, language: str) -> CheckOut:
    """Return the advice about a listing, in words of a language."""
    engine = scanner()
    scan = engine.scan(listing_of(told), today=today)
    advice = check(scan)
    reading = scan.verdict.reading if scan.verdict else None
    words = wording.render(scan.verdict, language) if scan.verdict and reading else None
    return CheckOut(
        id=told.id,
        advice=advice.advice.value,
        because=advice.because,
        sentence=words.sentence if words else "",
        wildlife=round(scan.wildlife, 4),
        protected=round(scan.protected, 4),
        legality=reading.legality.value if reading else "",
        jurisdiction=reading.jurisdiction if reading else "",
        on=scan.on,
        lots=_lots(scan),
        rules=[
            Cited(
                rule=reason.rule,
                title=wording.title(reason, language),
                basis="; ".join(
                    f"{wording.instrument(basis.instrument, language)} {basis.article}".strip()
                    for basis in reason.basis
                ),
                confirmed=reason.confirmed,
            )
            for reason in (reading.reasons if reading else ())
        ],
        documents=list(advice.documents),
        missing=[missing.fact for missing in reading.missing] if reading else [],
        policies=list(words.policies) if words else [],
        editions={name: getattr(scan.editions, name) for name in ("engine", "catalogue", "rules", "model")},
    )


def _lots(scan: Scan) -> list[LotOut]:
    rows: list[LotOut] = []
    for lot in scan.finding.lots:
        if lot.taxon.candidates:
            taxon = lot.taxon.candidates[0]
            form = lot.form.candidates[0].value if lot.form.candidates else ""
            rows.append(
                LotOut(
                    taxon_id=taxon.value.id,
                    scientific_name=taxon.value.scientific_name,
                    form=form,
                    probability=round(taxon.probability, 4),
                )
            )
    return rows
