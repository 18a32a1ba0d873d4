"""The one join of reading and judging: a Listing in, a Scan out."""

import gc
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import lycaon
from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.law import Law
from lycaon.values.finding import ClaimKind, Finding, Lot, Material
from lycaon.values.listing import Listing
from lycaon.values.scanned import Editions, Scan

JUDGED_FROM = 0.05
"""Least probability of wildlife at which the law is asked. Below it there is nothing to judge: of a thousand
such listings fewer than fifty offer wildlife, and a verdict on the rest would be noise."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """All that a scan needs, loaded once a process; it holds no state and may be shared by threads."""

    catalogue: Catalogue
    reader: Reader
    law: Law
    editions: Editions

    @classmethod
    def load(cls, edition: str = "bundled", *, model: Path | None = None) -> "Scanner":
        """Load the catalogue, the rules and the model: a fifth of a second.

        Args:
            edition: ``bundled``, or a folder with a catalogue of your own.
            model: a model file of your own, as ``lycaon learn`` writes it.

        Raises:
            CatalogueError: a table of the catalogue is not right.
            RuleError: a rule file is not right.
        """
        with _nothing_collected():
            catalogue = Catalogue.load(None if edition == "bundled" else Path(edition))
            reader = Reader.load(catalogue, model)
            law = Law.load(catalogue)
        editions = Editions(
            engine=lycaon.__version__, catalogue=catalogue.edition, rules=law.edition, model=reader.edition
        )
        return cls(catalogue, reader, law, editions)

    def scan(
        self, listing: Listing, *, today: date, on: date | None = None, markets: Sequence[str] = (),
        named: bool = False, least: float = 0.0,
    ) -> Scan:  # fmt: skip
        """Read one listing and judge it.

        Args:
            listing: the advertisement.
            today: the day of the scan; an offer still online is also judged on it.
            on: the day to judge on; without it the listing's own day.
            markets: ISO 3166 codes of places whose buyers the offer addresses, where that is known.
            named: whether a batch chose the listing already, because it names something.
            least: probability of wildlife below which nobody looks at the scan; see :meth:`Reader.read`.

        Pure: the same listing, days, markets and editions give the same Scan, anywhere.
        """
        day, basis = _day(listing, on, today)
        finding = self.reader.read(listing, named=named, least=least)
        if finding.wildlife < JUDGED_FROM or not finding.lots:
            verdict, protected = None, 0.0
        else:
            verdict = self.law.judge(
                finding,
                on=day,
                on_basis=basis,
                also_on=today if on is None and today != day else None,
                markets=tuple(markets) or ((listing.country,) if listing.country else ()),
                site=listing.site,
            )
            protected = _protected(finding, day, self.law)
        return Scan(
            listing_id=listing.id,
            on=day,
            on_basis=basis,
            finding=finding,
            verdict=verdict,
            wildlife=finding.wildlife,
            protected=protected,
            editions=self.editions,
        )


@contextmanager
def _nothing_collected() -> Generator[None]:
    """Keep the collector from walking knowledge while it is loaded, a fifth of the time, and ever after: it stays."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_collecting:
            gc.enable()


def _day(listing: Listing, on: date | None, today: date) -> tuple[date, str]:
    if on is not None:
        return on, "given"
    if listing.posted_at is not None:
        return listing.posted_at, "posted"
    if listing.seen_at is not None:
        return listing.seen_at.date(), "first_seen"
    return today, "today"


def _protected(finding: Finding, day: date, law: Law) -> float:
    """Return P(a specimen is proposed that CITES or the EU covers in that form): the surest lot speaks.

    Talk that proposes nothing has lowered ``wildlife`` already; it is not counted a second time.
    """
    covered = max((_covered(lot, _origin(finding, lot), day, law) for lot in finding.lots), default=0.0)
    return round(finding.wildlife * covered, 6)


def _origin(finding: Finding, lot: Lot) -> frozenset[str]:
    """Return where the specimen comes from: as told, else the country that it lies in if it is said to be wild-taken.

    Where one population alone is listed (ginseng of Russia), a root dug in the wild and offered there is of it.
    """
    told = lot.origin_country.best
    is_wild = any(claim.kind is ClaimKind.WILD_TAKEN and not claim.negated for claim in finding.claims)
    if not told and is_wild and finding.item_country.best:
        told = finding.item_country.best.partition("-")[0]
    return frozenset((told,)) if told else frozenset[str]()


def _covered(lot: Lot, origin: frozenset[str], day: date, law: Law) -> float:
    forms = lot.form.candidates
    total = 0.0
    for taxon in lot.taxon.candidates:
        if taxon.value.domestic_form is not None:
            continue
        stated = sum(form.probability * law.covered(taxon.value.id, form.value, day, origin=origin) for form in forms)
        unstated = lot.form.unknown * law.covered(taxon.value.id, "unknown", day, origin=origin)
        total += taxon.probability * (stated + unstated)
    imitation = sum(c.probability for c in lot.material.candidates if c.value is Material.CLAIMED_IMITATION)
    return total * (1.0 - imitation)
