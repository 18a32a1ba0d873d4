"""From what was observed to rows that may be published: re-keyed, generalised, and enough to recompute every table.

Nothing that leads to an account leaves: no address, no words, no handle, no day. Accounts, advertisements, offers get
new keys that are drawn for one publication and kept by those who may look behind it. An attribute that fewer than five
accounts share is made coarser *in the rows*, before anything is counted, so that published rows and printed tables
agree: a region or country is left out, a platform becomes one of "other" platforms of its kind, a taxon in a country
its group.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lycaon.survey.codebook import (
    Ad,
    AtSale,
    Cause,
    DocumentClaim,
    Group,
    Item,
    Link,
    LogOutcome,
    Role,
    SiteKind,
)
from lycaon.survey.effort import SiteEffort, by_site
from lycaon.survey.estimates.removal import ends
from lycaon.survey.plan import Site
from lycaon.survey.wave import Wave
from lycaon.values.verdict import Legality

FEWEST = 5
"""Accounts that must share an attribute before it is published."""
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAd:
    """One advertisement, as anybody may see it."""

    ad: str
    offer: str
    """Unique offer; the same message on two sites is one."""
    week: int
    """Of the period, from 1."""
    country: str
    region: str = ""
    platform: str
    """Code of the site, ``other-forum`` where fewer than five accounts offered there."""
    kind: SiteKind
    language: str = ""
    seller: str = ""
    role: Role
    price_eur: float | None = None
    legality: Legality
    document: DocumentClaim
    appendix: str = ""
    """Strictest of its specimens."""
    annex: str = ""
    link: Link = Link.NONE
    notified: bool = False
    log: str = ""
    """Information log in which it was sent to an authority."""
    searchers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedItem:
    """One line of an advertisement."""

    ad: str
    line: int
    group: Group
    taxon: str
    """Accepted name; ``group spp.`` where fewer than five accounts of the country offer it."""
    at_sale: AtSale
    form: str
    least: int
    best: int
    most: int
    appendix: str = ""
    annex: str = ""
    taxon_certainty: str
    material_certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEnd:
    """What is known of one notified offer, in hours since receipt."""

    ad: str
    platform: str
    last_seen: float
    gone_by: float | None = None
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLog:
    """One information log."""

    log: str
    country: str
    recipient: str
    ads: int
    """All advertisements in it; those outside the figures of this wave included."""
    outcome: LogOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSite:
    """One site that was observed, and the work on it."""

    code: str
    kind: SiteKind
    language: str
    days: int
    minutes: float
    pages: int
    errors: int
    vanished: bool
    stratum: str = ""
    pi: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The rows of a publication, and the key that leads back to what was observed."""

    ads: tuple[PublishedAd, ...]
    items: tuple[PublishedItem, ...]
    ends: tuple[PublishedEnd, ...]
    logs: tuple[PublishedLog, ...]
    sites: tuple[PublishedSite, ...]
    behind: Mapping[str, str]
    """Published id to the id that was observed; for those who may look, never printed."""
    coarsened: Mapping[str, int]
    """How many rows lost a region, a platform, a taxon."""


def publish(wave: Wave, *, key: bytes) -> Published:
    """Return the rows of a wave as they may be published.

    Args:
        wave: as observed, coded and settled.
        key: secret of this publication; another one gives other keys to the same rows.
    """
    shown = _Shown(wave, _Keys(key))
    taxa, coarse_taxa = _taxa(shown.counted, shown.items)
    lines = (_line(item, shown.ad_ids[ad.id], taxa[item.ad, item.line]) for ad, item in shown.lines)
    return Published(
        ads=tuple(sorted(map(shown.ad, shown.counted), key=lambda one: one.ad)),
        items=tuple(sorted(lines, key=lambda one: (one.ad, one.line))),
        ends=shown.ends(),
        logs=shown.logs(),
        sites=_sites(wave),
        behind={new: old for old, new in (*shown.ad_ids.items(), *shown.log_ids.items())},
        coarsened={
            "regions": sum(bool(ad.region) and ad.region not in shown.regions for ad in shown.counted),
            "platforms": shown.coarse_platforms,
            "taxa": coarse_taxa,
        },
    )


class _Shown:
    """What may be shown of a wave: new keys, and the attributes that enough accounts share."""

    def __init__(self, wave: Wave, keys: "_Keys") -> None:
        self.counted = wave.counted
        self._wave, plan = wave, wave.frozen.plan
        self._sites = {site.id: site for site in plan.sites}
        self._start = plan.period.start
        self.items = _by_ad(wave.items)
        self.lines = [(ad, item) for ad in self.counted for item in self.items.get(ad.id, ())]
        self.ad_ids = keys.numbered("A", [ad.id for ad in self.counted])
        self.log_ids = keys.numbered("L", [log.id for log in wave.logs])
        self._sellers = keys.numbered("S", sorted({ad.seller for ad in self.counted if ad.seller}))
        self._platforms, self.coarse_platforms = _platforms(self.counted, self._sites)
        self.regions = _common((ad.region, ad.seller or ad.id) for ad in self.counted if ad.region)
        self._countries = _common((ad.country, ad.seller or ad.id) for ad in self.counted if ad.country)
        self._offers = {one.ad: one for one in wave.linked}
        self._notified = {notice.ad for notice in wave.notices}
        self._in_log = {ad: log.id for log in wave.logs for ad in log.ad_ids}

    def ad(self, ad: Ad) -> PublishedAd:
        """Return one advertisement as it may be seen."""
        mine, offer = self.items.get(ad.id, ()), self._offers[ad.id]
        return PublishedAd(
            ad=self.ad_ids[ad.id],
            offer=self.ad_ids.get(offer.offer, self.ad_ids[ad.id]),
            week=(ad.seen_on - self._start).days // 7 + 1,
            country=ad.country if ad.country in self._countries else "",
            region=ad.region if ad.region in self.regions else "",
            platform=self._platforms[ad.site],
            kind=self._sites[ad.site].kind,
            language=ad.language,
            seller=self._sellers.get(ad.seller, ""),
            role=ad.role,
            price_eur=None if ad.price_eur is None else float(ad.price_eur),
            legality=ad.legality,
            document=ad.document,
            appendix=min((item.appendix for item in mine if item.appendix), default="", key=_STRICT.index),
            annex=min((item.annex for item in mine if item.annex), default=""),
            link=offer.link,
            notified=ad.id in self._notified,
            log=self.log_ids.get(self._in_log.get(ad.id, ""), ""),
            searchers=ad.searchers,
        )

    def ends(self) -> tuple[PublishedEnd, ...]:
        """Return what became of notified offers, by their new keys."""
        site_of = {ad.id: ad.site for ad in self.counted}
        known = [end for end in ends(self._wave.notices, self._wave.visits) if end.offer in site_of]
        return tuple(
            PublishedEnd(
                ad=self.ad_ids[end.offer], platform=self._platforms[site_of[end.offer]], last_seen=end.last_seen,
                gone_by=end.gone_by, cause=end.cause,
            )
            for end in sorted(known, key=lambda end: self.ad_ids[end.offer])
        )  # fmt: skip

    def logs(self) -> tuple[PublishedLog, ...]:
        """Return information logs by their new keys."""
        return tuple(
            PublishedLog(
                log=self.log_ids[log.id], country=log.country, recipient=log.recipient, ads=len(log.ad_ids),
                outcome=log.outcome,
            )
            for log in sorted(self._wave.logs, key=lambda log: self.log_ids[log.id])
        )  # fmt: skip


def _sites(wave: Wave) -> tuple[PublishedSite, ...]:
    done = by_site(wave.effort)
    nothing = SiteEffort(site="", days=0, minutes=0.0, pages=0, errors=0, last=None, vanished=False)
    return tuple(
        PublishedSite(
            code=site.code, kind=site.kind, language=site.language, days=work.days, minutes=work.minutes,
            pages=work.pages, errors=work.errors, vanished=work.vanished, stratum=site.stratum, pi=site.pi or 1.0,
        )
        for site in wave.frozen.plan.chosen
        for work in [done.get(site.id, nothing)]
    )  # fmt: skip


_STRICT = ("I", "II", "III", "")


class _Keys:
    """New keys in an order that says nothing about the old ones."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def numbered(self, letter: str, ids: Sequence[str]) -> dict[str, str]:
        """Return ``A00001`` and so on for ids."""
        shuffled = sorted(ids, key=lambda each: hmac.digest(self._key, f"{letter}\x1f{each}".encode(), hashlib.sha256))
        width = max(4, len(str(len(ids))))
        return {each: f"{letter}{number:0{width}d}" for number, each in enumerate(shuffled, start=1)}


def _common(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the values that at least five accounts share."""
    found: dict[str, set[str]] = defaultdict(set)
    for value, account in pairs:
        found[value].add(account)
    return frozenset(value for value, accounts in found.items() if len(accounts) >= FEWEST)


def _platforms(ads: Sequence[Ad], sites: Mapping[str, Site]) -> tuple[dict[str, str], int]:
    shown = _common((ad.site, ad.seller or ad.id) for ad in ads)
    pooled = _common((sites[ad.site].kind, ad.seller or ad.id) for ad in ads if ad.site not in shown)

    def name(site: Site) -> str:
        if site.id in shown:
            return site.code
        return f"{OTHER}-{site.kind}" if site.kind in pooled else OTHER

    names = {site: name(sites[site]) for site in {ad.site for ad in ads}}
    return names, sum(ad.site not in shown for ad in ads)


def _by_ad(items: Iterable[Item]) -> dict[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.ad].append(item)
    return {ad: tuple(each) for ad, each in found.items()}


def _taxa(ads: Sequence[Ad], items: Mapping[str, Sequence[Item]]) -> tuple[dict[tuple[str, int], str], int]:
    """Return the name under which each line is published: its own where five accounts of the country offer it."""
    lines = [(ad, item) for ad in ads for item in items.get(ad.id, ())]
    shown = _common((f"{ad.country}\x1f{item.taxon}", ad.seller or ad.id) for ad, item in lines)
    names = {
        (item.ad, item.line): item.taxon if f"{ad.country}\x1f{item.taxon}" in shown else f"{item.group} spp."
        for ad, item in lines
    }
    return names, sum(names[item.ad, item.line] != item.taxon for _, item in lines)


def _line(item: Item, ad: str, taxon: str) -> PublishedItem:
    return PublishedItem(
        ad=ad, line=item.line, group=item.group, taxon=taxon, at_sale=item.at_sale, form=item.form, least=item.least,
        best=item.best, most=item.most, appendix=item.appendix, annex=item.annex,
        taxon_certainty=item.taxon_certainty, material_certainty=item.material_certainty,
    )  # fmt: skip
