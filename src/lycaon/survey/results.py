"""The tables of a report, T1 to T9, from published rows alone: what a stranger with the same rows computes too."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lycaon.survey.codebook import AtSale, Cause, DocumentClaim, Group, LogOutcome, Role, SiteKind
from lycaon.survey.estimates.interval import Estimate, Refused, clustered_share, clustered_total, share
from lycaon.survey.estimates.removal import removal
from lycaon.survey.figures import HOURS_7, Rows, as_ends, by, coverage, euro, ids, priced
from lycaon.survey.publish import FEWEST, PublishedAd, PublishedEnd, PublishedItem, PublishedLog
from lycaon.survey.tables import NOTHING, Cell, Column, Row, Table, Unit, estimated, figure, words
from lycaon.values.verdict import Legality

_TOP_TAXA = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """Dollars for one euro on a day, as printed beside every sum in dollars."""

    usd: float
    on: str


def t1(rows: Rows, rate: Rate | None, weeks: float, *, frame: Estimate | Refused | None = None) -> Table:
    """Return the key results.

    Args:
        rows: published ones.
        rate: of the dollar.
        weeks: of the period.
        frame: advertisements in the whole frame, where only a part of its sites was drawn and observed.
    """
    ads, every = rows.ads, ids(rows.ads)
    least, most = rows.between(ads)
    known = priced(rows)
    live = [item for item in rows.items if item.at_sale is not AtSale.PART]
    sites = rows.published.sites
    logs = rows.published.logs
    seen = coverage(rows)
    lines: list[tuple[str, Cell]] = [
        ("ads", figure(len(ads), every, unit=Unit.COUNT)),
        ("offers", figure(len({ad.offer for ad in ads}), every, unit=Unit.COUNT)),
        ("offers_at_least", estimated(seen if isinstance(seen, Refused) else seen.all_offers, every, unit=Unit.COUNT)),
        *([("ads_in_frame", estimated(frame, every, unit=Unit.COUNT))] if frame is not None else ()),
        ("specimens", Cell(value=rows.specimens(ads), low=least, high=most, rows=every, unit=Unit.COUNT)),
        ("live_share", _specimen_share(rows, live)),
        ("accounts", figure(len({ad.seller for ad in ads if ad.seller}), every, unit=Unit.COUNT)),
        ("sites", figure(sum(site.kind is not SiteKind.SOCIAL for site in sites), unit=Unit.COUNT)),
        ("networks", figure(sum(site.kind is SiteKind.SOCIAL for site in sites), unit=Unit.COUNT)),
        ("countries", figure(len({ad.country for ad in ads if ad.country}), every, unit=Unit.COUNT)),
        ("weeks", figure(weeks, unit=Unit.RATIO if weeks % 1 else Unit.COUNT)),
        ("value_eur", figure(known.known, every, unit=Unit.EUR)),
        ("value_usd", figure(known.known * rate.usd, every, unit=Unit.USD) if rate else NOTHING),
        ("value_imputed", estimated(known.imputed, every, unit=Unit.EUR)),
        ("value_process", estimated(_process(ads), every, unit=Unit.EUR)),
        ("price_missing", figure(known.missing_share, every, unit=Unit.SHARE)),
        ("logs", figure(len(logs), unit=Unit.COUNT)),
        ("ads_in_logs", figure(sum(bool(ad.log) for ad in ads), ids(ad for ad in ads if ad.log), unit=Unit.COUNT)),
        ("referred_share", estimated(share(sum(bool(ad.log) for ad in ads), len(ads)), every, unit=Unit.SHARE)),
    ]
    return Table(
        id="T1",
        head="result",
        coded="t1",
        columns=(Column("figure", Unit.COUNT),),
        rows=tuple(Row(key, (cell,)) for key, cell in lines),
        base=(("ads", len(ads)), ("specimens", rows.specimens(ads))),
        notes=("exact", "process"),
    )


def _process(ads: Sequence[PublishedAd]) -> Estimate | Refused:
    sums: dict[str, float] = defaultdict(float)
    for ad in ads:
        sums[ad.seller or ad.ad] += ad.price_eur or 0.0
    return clustered_total([each for each in sums.values() if each])


def _specimen_share(rows: Rows, items: Sequence[PublishedItem]) -> Cell:
    """Return a share of specimens; a seller's specimens are a cluster."""
    size: Counter[str] = Counter()
    part: Counter[str] = Counter()
    inside = {(item.ad, item.line) for item in items}
    for item in rows.items:
        ad = rows.ad[item.ad]
        size[ad.seller or ad.ad] += item.best
        part[ad.seller or ad.ad] += item.best if (item.ad, item.line) in inside else 0
    found = clustered_share([part[seller] for seller in size], list(size.values()))
    return estimated(found, ids(items), unit=Unit.SHARE)


def t2(rows: Rows) -> Table:
    """Return ads, specimens, value, platforms and taxa by country."""

    def cells(ads: Sequence[PublishedAd]) -> tuple[Cell, ...]:
        specimens = rows.specimens(ads)
        return (
            figure(len(ads), ids(ads)),
            rows.share(ads),
            figure(specimens, ids(ads)),
            figure(specimens / len(ads) if ads else 0, ids(ads)),
            figure(euro(ads), ids(ads)),
            figure(len({ad.platform for ad in ads}), ids(ads)),
            words(", ".join(_top(rows, ads)), ids(ads)),
        )

    groups = by(rows.ads, lambda ad: ad.country or "—")
    body = [Row(country, cells(ads)) for country, ads in groups.items()]
    total = cells(rows.ads)
    return Table(
        id="T2",
        head="country",
        coded="country",
        columns=(
            Column("ads", Unit.COUNT),
            Column("share", Unit.SHARE),
            Column("specimens", Unit.COUNT),
            Column("per_ad", Unit.RATIO),
            Column("value_eur", Unit.EUR),
            Column("platforms", Unit.COUNT),
            Column("top_taxa", Unit.TEXT),
        ),
        rows=(*body, Row("all", (*total[:1], _whole(total[1]), *total[2:6], NOTHING), total=True)),
        base=(("ads", len(rows.ads)),),
        notes=("top_taxa", "clusters"),
    )


def _whole(cell: Cell) -> Cell:
    return Cell(value=cell.value, rows=cell.rows, unit=cell.unit)


def _top(rows: Rows, ads: Sequence[PublishedAd]) -> list[str]:
    counts = Counter(item.taxon for ad in ads for item in rows.of_ad[ad.ad] if not item.taxon.endswith(" spp."))
    return [taxon for taxon, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_TOP_TAXA]]


def t3(rows: Rows) -> Table:
    """Return ads and specimens by group of taxa. An advertisement of two groups stands in both."""

    def cells(items: Sequence[PublishedItem], ads: Sequence[PublishedAd]) -> tuple[Cell, ...]:
        specimens = sum(item.best for item in items)
        live = [item for item in items if item.at_sale is not AtSale.PART]
        parts = [item for item in items if item.at_sale is AtSale.PART]
        return (
            figure(len(ads), ids(ads)),
            rows.share(ads),
            figure(specimens, ids(items)),
            figure(sum(item.best for item in live), ids(live)),
            figure(sum(item.best for item in parts), ids(parts)),
            figure(specimens / total if total else 0, ids(items)),
        )

    total = sum(item.best for item in rows.items)
    found = by(rows.items, lambda item: str(item.group))
    body = [
        Row(group, cells(found[group], [rows.ad[ad] for ad in ids(found[group])])) for group in Group if group in found
    ]
    body.sort(key=lambda row: -float(row.cells[2].value or 0))
    everything = cells(rows.items, rows.ads)
    return Table(
        id="T3",
        head="group",
        coded="group",
        columns=(
            Column("ads", Unit.COUNT),
            Column("share_ads", Unit.SHARE),
            Column("specimens", Unit.COUNT),
            Column("live", Unit.COUNT),
            Column("parts", Unit.COUNT),
            Column("share_specimens", Unit.SHARE),
        ),
        rows=(*body, Row("all", (everything[0], _whole(everything[1]), *everything[2:]), total=True)),
        base=(("ads", len(rows.ads)), ("specimens", total)),
        notes=("two_groups", "clusters"),
    )


def t4(rows: Rows) -> Table:
    """Return alive or not, by group, in specimens."""

    def cells(items: Sequence[PublishedItem]) -> tuple[Cell, ...]:
        of = {kind: [item for item in items if item.at_sale is kind] for kind in AtSale}
        counts = {kind: sum(item.best for item in each) for kind, each in of.items()}
        whole = sum(counts.values())
        alive = counts[AtSale.LIVE] + counts[AtSale.LIVE_OTHER]
        return (
            *(figure(counts[kind], ids(of[kind])) for kind in AtSale),
            figure(whole, ids(items)),
            figure(alive / whole, ids(items)) if whole else NOTHING,
        )

    found = by(rows.items, lambda item: str(item.group))
    body = [Row(group, cells(items)) for group, items in found.items()]
    body.sort(key=lambda row: -float(row.cells[3].value or 0))
    return Table(
        id="T4",
        head="group",
        coded="group",
        columns=(
            *(Column(kind, Unit.COUNT) for kind in AtSale),
            Column("specimens", Unit.COUNT),
            Column("live_share", Unit.SHARE),
        ),
        rows=(*body, Row("all", cells(rows.items), total=True)),
        base=(("specimens", sum(item.best for item in rows.items)),),
        notes=("eggs",),
    )


def t5(rows: Rows, policies: Mapping[str, str], *, rounds: int = 400) -> Table:
    """Return offers, notices and removals by platform; platforms go by their code."""
    gone = by(rows.published.ends, lambda end: end.platform)

    def cells(ads: Sequence[PublishedAd], of: Sequence[PublishedEnd], policy: str) -> tuple[Cell, ...]:
        removed = [end for end in of if end.gone_by is not None and end.cause is Cause.PLATFORM]
        model = removal(as_ends(rows, of), rounds=rounds) if len(of) >= FEWEST else Refused("few_notices", len(of))
        return (
            figure(len(ads), ids(ads)),
            figure(rows.specimens(ads), ids(ads)),
            words(policy),
            figure(len(of), ids(of)),
            figure(len(removed), ids(removed)),
            estimated(model if isinstance(model, Refused) else model.by(HOURS_7), ids(of), unit=Unit.SHARE),
            estimated(model if isinstance(model, Refused) else model.median, ids(of)),
        )

    groups = by(rows.ads, lambda ad: ad.platform)
    body = [Row(code, cells(ads, gone.get(code, []), policies.get(code, ""))) for code, ads in groups.items()]
    total = cells(rows.ads, rows.published.ends, "")
    return Table(
        id="T5",
        head="platform",
        columns=(
            Column("ads", Unit.COUNT),
            Column("specimens", Unit.COUNT),
            Column("policy", Unit.TEXT),
            Column("notified", Unit.COUNT),
            Column("removed", Unit.COUNT),
            Column("removed_7", Unit.SHARE),
            Column("median_hours", Unit.HOURS),
        ),
        rows=(*body, Row("all", (*total[:2], NOTHING, *total[3:]), total=True)),
        base=(("ads", len(rows.ads)), ("notified", len(rows.published.ends))),
        notes=("pooled", "gone", "turnbull"),
    )


def t6(rows: Rows) -> Table:
    """Return advertisements by kind of site: marketplaces against social networks."""
    groups = by(rows.ads, lambda ad: str(ad.kind))
    body = [
        Row(kind, (figure(len(ads), ids(ads)), rows.share(ads), figure(rows.specimens(ads), ids(ads))))
        for kind, ads in groups.items()
    ]
    total = (figure(len(rows.ads), ids(rows.ads)), figure(1.0, ids(rows.ads)), figure(rows.specimens(rows.ads)))
    return Table(
        id="T6",
        head="kind",
        coded="site_kind",
        columns=(Column("ads", Unit.COUNT), Column("share", Unit.SHARE), Column("specimens", Unit.COUNT)),
        rows=(*body, Row("all", total, total=True)),
        base=(("ads", len(rows.ads)),),
        notes=("clusters",),
    )


_ANNEXES = ("A", "B", "C", "D")
_APPENDICES = ("I", "II", "III")


def t7(rows: Rows) -> Table:
    """Return advertisements by what the law appears to say, protection, and the papers spoken of."""

    def cells(ads: Sequence[PublishedAd]) -> tuple[Cell, ...]:
        def of(field: str, code: str) -> Cell:
            found = [ad for ad in ads if getattr(ad, field) == code]
            return figure(len(found), ids(found))

        return (
            figure(len(ads), ids(ads)),
            rows.share(ads),
            *(of("annex", code) for code in _ANNEXES),
            *(of("appendix", code) for code in _APPENDICES),
            *(of("document", code) for code in DocumentClaim),
        )

    groups = by(rows.ads, lambda ad: str(ad.legality))
    body = [Row(code, cells(groups[code])) for code in Legality if code in groups]
    total = cells(rows.ads)
    return Table(
        id="T7",
        head="legality",
        coded="legality",
        columns=(
            Column("ads", Unit.COUNT),
            Column("share", Unit.SHARE),
            *(Column(f"annex_{code}", Unit.COUNT) for code in _ANNEXES),
            *(Column(f"appendix_{code}", Unit.COUNT) for code in _APPENDICES),
            *(Column(f"document_{code}", Unit.COUNT) for code in DocumentClaim),
        ),
        rows=(*body, Row("all", (total[0], _whole(total[1]), *total[2:]), total=True)),
        base=(("ads", len(rows.ads)),),
        notes=("appears", "strictest", "clusters"),
    )


def t8(rows: Rows) -> Table:
    """Return how offers are spread over accounts; with and without the account that offers most."""
    sellers = by((ad for ad in rows.ads if ad.seller), lambda ad: ad.seller)
    sizes = [len(ads) for ads in sellers.values()]
    top = sizes[: max(1, math.ceil(len(sizes) / 10))]
    top_ads = [ad for ads in list(sellers.values())[: len(top)] for ad in ads]
    most = next(iter(sellers.values()), [])
    known = [ad for ads in sellers.values() for ad in ads]
    repeat = [ads for ads in sellers.values() if len({ad.offer for ad in ads}) >= 2]
    without = [ad for ad in rows.ads if not most or ad.seller != most[0].seller]
    lines: list[tuple[str, Cell]] = [
        ("accounts", figure(len(sizes), ids(known), unit=Unit.COUNT)),
        *(
            (f"role_{role}", figure(sum(ads[0].role is role for ads in sellers.values()), unit=Unit.COUNT))
            for role in Role
        ),
        ("top_decile", figure(sum(top) / sum(sizes) if sizes else 0.0, ids(top_ads), unit=Unit.SHARE)),
        ("repeat", estimated(share(len(repeat), len(sizes)), ids(ad for ads in repeat for ad in ads), unit=Unit.SHARE)),
        ("largest", figure(sizes[0] if sizes else 0, unit=Unit.COUNT)),
        ("ads_without_largest", figure(len(without), ids(without), unit=Unit.COUNT)),
        ("specimens_without_largest", figure(rows.specimens(without), ids(without), unit=Unit.COUNT)),
        ("unknown", figure(sum(not ad.seller for ad in rows.ads), unit=Unit.COUNT)),
    ]
    return Table(
        id="T8",
        head="result",
        coded="t8",
        columns=(Column("figure", Unit.COUNT),),
        rows=tuple(Row(key, (cell,)) for key, cell in lines),
        base=(("accounts", len(sizes)), ("ads", len(known))),
        notes=("accounts",),
    )


def t9(rows: Rows) -> Table:
    """Return information logs by country: offers in them, and what their recipients told."""
    logs = rows.published.logs

    def cells(of: Sequence[PublishedLog]) -> tuple[Cell, ...]:
        here = {log.log for log in of}
        inside = [ad for ad in rows.ads if ad.log in here]
        behind = [log.log for log in of]
        outcomes = (figure(sum(log.outcome is code for log in of), behind) for code in LogOutcome)
        return figure(len(of), behind), figure(sum(log.ads for log in of), ids(inside)), *outcomes

    groups = by(logs, lambda log: log.country)
    return Table(
        id="T9",
        head="country",
        coded="country",
        columns=(
            Column("logs", Unit.COUNT),
            Column("ads_in_logs", Unit.COUNT),
            *(Column(f"outcome_{code}", Unit.COUNT) for code in LogOutcome),
        ),
        rows=(*(Row(country, cells(of)) for country, of in groups.items()), Row("all", cells(logs), total=True)),
        base=(("logs", len(logs)),),
        notes=("followed_by",),
    )
