"""Observations: rows of a finished scan, and visits of a watch, as advertisements of the code-book."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from lycaon.catalogue import Catalogue
from lycaon.errors import FormatError
from lycaon.link import near_duplicates
from lycaon.scan import read_findings
from lycaon.survey.codebook import (
    Ad,
    DocumentClaim,
    Item,
    MaterialCertainty,
    Message,
    Role,
    TaxonCertainty,
    Visit,
)
from lycaon.survey.groups import at_sale, group_of
from lycaon.survey.plan import Plan
from lycaon.survey.prices import Asked, Prices
from lycaon.text import fold
from lycaon.values.codec import from_json
from lycaon.values.finding import DocumentClaim as Paper
from lycaon.values.finding import Finding, Lot, Material, OfferKind, SellerKind
from lycaon.values.listing import Listing, Rejected
from lycaon.values.scanned import Scan
from lycaon.values.taxonomy import Instrument
from lycaon.values.verdict import Legality

Row = Mapping[str, object]
"""One row of findings, as :func:`lycaon.scan.read_findings` yields them."""

OBSERVED_FROM = 0.5
"""Probability of a protected specimen from which a finding is laid before a coder."""

SAME_WORDS = 0.9
"""Likeness of title and text from which two advertisements are one offer."""
_COMPARED = ("listing_id", "site", "title", "text", "seller", "price_written", "country", "posted_on")
_ROLES = {SellerKind.PRIVATE: Role.PRIVATE, SellerKind.TRADER: Role.TRADER}
_NOT_ACTIVE = {OfferKind.WANTED: Message.WANTED, OfferKind.DISPLAY: Message.OTHER, OfferKind.INFO: Message.OTHER}


@dataclass(frozen=True, slots=True)
class Observed:
    """What a scan gave to a survey: nothing is lost between the two."""

    ads: tuple[Ad, ...]
    items: tuple[Item, ...]
    rejected: tuple[Rejected, ...]


def observe(
    folder: Path, plan: Plan, catalogue: Catalogue, prices: Prices, *, seen_on: date, least: float = OBSERVED_FROM
) -> Observed:
    """Return the findings of a scan as advertisements, as the engine codes them; coders settle them afterwards.

    Args:
        folder: of a finished scan.
        plan: sites outside its frame and days outside its period are rejected, with the reason.
        catalogue: for the groups of taxa.
        prices: for the rates of the day.
        seen_on: the day on which the scan looked, for rows that do not say.
        least: probability of a protected specimen from which a row is an observation.
    """
    whole, compared = read_findings(folder), read_findings(folder, columns=_COMPARED)
    return _observed(whole, compared, plan, catalogue, prices, seen_on=seen_on, least=least)


def observe_rows(
    rows: Sequence[Row], plan: Plan, catalogue: Catalogue, prices: Prices, *, least: float = OBSERVED_FROM
) -> Observed:
    """Return rows of findings that stand in no folder as advertisements; see :func:`observe`.

    Args:
        rows: as a scan writes them, each with its own ``seen_on``.
        plan: sites outside its frame and days outside its period are rejected, with the reason.
        catalogue: for the groups of taxa.
        prices: for the rates of the day.
        least: probability of a protected specimen from which a row is an observation.
    """
    return _observed(rows, rows, plan, catalogue, prices, seen_on=plan.period.end, least=least)


def _observed(
    rows: Iterable[Row], compared: Iterable[Row], plan: Plan, catalogue: Catalogue, prices: Prices, *, seen_on: date,
    least: float,
) -> Observed:  # fmt: skip
    ads: list[Ad] = []
    items: list[Item] = []
    rejected: list[Rejected] = []
    for row in rows:
        if float(str(row["protected"])) < least:
            continue
        on = row.get("seen_on")
        ad = _ad(row, prices, on if isinstance(on, date) else seen_on)
        if (refused := _refused(ad, plan)) is not None:
            rejected.append(refused)
            continue
        scan = from_json(str(row["scan"]).encode(), Scan)
        ads.append(ad if _in_period(ad, plan) else replace(ad, message=Message.PAST))
        items.extend(_items(ad, scan, catalogue))
    near = _near(compared, {ad.id for ad in ads})
    return Observed(tuple(replace(ad, near=near.get(ad.id, "")) for ad in ads), tuple(items), tuple(rejected))


def _near(rows: Iterable[Row], wanted: set[str]) -> dict[str, str]:
    """Return the group of near-duplicates of each advertisement that has one: the words of title and text agree."""
    listings = [
        Listing(
            id=str(row["listing_id"]),
            site=str(row["site"] or ""),
            title=str(row["title"] or ""),
            text=str(row["text"] or ""),
            seller=str(row["seller"] or ""),
            price=str(row["price_written"] or ""),
            country=str(row["country"] or "")[:2],
            posted_at=row["posted_on"] if isinstance(row["posted_on"], date) else None,
        )
        for row in rows
        if row["listing_id"] in wanted
    ]
    country = {listing.id: listing.country for listing in listings}
    groups = near_duplicates(listings, least=SAME_WORDS)
    return {
        each: group.first
        for group in groups
        for each in group.ids
        # The same words in another country are another seller's copy more often than the same animal.
        if country[each] == country[group.first]
    }


def _refused(ad: Ad, plan: Plan) -> Rejected | None:
    site = plan.site(ad.site)
    if site is None or not site.chosen:
        hint = "the frame is frozen: a new site belongs to the next wave"
        return Rejected(where=ad.id, code="outside_frame", reason=f"{ad.site or 'no site'} was not chosen", hint=hint)
    if not plan.period.holds(ad.seen_on):
        hint = "give the day of the observation, or look again in the next wave"
        return Rejected(where=ad.id, code="outside_period", reason=f"seen on {ad.seen_on}", hint=hint)
    return None


def _in_period(ad: Ad, plan: Plan) -> bool:
    # What was posted before the period is still offered in it unless the site says it ended; what counts as "past"
    # is a message about a transfer that was over. We only know the day of posting, and a year is a generous life.
    return ad.posted_on is None or (plan.period.start - ad.posted_on).days <= 365


def _ad(row: Row, prices: Prices, seen_on: date) -> Ad:
    scan = from_json(str(row["scan"]).encode(), Scan)
    finding = scan.finding
    posted = row["posted_on"] if isinstance(row["posted_on"], date) else None
    asked = _asked(finding, prices, posted or seen_on)
    legality = scan.verdict.reading.legality if scan.verdict and scan.verdict.reading else None
    kind = finding.offer_kind.best
    place = str(row["country"] or "")
    return Ad(
        id=str(row["listing_id"]),
        site=str(row["site"] or ""),
        seen_on=seen_on,
        posted_on=posted,
        country=place[:2],
        region=place if len(place) > 2 else "",
        language=str(row["language"] or ""),
        seller=account_key(str(row["site"]), str(row["seller"])) if row["seller"] else "",
        role=_ROLES.get(finding.seller_kind.best, Role.UNKNOWN) if finding.seller_kind.best else Role.UNKNOWN,
        message=_NOT_ACTIVE.get(kind, Message.ACTIVE) if kind else Message.ACTIVE,
        price_amount=asked.amount,
        price_currency=asked.currency,
        price_eur=asked.eur,
        rate_day=asked.rate_day,
        price_flag=asked.flag,
        document=claim_of(finding.documents),
        engine_legality=legality,
        legality=legality or Legality.UNKNOWN,
        text_key=text_key(f"{row['title'] or ''} {row['text'] or ''}"),
    )


def _asked(finding: Finding, prices: Prices, on: date) -> Asked:
    return prices.of_money(finding.price, on) if finding.price else prices.read("", country="", on=on)


def account_key(site: str, seller: str) -> str:
    """Return under which key the rows of a survey hold an account: for whoever asks where it stands in them."""
    return _key(f"{site}\x1f{seller}")


def _key(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def text_key(words: str) -> str:
    """Return the digest of a message's folded words: the same words in other cases and spaces have one key."""
    return _key(" ".join(str(fold(words)).split()))


def claim_of(papers: Sequence[Paper]) -> DocumentClaim:
    """Return the strongest claim: a numbered paper, a named kind, or only "with papers"."""
    named = [paper for paper in papers if not paper.denied]
    if any(paper.number for paper in named):
        return DocumentClaim.NUMBERED
    if any(paper.kind and paper.kind not in ("papers", "unspecified") for paper in named):
        return DocumentClaim.TYPED
    return DocumentClaim.VAGUE if named else DocumentClaim.NONE


def _items(ad: Ad, scan: Scan, catalogue: Catalogue) -> Iterator[Item]:
    lots = [lot for lot in scan.finding.lots if lot.taxon.best and not lot.taxon.best.domestic_form]
    for number, lot in enumerate(lots, start=1):
        taxon = lot.taxon.best
        assert taxon is not None  # noqa: S101 - chosen above
        form = lot.form.best or "live"
        least, best, most, minimum, grams = _counted(lot)
        yield Item(
            ad=ad.id,
            line=number,
            taxon=taxon.scientific_name,
            rank=taxon.rank,
            group=group_of(catalogue, taxon.id, form),
            at_sale=at_sale(form),
            form=form,
            least=least,
            best=best,
            most=most,
            minimum=minimum,
            weight_g=grams,
            appendix=_level(catalogue, taxon.id, Instrument.CITES, scan.on),
            annex=_level(catalogue, taxon.id, Instrument.EU, scan.on),
            taxon_certainty=TaxonCertainty.STATED
            if lot.taxon.candidates[0].probability >= 0.9
            else TaxonCertainty.INFERRED,
            material_certainty=_material(lot),
        )


def _counted(lot: Lot) -> tuple[int, int, int, bool, Decimal | None]:
    """Return specimens at least, best, at most; a weight is one specimen and its grams."""
    quantity = lot.quantity.best
    if quantity is None:
        return 1, 1, 1, True, None
    if quantity.unit != "specimen":
        factor = {"g": Decimal(1), "kg": Decimal(1000)}.get(quantity.unit)
        return 1, 1, 1, True, quantity.best * factor if factor else None
    least, best, most = (max(1, int(value.to_integral_value(ROUND_HALF_UP))) for value in
                         (quantity.least, quantity.best, quantity.most))  # fmt: skip
    return least, best, most, False, None


def _level(catalogue: Catalogue, taxon_id: str, instrument: Instrument, on: date) -> str:
    """Return the strictest level of a taxon on a day; nothing where none of its branches is covered."""
    levels = sorted({one.level for one in catalogue.standings(taxon_id, instrument, on) if one.level})
    return levels[0] if levels else ""


def _material(lot: Lot) -> MaterialCertainty:
    match lot.material.best:
        case Material.GENUINE:
            return MaterialCertainty.CLAIMED
        case Material.CLAIMED_IMITATION:
            return MaterialCertainty.IMITATION
        case Material.AMBIGUOUS:
            return MaterialCertainty.SUSPECTED
        case None:
            return MaterialCertainty.CLAIMED


def searched(ads: Iterable[Ad], earlier: Sequence[Ad], searcher: str) -> tuple[Ad, ...]:
    """Return advertisements with who found them added to who found them before."""
    before = {ad.id: ad.searchers for ad in earlier}

    def names(ad: Ad) -> str:
        return ";".join(sorted({*before.get(ad.id, "").split(";"), searcher} - {""}))

    return tuple(replace(ad, searchers=names(ad)) for ad in ads)


def visits_of_watch(removals: Path) -> tuple[Visit, ...]:
    """Return what a watch saw of each ad, from its ``removals.csv``: there at one moment, gone at a later one.

    Why an ad went a watch cannot tell; the cause is unknown until a person says it.

    Raises:
        FormatError: the file is not one that a watch writes.
    """
    needed = ("ad", "first_listed", "up_at_least_hours", "gone_after_at_most_hours")
    with removals.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if rows and (missing := [name for name in needed if name not in rows[0]]):
        raise FormatError(f"{removals}: no column {', '.join(missing)}; expected the removals.csv of a watch")
    found: list[Visit] = []
    for row in rows:
        began = datetime.fromisoformat(row["first_listed"])
        found.append(Visit(ad=row["ad"], at=began + timedelta(hours=float(row["up_at_least_hours"])), present=True))
        if gone := row["gone_after_at_most_hours"]:
            found.append(Visit(ad=row["ad"], at=began + timedelta(hours=float(gone)), present=False))
    return tuple(found)
