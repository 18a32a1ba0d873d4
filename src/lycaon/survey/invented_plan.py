"""An invented census of the size of a real one: four countries, 106 sites and 4 networks, six weeks.

The sums are those that were printed of a census of 2017 (5,381 advertisements, 11,772 specimens, EUR 3.2 million, 190
information logs with 327 advertisements); everything else, every site, account and price, is made up from a seed. It
shows a whole survey on one evening, and what a stranger can recompute from the published rows is tested on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lycaon.survey.codebook import (
    Group,
    SiteKind,
)
from lycaon.survey.plan import Access, Analysis, Ethics, Keyword, Period, Plan, Site

START = date(2026, 9, 14)
WEEKS = 6
ADS = {"DE": 1_900, "FR": 1_412, "GB": 1_194, "RU": 875}
SPECIMENS = {"DE": 5_100, "FR": 3_144, "GB": 1_900, "RU": 1_628}
SITES = {"DE": 34, "FR": 27, "GB": 25, "RU": 20}
NETWORK_ADS = 334
VALUE = 3_200_000
LOGS, ADS_IN_LOGS = 190, 327
LANGUAGE = {"DE": "de", "FR": "fr", "GB": "en", "RU": "ru"}
CURRENCY = {"DE": "EUR", "FR": "EUR", "GB": "GBP", "RU": "RUB"}
REGIONS = {
    "DE": ("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"),
    "FR": ("ARA", "BFC", "BRE", "CVL", "COR", "GES", "HDF", "IDF", "NOR", "NAQ", "OCC", "PDL", "PAC"),
    "GB": ("NE", "NW", "YH", "EM", "WM", "EE", "LND", "SE", "SW", "WLS", "SCT", "NIR"),
    "RU": ("CFD", "NWD", "SFD", "NCD", "VFD", "UFD", "SIB", "FED"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of offer: how many in a thousand, what it is, and what it costs."""

    weight: float
    group: Group
    taxon: str
    form: str
    appendix: str
    annex: str
    price: float
    many: float
    """Mean number of specimens beyond the first."""


KINDS = (
    Kind(210, Group.TURTLES, "Testudo hermanni", "live", "II", "A", 140, 1.9),
    Kind(90, Group.TURTLES, "Testudo graeca", "live", "II", "A", 160, 1.5),
    Kind(60, Group.TURTLES, "Testudo horsfieldii", "live", "II", "B", 90, 1.6),
    Kind(25, Group.TURTLES, "Agrionemys horsfieldii", "live", "II", "B", 90, 1.2),
    Kind(40, Group.REPTILES, "Python regius", "live", "II", "B", 110, 1.0),
    Kind(22, Group.REPTILES, "Chamaeleo calyptratus", "live", "II", "B", 70, 0.6),
    Kind(14, Group.REPTILES, "Varanus exanthematicus", "live", "II", "B", 120, 0.3),
    Kind(18, Group.REPTILES, "Python reticulatus", "handbag", "II", "B", 420, 0.1),
    Kind(8, Group.REPTILES, "Crocodylus niloticus", "leather_item", "II", "B", 650, 0.1),
    Kind(85, Group.PARROTS, "Psittacus erithacus", "live", "I", "A", 950, 0.5),
    Kind(45, Group.PARROTS, "Ara ararauna", "live", "II", "B", 1_300, 0.5),
    Kind(30, Group.PARROTS, "Cacatua alba", "live", "II", "B", 1_100, 0.3),
    Kind(26, Group.PARROTS, "Amazona aestiva", "live", "II", "B", 600, 0.5),
    Kind(34, Group.RAPTORS, "Bubo bubo", "live", "II", "A", 450, 0.4),
    Kind(20, Group.RAPTORS, "Falco peregrinus", "live", "I", "A", 800, 0.2),
    Kind(16, Group.BIRDS, "Carduelis carduelis", "live", "", "", 60, 1.8),
    Kind(96, Group.IVORY, "Loxodonta africana", "ivory_carving", "I", "A", 380, 0.8),
    Kind(52, Group.IVORY, "Elephantidae", "ivory_jewellery", "I", "A", 190, 0.9),
    Kind(14, Group.IVORY, "Loxodonta africana", "tusk", "I", "A", 1_900, 0.3),
    Kind(16, Group.MAMMALS, "Panthera pardus", "skin", "I", "A", 2_100, 0.1),
    Kind(12, Group.MAMMALS, "Callithrix jacchus", "live", "II", "B", 1_500, 0.4),
    Kind(10, Group.MAMMALS, "Lynx lynx", "fur_clothing", "II", "A", 700, 0.1),
    Kind(9, Group.AMPHIBIANS, "Dendrobates tinctorius", "live", "II", "B", 55, 1.6),
    Kind(8, Group.FISH, "Hippocampus reidi", "live", "II", "B", 90, 1.4),
    Kind(6, Group.FISH, "Anguilla anguilla", "live", "II", "B", 25, 3.0),
    Kind(12, Group.INVERTEBRATES, "Acropora millepora", "live", "II", "B", 45, 1.4),
    Kind(7, Group.INVERTEBRATES, "Tridacna maxima", "shell", "II", "B", 60, 0.5),
    Kind(22, Group.PLANTS, "Ariocarpus retusus", "live", "I", "A", 40, 1.8),
    Kind(12, Group.PLANTS, "Paphiopedilum rothschildianum", "live", "I", "A", 85, 0.7),
    Kind(0.6, Group.MAMMALS, "Gorilla gorilla", "skull", "I", "A", 4_000, 0.0),
    Kind(0.4, Group.BIRDS, "Paradisaea apoda", "feather", "II", "B", 300, 0.0),
)
DEAD = frozenset({
    "handbag", "leather_item", "ivory_carving", "ivory_jewellery", "tusk", "skin", "fur_clothing", "shell", "skull",
    "feather",
})  # fmt: skip


def invented_plan(*, wave: int = 1, start: date = START, baseline: str = "") -> Plan:
    """Return the plan of the invented census, complete and ready to be frozen."""
    return Plan(
        title="Invented census of online wildlife trade",
        wave=wave,
        question="Offers of CITES-listed animals, plants and parts to buyers in four countries",
        population="Offers visible to the public during six weeks on the sites of the frame",
        taxa=("CITES Appendices I and II", "EU Annexes A and B"),
        taxa_as_of=start,
        forms=("live", "ivory", "skins", "other parts"),
        countries=tuple(ADS),
        sites=tuple(_frame(start)),
        site_count_definition="106 sites and 4 social networks",
        period=Period(start=start, end=start + timedelta(days=7 * WEEKS - 1), hours="09:00-17:00"),
        keywords=tuple(_keywords()),
        access=Access(
            public_pages_only=True, no_false_identity=True, no_closed_groups=True, no_contact=True,
            robots_and_terms="robots files are heeded; decision 3 of the steering group", signed_by="survey lead",
            signed_on=start - timedelta(days=3),
        ),
        ethics=Ethics(
            data_protection_assessment="DPIA 7", coder_welfare="rota and debriefing, note 2", retention="24 months",
            legal_content="stop and report, note 4",
        ),
        analysis=Analysis(
            tables=tuple(f"T{n}" for n in range(1, 12)), tests=("target ratio against the baseline",),
            target_ratio=0.20, baseline=baseline, fixed_rate_day=start,
        ),
        funder_text="Invented figures for demonstration.",
    )  # fmt: skip


def _frame(start: date) -> Iterable[Site]:
    kinds = (SiteKind.CLASSIFIED, SiteKind.MARKETPLACE, SiteKind.CLASSIFIED, SiteKind.AUCTION, SiteKind.FORUM,
             SiteKind.MARKETPLACE, SiteKind.SHOP)  # fmt: skip
    number = 0
    for country, sites in SITES.items():
        for k in range(sites):
            number += 1
            yield Site(
                id=f"{country.lower()}-{k + 1}.example", code=f"{country}{k + 1:02d}", kind=kinds[k % 7],
                countries=country, language=LANGUAGE[country], reason="traffic rank and expert list",
                checked_on=start - timedelta(days=7), pi=1.0,
                treated=("treated", "exposed", "control")[k % 3],
            )  # fmt: skip
    for k in range(4):
        yield Site(
            id=f"network-{k + 1}.example", code=f"N{k + 1}", kind=SiteKind.SOCIAL, countries=";".join(ADS),
            language="mul", reason="expert list", checked_on=start - timedelta(days=7), pi=1.0,
        )  # fmt: skip


def _keywords() -> Iterable[Keyword]:
    for n, kind in enumerate(KINDS):
        for language in LANGUAGE.values():
            yield Keyword(
                words=kind.taxon, language=language, taxon=kind.taxon, form=kind.form, kind="scientific",
                half="A" if n % 2 == 0 else "B",
            )  # fmt: skip
