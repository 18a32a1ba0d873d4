"""Odd offers: contradictions, negations, future dates, lots of mixed dates, nothing at all."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lycaon.law import Law
from lycaon.law.vectors import finding_of
from lycaon.values.finding import Candidate, Fact, Finding, OriginCode, Quantity, TaxonRef, certain
from lycaon.values.verdict import Legality, Reading

ON = date(2026, 1, 10)
IVORY = "Loxodonta africana"
PROHIBITED, NEEDS, UNKNOWN, ALLOWED, NOT_COVERED = Legality


def head(law: Law, finding: Finding, on: date = ON) -> Reading:
    reading = law.judge(finding, on=on).reading
    assert reading is not None
    return reading


@pytest.mark.parametrize(("facts", "place", "legality"), [
    # negated text: the words say it is not the real thing
    ({"taxon": IVORY, "form": "ivory_carving", "material": "claimed_imitation"}, "FR", NOT_COVERED),
    ({"taxon": IVORY, "form": "ivory_carving", "material": "ambiguous", "made": "1985"}, "FR", UNKNOWN),
    ({"taxon": "Buteo buteo", "form": "taxidermy", "claims": ["not found_dead"], "origin_code": "C"}, "AT", NEEDS),
    # a denied paper is no paper
    ({"taxon": "Testudo hermanni", "form": "live", "origin_code": "C", "documents": [{"kind": "eu_certificate", "denied": True}]}, "DE", NEEDS),
    # dates on the edge and beyond
    ({"taxon": IVORY, "form": "ivory_carving", "made": "1947-03-02"}, "AT", NEEDS),
    ({"taxon": IVORY, "form": "ivory_carving", "made": "1947-03-03"}, "AT", PROHIBITED),
    ({"taxon": IVORY, "form": "ivory_carving", "made": "..1946"}, "AT", NEEDS),
    ({"taxon": IVORY, "form": "ivory_carving", "made": "2090"}, "AT", PROHIBITED),
    ({"taxon": IVORY, "form": "ivory_carving", "made": "1942..1951"}, "AT", UNKNOWN),
    # mammoth is no elephant
    ({"taxon": "Mammuthus primigenius", "form": "ivory_carving"}, "FR", NOT_COVERED),
    # information is no offer
    ({"taxon": IVORY, "form": "tusk", "offer_kind": "info"}, "FR", NOT_COVERED),
    # domesticated forms of listed species
    ({"taxon": "Canis lupus", "domestic": "dog", "form": "live"}, "DE", NOT_COVERED),
    ({"taxon": "Chinchilla lanigera", "domestic": "chinchilla", "form": "live"}, "DE", NOT_COVERED),
    # excluded species were covered on other days: their own rows decide
    ({"taxon": "Melopsittacus undulatus", "domestic": "budgerigar", "form": "live"}, "DE", NOT_COVERED),
])  # fmt: skip
def test_odd_offers(law: Law, facts: dict[str, object], place: str, legality: Legality) -> None:
    reading = head(law, finding_of(law, facts, place))
    assert reading.legality is legality, reading.probabilities


@pytest.mark.parametrize(("on", "legality"), [
    ("2016-08-17", NEEDS), ("2016-08-18", PROHIBITED), ("2022-01-18", PROHIBITED), ("2022-01-19", PROHIBITED), ("2090-01-01", PROHIBITED),
])  # fmt: skip
def test_the_french_ban_begins_on_its_day(law: Law, on: str, legality: Legality) -> None:
    finding = finding_of(law, {"taxon": IVORY, "form": "tusk", "ships_to": "domestic"}, "FR")
    assert head(law, finding, date.fromisoformat(on)).legality is legality


@pytest.mark.parametrize(("on", "document"), [("2017-01-01", "invoice"), ("2017-06-01", "eu_certificate")])
def test_the_grey_parrot_moved_in_2017(law: Law, on: str, document: str) -> None:
    finding = finding_of(law, {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "W"}, "AT")
    reading = head(law, finding, date.fromisoformat(on))
    assert any(needed.kind == document or document in needed.alternatives for needed in reading.documents)


def test_contradictory_claims_leave_both_branches(law: Law) -> None:
    finding = finding_of(law, {"taxon": "Buteo buteo", "form": "live"}, "AT")
    both = Fact((Candidate(OriginCode.WILD, 0.5), Candidate(OriginCode.CAPTIVE_BRED, 0.5)))
    reading = head(law, replace(finding, lots=(replace(finding.lots[0], origin_code=both),)))
    assert reading.legality is UNKNOWN
    assert reading.missing[0].fact == "origin_code"
    assert dict(reading.missing[0].answers) == {"W": PROHIBITED, "C": NEEDS}


def test_a_lot_of_mixed_dates_is_judged_piece_by_piece(law: Law) -> None:
    old = finding_of(law, {"taxon": IVORY, "form": "ivory_carving", "made": "1920"}, "AT")
    young = finding_of(law, {"taxon": IVORY, "form": "ivory_carving", "made": "1980"}, "AT")
    verdict = law.judge(replace(old, lots=(*old.lots, *young.lots)), on=ON)
    assert [reading.legality for reading in verdict.readings] == [NEEDS, PROHIBITED]
    assert verdict.headline == 1


def test_a_period_across_a_day_that_decides_is_two_possibilities(law: Law) -> None:
    reading = head(
        law, finding_of(law, {"taxon": IVORY, "form": "ivory_carving", "made": "1945-03-03..1951-03-02"}, "AT")
    )
    masses = dict(reading.probabilities)
    assert masses[PROHIBITED] == pytest.approx(2 / 3, abs=0.03)
    assert masses[NEEDS] == pytest.approx(1 / 3, abs=0.03)
    assert reading.missing[0].fact == "made"


def test_quantity_changes_nothing(law: Law) -> None:
    finding = finding_of(law, {"taxon": "Python regius", "form": "live"}, "AT")
    many = Quantity(least=Decimal(50), best=Decimal(80), most=Decimal(100))
    lot = replace(finding.lots[0], quantity=certain(many))
    assert head(law, replace(finding, lots=(lot,))).probabilities == head(law, finding).probabilities


def test_a_taxon_the_catalogue_does_not_have_is_unknown_not_harmless(law: Law) -> None:
    finding = finding_of(law, {"taxon": "Python regius", "form": "live"}, "AT")
    stranger = TaxonRef("z999", "Dodo dodo")
    reading = head(law, replace(finding, lots=(replace(finding.lots[0], taxon=certain(stranger)),)))
    assert reading.legality is UNKNOWN


def test_two_countries_are_both_read_and_the_stricter_speaks(law: Law) -> None:
    finding = finding_of(law, {"taxon": IVORY, "form": "ivory_jewellery", "made": "1985"})
    either = replace(finding, item_country=Fact((Candidate("CH", 0.5), Candidate("FR", 0.45))))
    verdict = law.judge(either, on=ON)
    assert {reading.jurisdiction for reading in verdict.readings} == {"CH", "FR"}
    assert verdict.headline_because == "strictest_plausible"
    assert verdict.reading is not None
    assert (verdict.reading.jurisdiction, verdict.reading.legality) == ("FR", PROHIBITED)


@pytest.mark.parametrize(("place", "on", "chain"), [
    ("FR", "2026-01-01", ("FR", "EU", "XX")),
    ("GP", "2026-01-01", ("FR", "EU", "XX")),
    ("BE-WAL", "2026-01-01", ("BE", "EU", "XX")),
    ("GB-ENG", "2020-12-31", ("GB", "EU", "XX")),
    ("GB-ENG", "2021-01-01", ("GB", "XX")),
    ("HR", "2013-06-30", ("HR", "XX")),
    ("HR", "2013-07-01", ("HR", "EU", "XX")),
    ("VN", "2026-01-01", ("VN", "XX")),
    ("EU", "2026-01-01", ("EU", "XX")),
    ("CITES", "2026-01-01", ("CITES", "XX")),
])  # fmt: skip
def test_whose_law_is_read(law: Law, place: str, on: str, chain: tuple[str, ...]) -> None:
    assert law.places.chain(place, date.fromisoformat(on)) == chain


def test_a_country_without_rules_says_so_and_cites_still_speaks_at_the_border(law: Law) -> None:
    inside = law.judge(
        finding_of(law, {"taxon": "Python regius", "form": "leather_small", "ships_to": "domestic"}, "VN"), on=ON
    )
    assert inside.reading is not None
    assert not inside.reading.law_loaded
    assert [reason.rule for reason in inside.reading.reasons] == ["XX-01"]
    across = law.judge(
        finding_of(law, {"taxon": "Python regius", "form": "leather_small", "ships_to": "worldwide"}, "VN"), on=ON
    )
    assert across.headline_because == "cross_border"
    assert across.reading is not None
    assert across.reading.legality is NEEDS


@pytest.mark.parametrize(("taxon", "form", "on", "covered"), [
    ("Loxodonta africana", "tusk", "2026-01-10", 1.0),
    ("Elephantidae", "tusk", "2026-01-10", 1.0),
    ("Lophura nycthemera", "live", "2026-01-10", 0.0),
    ("Dalbergia latifolia", "musical_instrument", "2026-01-10", 0.0),
    ("Dalbergia latifolia", "musical_instrument", "2018-01-10", 1.0),
    ("Dalbergia latifolia", "log", "2026-01-10", 1.0),
    ("Dalbergia latifolia", "furniture", "2026-01-10", 1.0),  # taken to be heavier than ten kilograms
    ("Dalbergia latifolia", "carving", "2026-01-10", 0.5),  # nobody says its weight
    ("Dalbergia cochinchinensis", "carving", "2026-01-10", 1.0),  # #4 has no weight
    ("Caesalpinia echinata", "musical_instrument", "2025-01-10", 1.0),  # only its re-export is exempt
    ("Rhacodactylus ciliatus", "live", "2026-01-10", 1.0),
    ("Correlophus ciliatus", "live", "2026-01-10", 1.0),  # renamed, not delisted
    ("Equus quagga", "skin", "2026-01-10", 0.0),
    ("Corallium", "jewellery", "2026-01-10", 0.4),
    ("Melopsittacus undulatus", "live", "2026-01-10", 0.0),
    ("Psittacus erithacus", "live", "2026-01-10", 1.0),
])  # fmt: skip
def test_the_part_that_is_covered(law: Law, taxon: str, form: str, on: str, covered: float) -> None:
    taxon_id = law.vocabulary.taxonomy.id_of(taxon)
    assert law.covered(taxon_id, form, date.fromisoformat(on)) == pytest.approx(covered, abs=0.02)
