"""An invented census of the size of a real one: four countries, 106 sites and 4 networks, six weeks.

The sums are those that were printed of a census of 2017 (5,381 advertisements, 11,772 specimens, EUR 3.2 million, 190
information logs with 327 advertisements); everything else, every site, account and price, is made up from a seed. It
shows a whole survey on one evening, and what a stranger can recompute from the published rows is tested on it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

import numpy as np

from lycaon.catalogue.rates import Rates
from lycaon.survey.codebook import (
    Ad,
    AtSale,
    Cause,
    DocumentClaim,
    Effort,
    Group,
    Item,
    Log,
    LogOutcome,
    MaterialCertainty,
    Message,
    Notice,
    Policy,
    PriceFlag,
    Role,
    Scam,
    TaxonCertainty,
    Visit,
)  # fmt: skip
from lycaon.survey.coding import FIELDS, OF_AD, Code, disputes
from lycaon.survey.duplicates import link
from lycaon.survey.invented_plan import (
    ADS,
    ADS_IN_LOGS,
    CURRENCY,
    DEAD,
    KINDS,
    LANGUAGE,
    LOGS,
    NETWORK_ADS,
    REGIONS,
    SITES,
    SPECIMENS,
    START,
    VALUE,
    WEEKS,
    invented_plan,
)  # fmt: skip
from lycaon.survey.plan import Frozen, Site, freeze
from lycaon.survey.sampling import random_share
from lycaon.survey.wave import Wave
from lycaon.values.verdict import Legality

T = TypeVar("T")


def invented_wave(frozen: Frozen, *, seed: int = 2017, scale: float = 1.0, coded: bool = True) -> Wave:
    """Return a census under a frozen plan.

    Args:
        frozen: of :func:`invented_plan`.
        seed: of everything that is drawn.
        scale: of the number of advertisements; 1 gives the printed sums to the last specimen.
        coded: whether a tenth was coded twice and disputes were settled.
    """
    market = _Market(frozen, seed, scale)
    ads, items = market.offers()
    ads = market.logged(market.priced(ads, items))
    noise = market.noise(ads)
    every = (*ads, *noise)
    notices, visits = market.notices(ads)
    codes, decided = market.codes(ads, items) if coded else ((), ())
    return Wave(
        frozen=frozen,
        ads=every,
        items=items,
        effort=tuple(market.effort()),
        notices=notices,
        visits=visits,
        logs=market.logs(ads),
        policies=tuple(_policies(frozen.plan.sites)),
        codes=codes,
        decided=decided,
        linked=link(every),
    )


class _Market:
    def __init__(self, frozen: Frozen, seed: int, scale: float) -> None:
        self._plan, self._scale = frozen.plan, scale
        self._digest = frozen.plan.keywords_digest
        self._chance = np.random.default_rng(seed)
        self._weights = np.array([kind.weight for kind in KINDS], float) / sum(kind.weight for kind in KINDS)
        self._rates = Rates.load()
        self._homes: dict[str, int] = {}

    def offers(self) -> tuple[tuple[Ad, ...], tuple[Item, ...]]:
        ads = [self._ad(country, k) for country, exact in ADS.items() for k in range(round(exact * self._scale))]
        ads = self._crossposted(self._on_networks(ads))
        items: list[Item] = []
        for country, exact in SPECIMENS.items():
            lines = [self._item(ad) for ad in ads if ad.country == country]
            items += _to_sum(lines, round(exact * self._scale), self._chance)
        return tuple(ads), tuple(items)

    def _ad(self, country: str, number: int) -> Ad:
        sites = SITES[country]
        # A few sites hold most offers, a few accounts offer most.
        site = int(sites * self._chance.beta(0.7, 2.2))
        seller = int(self._chance.beta(0.8, 2.0) * number * 0.55) if number else 0
        seen = self._plan.period.start + timedelta(days=int(self._chance.integers(7 * WEEKS)))
        regions = REGIONS[country]
        a, b = self._chance.random(2) < (0.62, 0.55)
        searchers = ";".join(name for name, found in (("A", a), ("B", b)) if found) or ("A" if number % 2 else "B")
        return Ad(
            id=f"{country.lower()}-{site + 1}.example:{country}{number}",
            site=f"{country.lower()}-{site + 1}.example",
            seen_on=seen,
            posted_on=seen - timedelta(days=int(self._chance.integers(20))),
            country=country,
            region=f"{country}-{regions[self._home(f'{country}-{seller}', len(regions))]}",
            language=LANGUAGE[country],
            seller=f"{country}-{seller}",
            role=Role.TRADER if seller % 7 == 0 else Role.PRIVATE if seller % 11 else Role.UNKNOWN,
            document=_one(self._chance, dict(zip(DocumentClaim, (0.55, 0.27, 0.13, 0.05), strict=True))),
            searchers=searchers,
            text_key=f"{country}{number}",
        )

    def _home(self, seller: str, regions: int) -> int:
        """Return the region of an account: the same in all of its offers, and some regions have hardly any."""
        if seller not in self._homes:
            self._homes[seller] = min(regions - 1, int(regions * self._chance.beta(0.75, 2.4)))
        return self._homes[seller]

    def _crossposted(self, ads: list[Ad]) -> list[Ad]:
        """Let one account place some of its offers on a second site."""
        found = list(ads)
        for group in range(round(260 * self._scale)):
            a, b = self._chance.integers(len(ads), size=2).tolist()
            if found[a].site != found[b].site and found[a].country == found[b].country and not found[b].near:
                near = found[a].near or f"near-{group}"
                found[a] = replace(found[a], near=near)
                found[b] = replace(found[b], near=near, seller=found[a].seller, region=found[a].region,
                                   posted_on=found[b].seen_on)  # fmt: skip
        return _one_a_site(found)

    def _item(self, ad: Ad) -> Item:
        kind = KINDS[int(self._chance.choice(len(KINDS), p=self._weights))]
        best = 1 + int(self._chance.poisson(kind.many))
        ivory = kind.group is Group.IVORY
        certainty = _one(self._chance, {TaxonCertainty.STATED_AND_SEEN: 0.74, TaxonCertainty.SEEN: 0.16,
                                        TaxonCertainty.STATED: 0.06, TaxonCertainty.INFERRED: 0.04})  # fmt: skip
        return Item(
            ad=ad.id, line=1, taxon=kind.taxon, rank="species", group=kind.group,
            at_sale=AtSale.PART if kind.form in DEAD else AtSale.LIVE, form=kind.form,
            least=best, best=best, most=best, appendix=kind.appendix, annex=kind.annex, taxon_certainty=certainty,
            material_certainty=MaterialCertainty.SUSPECTED if ivory and self._chance.random() < 0.3
            else MaterialCertainty.CLAIMED,
        )  # fmt: skip

    def _on_networks(self, ads: list[Ad]) -> list[Ad]:
        moved = set(self._chance.choice(len(ads), round(NETWORK_ADS * self._scale), replace=False).tolist())
        return [
            replace(ad, site=f"network-{n % 4 + 1}.example", id=f"network-{n % 4 + 1}.example:{n}")
            if n in moved
            else ad
            for n, ad in enumerate(ads)
        ]

    def priced(self, ads: Sequence[Ad], items: Sequence[Item]) -> tuple[Ad, ...]:
        """Give four offers in five a price; the known prices sum to what was printed."""
        price = {(kind.taxon, kind.form): kind.price for kind in KINDS}
        raw = np.array([
            price[item.taxon, item.form] * item.best * float(self._chance.lognormal(0, 0.6)) for item in items
        ])  # fmt: skip
        known = self._chance.random(len(ads)) < 0.81
        factor = VALUE * self._scale / raw[known].sum()
        return tuple(
            self._price(ad, Decimal(f"{value * factor:.0f}") if has else None, has=bool(has))
            for ad, value, has in zip(ads, raw, known, strict=True)
        )

    def _price(self, ad: Ad, eur: Decimal | None, *, has: bool) -> Ad:
        if not has or eur is None:
            return ad
        currency = CURRENCY[ad.country]
        rate = self._rates.on(currency, ad.seen_on)
        if rate is None:
            return replace(ad, price_currency=currency, price_flag=PriceFlag.NO_RATE)
        asked = max(Decimal(2), (eur * rate.per_euro).quantize(Decimal(1)))
        return replace(
            ad, price_amount=asked, price_currency=currency,
            price_eur=(asked / rate.per_euro).quantize(Decimal("0.01")), rate_day=rate.day, price_flag=PriceFlag.NONE,
        )  # fmt: skip

    def logged(self, ads: Sequence[Ad]) -> tuple[Ad, ...]:
        """Give each offer what the law appears to say of it, as it follows from annex and papers in this market."""
        legality = {
            DocumentClaim.NONE: {Legality.PROHIBITED: 0.22, Legality.NEEDS_DOCUMENT: 0.5, Legality.UNKNOWN: 0.2,
                                 Legality.ALLOWED: 0.08},
            DocumentClaim.VAGUE: {Legality.NEEDS_DOCUMENT: 0.7, Legality.UNKNOWN: 0.2, Legality.ALLOWED: 0.1},
            DocumentClaim.TYPED: {Legality.NEEDS_DOCUMENT: 0.45, Legality.ALLOWED: 0.55},
            DocumentClaim.NUMBERED: {Legality.NEEDS_DOCUMENT: 0.15, Legality.ALLOWED: 0.85},
        }  # fmt: skip
        return tuple(
            replace(ad, legality=code, engine_legality=self._engine(code))
            for ad in ads
            for code in [_one(self._chance, legality[ad.document])]
        )

    def _engine(self, settled: Legality) -> Legality:
        """Return what the engine said: now and then, and mostly where it is unsure, coders settle on something else."""
        return Legality.UNKNOWN if self._chance.random() < 0.07 else settled

    def noise(self, ads: Sequence[Ad]) -> tuple[Ad, ...]:
        """Messages that must not enter the figures: wanted, past, talk, scams, and the same thing posted again."""
        found: list[Ad] = []
        for message, number in ((Message.WANTED, 212), (Message.PAST, 388), (Message.OTHER, 1_140)):
            for n in range(round(number * self._scale)):
                ad = ads[int(self._chance.integers(len(ads)))]
                found.append(replace(ad, id=f"{ad.site}:{message}{n}", message=message, text_key=f"{message}{n}"))
        for n in range(round(64 * self._scale)):
            ad = ads[int(self._chance.integers(len(ads)))]
            found.append(replace(ad, id=f"{ad.site}:scam{n}", scam=Scam.ADVANCE_FEE, text_key=f"scam{n}"))
        again = self._chance.choice(len(ads), round(173 * self._scale), replace=False)
        for n in again.tolist():
            day = min(self._plan.period.end, ads[n].seen_on + timedelta(days=5))
            found.append(replace(ads[n], id=f"{ads[n].id}r", seen_on=day, posted_on=day))
        return tuple(found)

    def effort(self) -> Iterable[Effort]:
        for site in self._plan.chosen:
            for k in range(self._plan.period.days):
                pages = int(self._chance.poisson(9)) + 1
                yield Effort(
                    site=site.id, on=self._plan.period.start + timedelta(days=k), coder="ABCD"[k % 4],
                    minutes=round(2.0 + 0.9 * pages, 1), pages=pages, errors=int(self._chance.random() < 0.03),
                    keywords=self._digest,
                )  # fmt: skip

    def notices(self, ads: Sequence[Ad]) -> tuple[tuple[Notice, ...], tuple[Visit, ...]]:
        """Notify offers that appear prohibited; platforms differ in how fast they answer, and offers also sell."""
        notices: list[Notice] = []
        visits: list[Visit] = []
        speed = {site.id: float(self._chance.choice([30.0, 120.0, 700.0])) for site in self._plan.sites}
        for ad in ads:
            if ad.legality is not Legality.PROHIBITED or self._chance.random() > 0.7:
                continue
            received = datetime.combine(ad.seen_on, time(10), UTC) + timedelta(days=1)
            notices.append(Notice(ad=ad.id, received_at=received))
            ended, cause = min(
                (float(self._chance.exponential(speed[ad.site])), Cause.PLATFORM),
                (float(self._chance.exponential(520)), Cause.SOLD),
                (float(self._chance.exponential(1500)), Cause.EXPIRED),
            )
            for k in range(1, 16):
                hour = 48.0 * k
                if self._chance.random() < 0.85:
                    visits.append(
                        Visit(ad=ad.id, at=received + timedelta(hours=hour), present=hour < ended,
                              cause=cause if hour >= ended else Cause.UNKNOWN)
                    )  # fmt: skip
        return tuple(notices), tuple(visits)

    def logs(self, ads: Sequence[Ad]) -> tuple[Log, ...]:
        grave = [ad for ad in ads if ad.legality is Legality.PROHIBITED]
        logs, inside = round(LOGS * self._scale), round(ADS_IN_LOGS * self._scale)
        chosen = [grave[n] for n in self._chance.choice(len(grave), inside, replace=False).tolist()]
        sizes = np.ones(logs, int)
        for n in self._chance.integers(logs, size=inside - logs):
            sizes[n] += 1
        starts = np.concatenate([[0], np.cumsum(sizes)])
        outcomes = {LogOutcome.NO_ANSWER: 0.42, LogOutcome.RECEIVED: 0.3, LogOutcome.ENQUIRY: 0.16,
                    LogOutcome.SEIZURE: 0.04, LogOutcome.NO_OFFENCE: 0.05, LogOutcome.UNKNOWN: 0.03}  # fmt: skip
        return tuple(
            Log(
                id=f"log-{n + 1}", sent_on=self._plan.period.end, country=chosen[starts[n]].country,
                recipient="police" if n % 3 else "customs",
                ads=";".join(ad.id for ad in chosen[starts[n] : starts[n + 1]]), outcome=_one(self._chance, outcomes),
            )
            for n in range(logs)
        )  # fmt: skip

    def codes(self, ads: Sequence[Ad], items: Sequence[Item]) -> tuple[tuple[Code, ...], tuple[Code, ...]]:
        """Two coders on a tenth, at their own pace; where they differ, a third one agrees with the first."""
        twice = random_share(ads, share=self._plan.analysis.double_share, seed=1)
        of_item = {item.ad: item for item in items}
        slips = {
            "taxon": 0.04,
            "specimens": 0.05,
            "legality": 0.09,
            "material_certainty": 0.012,
            "message": 0.0,
            "scam": 0.0,
            "tactic": 0.0,
        }
        found: list[Code] = []
        clock = {coder: datetime.combine(self._plan.period.end, time(9), UTC) for coder in "AB"}
        for ad in (ad for ad in ads if ad.id in twice):
            item = of_item[ad.id]
            truth = {name: str(getattr(ad, name)) for name in OF_AD} | {
                name: str(getattr(item, name)) for name in ("taxon", "group", "at_sale", "taxon_certainty",
                                                            "material_certainty")
            } | {"specimens": str(item.best), "tactic": "none"}  # fmt: skip
            for coder in "AB":
                for field in FIELDS:
                    clock[coder] += timedelta(seconds=2 + float(self._chance.exponential(4)))
                    code = truth[field.name]
                    if coder == "B" and self._chance.random() < slips.get(field.name, 0.02):
                        code = self._slip(field.codes, code)
                    found.append(Code(ad=ad.id, coder=coder, field=field.name, code=code, at=clock[coder]))
        first = {(code.ad, code.line, code.field): code.code for code in found if code.coder == "A"}
        decided = tuple(
            Code(ad=ad, line=line, coder="C", field=field, code=first[ad, line, field])
            for ad, line, field in disputes(found)
        )
        return tuple(found), decided

    def _slip(self, codes: Sequence[str], code: str) -> str:
        if codes:
            return str(self._chance.choice([each for each in codes if each != code]))
        return str(int(code) + 1) if code.isdigit() else "Testudo hermanni" if code != "Testudo hermanni" else "Testudo"


def _one_a_site(ads: list[Ad]) -> list[Ad]:
    """Undo what would be the same thing twice on one site: that is one advertisement, and the sums are fixed."""
    seen: set[tuple[str, str]] = set()
    found: list[Ad] = []
    for ad in ads:
        twice = ad.near and (ad.near, ad.site) in seen
        seen.add((ad.near, ad.site))
        found.append(replace(ad, near="") if twice else ad)
    return found


def _to_sum(items: list[Item], wanted: int, chance: np.random.Generator) -> list[Item]:
    """Return the lines with quantities moved one by one until they sum to ``wanted``."""
    best = np.array([item.best for item in items])
    while (gap := wanted - int(best.sum())) != 0:
        n = int(chance.integers(len(best)))
        step = int(math.copysign(1, gap))
        if best[n] + step >= 1:
            best[n] += step
    unsure = chance.random(len(items)) < 0.06
    return [
        replace(item, least=max(1, int(b) - 1) if u else int(b), best=int(b), most=int(b) + 2 if u else int(b))
        for item, b, u in zip(items, best, unsure, strict=True)
    ]


def _one(chance: np.random.Generator, weights: Mapping[T, float]) -> T:
    codes = list(weights)
    chances = np.array([weights[code] for code in codes], float)
    return codes[int(chance.choice(len(codes), p=chances / chances.sum()))]


def _policies(sites: Sequence[Site]) -> Iterable[Policy]:
    texts = ("ivory banned", "all CITES Appendix I banned", "seller must show a document", "no policy on wildlife")
    for n, site in enumerate(site for site in sites if site.code.endswith(("1", "2", "N3", "N4"))):
        yield Policy(
            company=site.id, policy=texts[n % 4], on=date(2023 + n % 3, 1 + n % 12, 1),
            change=("new", "unchanged", "wider", "")[n % 4],
        )  # fmt: skip


def invented_census() -> Wave:
    """Return the census with its printed sums."""
    return invented_wave(freeze(invented_plan()))


def invented_baseline(*, scale: float = 1.0) -> Wave:
    """Return an earlier wave of the same frame, with two and a half times the offers and the same work."""
    start = START - timedelta(days=7 * 52 * 2)
    return invented_wave(freeze(invented_plan(start=start)), seed=2015, scale=2.5 * scale, coded=False)
