"""The forty-one offers that fix what a verdict is; numbers are those of the specification."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from lycaon.law import Law
from lycaon.law.vectors import finding_of
from lycaon.values.finding import Candidate, Fact, Finding, Lot
from lycaon.values.verdict import Legality, PolicyResult, Reading, Verdict

PROHIBITED, NEEDS, UNKNOWN, ALLOWED, NOT_COVERED = Legality


@dataclass(frozen=True)
class Offer:
    number: str
    on: str
    place: str
    facts: dict[str, object]
    legality: Legality
    rules: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


IVORY = "Loxodonta africana"

OFFERS = [
    Offer("1", "2026-01-10", "FR", {"taxon": "Elephantidae", "form": "tusk", "mass_g": 2000}, PROHIBITED, ("FR-01", "EU-20")),
    Offer("2", "2026-01-10", "FR", {"taxon": IVORY, "form": "ivory_carving", "made": "1920"}, NEEDS, ("EU-22",), ("FR-02",)),
    Offer("3", "2015-06-01", "FR", {"taxon": IVORY, "form": "ivory_carving", "made": "1920"}, ALLOWED, ("EU-12",)),
    Offer("4", "2018-06-01", "FR", {"taxon": IVORY, "form": "ivory_jewellery", "made": "1960", "mass_g": 80}, NEEDS, ("FR-02c", "EU-23")),
    Offer("5", "2026-01-10", "FR", {"taxon": IVORY, "form": "ivory_jewellery", "made": "1960", "mass_g": 80}, PROHIBITED, ("EU-21",)),
    Offer("6", "2026-01-10", "FR", {"taxon": IVORY, "form": "piano_keys", "made": "1965"}, NEEDS, ("FR-02c", "EU-22"), ("EU-21",)),
    Offer("7", "2026-01-10", "GB", {"taxon": IVORY, "form": "ivory_carving", "made": "1890", "ivory_share": 1.0}, NEEDS, ("UK-02",), ("UK-01",)),
    Offer("7b", "2026-01-10", "GB", {"taxon": IVORY, "form": "ivory_jewellery", "made": "1985", "ivory_share": 1.0}, PROHIBITED, ("UK-01",)),
    Offer("8", "2026-01-10", "GB", {"taxon": IVORY, "form": "ivory_carving", "made": "1850", "ivory_share": 0.01,
                                    "documents": [{"kind": "ivory_registration", "number": "XK3M9Q"}]}, ALLOWED, ("UK-02x",)),
    Offer("9a", "2024-12-10", "GB", {"taxon": "Hippopotamus amphibius", "form": "tooth", "made": "2015"}, NEEDS, ("UK-07",), ("UK-03",)),
    Offer("9b", "2025-02-10", "GB", {"taxon": "Hippopotamus amphibius", "form": "tooth", "made": "2015"}, PROHIBITED, ("UK-03",)),
    Offer("12", "2026-01-10", "FR", {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C", "marks": ["closed_ring"],
                                     "documents": [{"kind": "eu_certificate", "number": "FR1901234567-K"}]}, NEEDS, ("EU-01",)),
    Offer("13", "2026-01-10", "FR", {"taxon": "Psittacus erithacus", "form": "live", "seller_kind": "private"}, PROHIBITED, ("FR-09",)),
    Offer("15", "2026-01-10", "DE", {"taxon": "Testudo hermanni", "form": "live", "origin_code": "C", "made": "2023", "claims": ["papers"]},
          NEEDS, ("EU-01", "DE-01")),
    Offer("16a", "2026-01-10", "BE", {"taxon": "Boa constrictor", "form": "live", "origin_code": "C"}, NEEDS),
    Offer("16b", "2026-01-10", "BE-WAL", {"taxon": "Python regius", "form": "live", "origin_code": "C"}, UNKNOWN, ("BE-02w",)),
    Offer("16c", "2026-01-10", "BE-VLG", {"taxon": "Python regius", "form": "live", "origin_code": "C"}, NEEDS, (), ("BE-02v",)),
    Offer("17", "2025-06-01", "NL", {"taxon": "Petaurus breviceps", "form": "live", "made": "2025"}, PROHIBITED, ("NL-01",)),
    Offer("18", "2025-06-01", "NL", {"taxon": "Petaurus breviceps", "form": "live", "made": "2022", "documents": ["invoice"]}, NEEDS, ("NL-01b",)),
    Offer("19", "2026-01-10", "CH", {"taxon": "Chamaeleo calyptratus", "form": "live", "contacts": ["k1"]}, NEEDS, ("CH-02",)),
    Offer("20a", "2026-01-10", "DE", {"taxon": "Leptailurus serval", "form": "live", "hybrid_generation": 3}, NEEDS, ("EU-14",)),
    Offer("20b", "2026-01-10", "DE", {"taxon": "Leptailurus serval", "form": "live", "hybrid_generation": 6}, NOT_COVERED),
    Offer("21", "2026-05-10", "GB-ENG", {"taxon": "Callithrix jacchus", "form": "live", "seller_kind": "private"}, NEEDS, ("UK-09",)),
    Offer("22", "2026-01-10", "DE>US", {"taxon": "Dalbergia latifolia", "form": "musical_instrument", "mass_g": 2000}, NOT_COVERED),
    Offer("23", "2026-01-10", "GB", {"taxon": "Dalbergia nigra", "form": "furniture", "made": "1970"}, NEEDS, ("UK-05",)),
    Offer("24", "2026-01-10", "VN>FR", {"taxon": "Aquilaria malaccensis", "form": "chips", "mass_g": 50}, NEEDS, ("CITES-03",)),
    Offer("25", "2026-01-10", "DE", {"taxon": "Huso huso", "form": "caviar", "marks": ["caviar_label"]}, NEEDS, ("EU-02",)),
    Offer("26", "2026-01-10", "DE", {"taxon": "Huso huso", "form": "caviar"}, NEEDS, ("EU-02",)),
    Offer("27", "2026-01-10", "DE", {"taxon": "Rhinocerotidae", "form": "horn", "offer_kind": "wanted"}, NEEDS, ("EU-01", "EU-25")),
    Offer("28", "2026-01-10", "AT", {"taxon": "Panthera pardus", "form": "garment", "made": "1970..1979", "documents": ["eu_certificate"]},
          NEEDS, ("EU-01",)),
    Offer("29", "2026-01-10", "FR", {"taxon": "Buteo buteo", "form": "taxidermy", "made": "2020", "claims": ["found_dead"]},
          PROHIBITED, ("EU-28", "EU-01")),
    Offer("30", "2026-01-10", "US-TX", {"taxon": "Panthera tigris", "form": "live"}, PROHIBITED, ("US-06",)),
    Offer("31", "2026-01-10", "CN", {"taxon": "Manis", "form": "scale"}, PROHIBITED, ("CN-01", "CN-02")),
    Offer("33", "2026-01-10", "FR", {"taxon": "Testudo hermanni", "form": "live", "postal": True}, PROHIBITED, ("FR-10",)),
    Offer("37a", "2016-06-10", "DE", {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C", "documents": ["invoice"]},
          NEEDS, ("EU-02",), ("EU-01",)),
    Offer("37b", "2018-06-10", "DE", {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C", "documents": ["invoice"]},
          NEEDS, ("EU-01",), ("EU-02",)),
    Offer("38a", "2018-06-10", "DE>US", {"taxon": "Dalbergia latifolia", "form": "musical_instrument", "mass_g": 2000}, NEEDS, ("EU-02",)),
    Offer("38b", "2020-06-10", "DE>US", {"taxon": "Dalbergia latifolia", "form": "musical_instrument", "mass_g": 2000}, NOT_COVERED),
    Offer("39", "2026-01-10", "GB", {"taxon": "Falconiformes", "form": "feather"}, NEEDS, ("UK-06b",)),
    Offer("40", "2026-01-10", "GB", {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C",
                                     "documents": [{"kind": "article_10", "number": "612345/01"}]}, NEEDS, ("UK-05",)),
]  # fmt: skip


def judge(law: Law, offer: Offer, site: str = "") -> Verdict:
    _, _, market = offer.place.partition(">")
    finding = finding_of(law, offer.facts, offer.place)
    return law.judge(finding, on=date.fromisoformat(offer.on), markets=(market,) if market else (), site=site)


def head(verdict: Verdict) -> Reading:
    reading = verdict.reading
    assert reading is not None
    return reading


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.number)
def test_headline_and_the_rules_behind_it(law: Law, offer: Offer) -> None:
    reading = head(judge(law, offer))
    assert reading.legality is offer.legality, reading.probabilities
    applied = {reason.rule for reason in reading.reasons if reason.probability >= 0.4}
    assert applied >= set(offer.rules)
    assert not applied & set(offer.absent)
    assert sum(probability for _, probability in reading.probabilities) == pytest.approx(1.0)


def offer(number: str) -> Offer:
    return next(each for each in OFFERS if each.number == number)


def test_3_the_proof_of_age_is_the_missing_fact(law: Law) -> None:
    reading = head(judge(law, offer("3")))
    assert reading.missing[0].fact == "document:expert_report"


def test_7_the_number_is_the_missing_fact(law: Law) -> None:
    reading = head(judge(law, offer("7")))
    assert "document:ivory_registration" in [missing.fact for missing in reading.missing]


def test_8_the_number_shown_is_not_verified(law: Law) -> None:
    [document, *_] = head(judge(law, offer("8"))).documents
    assert (document.kind, document.claimed, document.number) == ("ivory_registration", True, "XK3M9Q")


def test_10_an_ivory_wedding_dress_is_not_covered(law: Law) -> None:
    verdict = law.judge(Finding(listing_id="x:1", item_country=certainly("GB")), on=date(2026, 1, 10))
    reading = head(verdict)
    assert reading.legality is NOT_COVERED
    assert [reason.rule for reason in reading.reasons] == ["XX-02"]


def test_11_law_and_policy_stay_apart(law: Law) -> None:
    facts = {"taxon": IVORY, "form": "ivory_carving", "material": "claimed_imitation"}
    verdict = judge(law, Offer("11", "2024-06-01", "FR", facts, NOT_COVERED), site="leboncoin.fr")
    assert head(verdict).legality is NOT_COVERED
    assert [policy.result for policy in verdict.policies] == [PolicyResult.BANNED]


@pytest.mark.parametrize(("taxon", "facts", "result"), [
    ("Melopsittacus undulatus", {}, PolicyResult.PERMITTED),
    ("Psittacus erithacus", {}, PolicyResult.BANNED),
])  # fmt: skip
def test_14_budgerigars(law: Law, taxon: str, facts: dict[str, object], result: PolicyResult) -> None:
    verdict = judge(
        law,
        Offer("14", "2026-01-10", "DE", {"taxon": taxon, "form": "live", **facts}, NOT_COVERED),
        "kleinanzeigen.de",
    )
    assert [policy.result for policy in verdict.policies] == [result]


def test_14_law_says_not_covered(law: Law) -> None:
    reading = head(
        judge(
            law,
            Offer("14", "2026-01-10", "DE", {"taxon": "Melopsittacus undulatus", "form": "live"}, NOT_COVERED),
        )
    )
    assert reading.legality is NOT_COVERED


def test_16_the_region_is_asked_for(law: Law) -> None:
    reading = head(
        judge(
            law,
            Offer(
                "16",
                "2026-01-10",
                "BE",
                {"taxon": "Iguana iguana", "form": "live", "origin_code": "C"},
                UNKNOWN,
            ),
        )
    )
    asked = {missing.fact for missing in reading.missing}
    assert reading.legality in {UNKNOWN, NEEDS}
    assert asked & {"region", "rule:BE-02v", "rule:BE-02w"}


@pytest.mark.parametrize(("number", "field", "met"), [
    ("19", "scientific_name", False), ("19", "contact", True), ("25", "caviar_label", True), ("26", "caviar_label", False),
    ("39", "certificate_number", False), ("40", "certificate_number", True), ("12", "identification_number", True),
])  # fmt: skip
def test_display_duties_are_an_axis_of_their_own(law: Law, number: str, field: str, met: bool) -> None:
    duties = {duty.field: duty.met for duty in head(judge(law, offer(number))).duties}
    assert duties[field] is met


def test_32_a_corn_snake_is_free_by_law_and_banned_by_the_site(law: Law) -> None:
    facts: dict[str, object] = {"taxon": "Pantherophis guttatus", "form": "live"}
    verdict = judge(law, Offer("32", "2026-01-10", "DE", facts, NOT_COVERED), "kleinanzeigen.de")
    assert head(verdict).legality is NOT_COVERED
    assert [policy.result for policy in verdict.policies] == [PolicyResult.BANNED]


def test_34_a_parrot_of_unknown_species(law: Law) -> None:
    reading = head(judge(law, Offer("34", "2026-01-10", "DE", {"taxon": "Amazona", "form": "live"}, NEEDS)))
    assert reading.legality in {UNKNOWN, NEEDS}


def test_35_two_days_are_both_reported_where_they_differ(law: Law) -> None:
    finding = finding_of(law, {"taxon": IVORY, "form": "ivory_carving", "made": "1920"}, "FR")
    verdict = law.judge(finding, on=date(2026, 1, 10), on_basis="capture", also_on=date(2015, 1, 10))
    assert {(reading.on.year, reading.legality) for reading in verdict.readings} == {
        (2026, NEEDS),
        (2015, ALLOWED),
    }
    same = law.judge(finding, on=date(2026, 1, 10), also_on=date(2026, 2, 10))
    assert len(same.readings) == 1


def test_36_no_country_means_the_strictest_plausible_and_says_so(law: Law) -> None:
    finding = replace(finding_of(law, {"taxon": IVORY, "form": "tusk"}), languages=(Candidate("fr", 1.0),))
    verdict = law.judge(finding, on=date(2026, 1, 10))
    assert verdict.headline_because == "strictest_plausible"
    assert head(verdict).legality is PROHIBITED
    assert {reading.jurisdiction for reading in verdict.readings} >= {"FR", "BE", "CH"}


def certainly(place: str) -> Fact[str]:
    return Fact((Candidate(place, 1.0),))


def test_two_species_are_each_judged_and_the_gravest_speaks(law: Law) -> None:
    first = finding_of(law, {"taxon": "Melopsittacus undulatus", "form": "live"}, "DE")
    second: Lot = finding_of(law, {"taxon": "Psittacus erithacus", "form": "live"}).lots[0]
    verdict = law.judge(replace(first, lots=(*first.lots, second)), on=date(2026, 1, 10))
    assert [reading.legality for reading in verdict.readings] == [NOT_COVERED, NEEDS]
    assert verdict.headline == 1
