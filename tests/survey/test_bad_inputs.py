"""What goes wrong in the field: each has one outcome, and it is said."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from lycaon.catalogue.rates import Rates
from lycaon.collect import Source
from lycaon.errors import DecisionError, FormatError
from lycaon.scan import Asked, Scanner, run_job, write_outputs
from lycaon.survey.codebook import Ad, AtSale, Group, Item, Message, PriceFlag, SiteKind
from lycaon.survey.estimates.interval import Refused
from lycaon.survey.facts import OutsideFact, admitted, amount, flags, read_facts
from lycaon.survey.figures import Rows, coverage, priced
from lycaon.survey.invented_plan import invented_plan
from lycaon.survey.method import tactics
from lycaon.survey.observe import observe, visits_of_watch
from lycaon.survey.plan import Plan, Site, freeze
from lycaon.survey.prices import Prices, at_fixed_rate, read_day
from lycaon.survey.publish import publish
from lycaon.survey.report import compute, word
from lycaon.survey.results import t1, t2, t3, t5, t8
from lycaon.survey.tables import rounding
from lycaon.survey.wave import Wave

SUNDAY = date(2019, 3, 10)
PLAN = invented_plan()


# --- prices, days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "country", "amount_", "currency", "flag"),
    [
        ("1.200,50 €", "DE", "1200.50", "EUR", "none"),
        ("1,200.50", "GB", "1200.50", "GBP", "none"),
        ("1 200,50", "FR", "1200.50", "EUR", "none"),
        ("1'200.50", "CH", "1200.50", "CHF", "none"),
        ("150 € à débattre", "FR", "150", "EUR", "negotiable"),
        ("prix à débattre", "FR", None, "", "missing"),
        ("", "FR", None, "", "missing"),
        ("450 kr", "SE", "450", "SEK", "none"),
        ("450 kr", "DK", "450", "DKK", "none"),
        ("450 kr", "NO", "450", "NOK", "none"),
        ("-50 €", "DE", "-50", "EUR", "negative"),
        ("99999 €", "DE", "99999", "EUR", "placeholder"),
        ("123 €", "DE", "123", "EUR", "placeholder"),
        ("1 €", "NL", "1", "EUR", "placeholder"),
        ("€ 85,-", "NL", "85", "EUR", "none"),
    ],
)
def test_prices_as_written(
    prices: Prices, written: str, country: str, amount_: str | None, currency: str, flag: str
) -> None:
    found = prices.read(written, country=country, on=SUNDAY)
    assert (found.amount, found.currency, found.flag) == (amount_ and Decimal(amount_), currency, PriceFlag(flag))
    if flag in ("negative", "placeholder", "missing"):
        assert found.eur is None


def test_a_sunday_takes_the_last_rate_before_it_and_says_so(prices: Prices) -> None:
    found = prices.read("5000 руб", country="RU", on=SUNDAY)
    assert (found.currency, found.rate_day) == ("RUB", date(2019, 3, 8))
    assert found.eur == Decimal("67.03")


def test_a_currency_without_a_rate_is_kept_and_left_out_of_sums(prices: Prices) -> None:
    found = prices.read("500 руб", country="RU", on=date(1993, 1, 1))
    assert (found.amount, found.eur, found.flag) == (Decimal(500), None, PriceFlag.NO_RATE)


def test_years_are_compared_at_one_fixed_rate(prices: Prices) -> None:
    pound = Ad(
        id="a:1", site="a", seen_on=SUNDAY, price_amount=Decimal(100), price_currency="GBP", price_eur=Decimal(116)
    )
    assert at_fixed_rate(pound, prices.rates, date(2016, 1, 4)) != at_fixed_rate(pound, prices.rates, SUNDAY)
    assert at_fixed_rate(replace(pound, price_eur=None), prices.rates, SUNDAY) is None


@pytest.mark.parametrize(
    ("written", "on", "calendar"),
    [
        ("2569-03-01", date(2026, 3, 1), "buddhist"),
        ("๒๕๖๙-๐๓-๐๑", date(2026, 3, 1), "buddhist"),
        ("1405/08/30", None, "solar_hijri"),
        ("1447-05-02", None, "islamic_hijri"),
        ("12.03.2019", date(2019, 3, 12), "gregorian"),
        ("soon", None, "gregorian"),
    ],
)
def test_days_of_other_calendars(written: str, on: date | None, calendar: str) -> None:
    assert (read_day(written).on, read_day(written).calendar) == (on, calendar)


# --- what a scan brings -------------------------------------------------------------------------------------------

SITES = tuple(Site(id=f"{name}.example", code=name.upper(), kind=SiteKind.CLASSIFIED, countries="DE", language="de",
                   reason="x", checked_on=date(2026, 9, 1), pi=1.0) for name in "ab")  # fmt: skip
OFFERS = [
    {"id": "1", "site": "a.example", "title": "2 Griechische Landschildkröten mit Papieren", "price": "240 €",
     "text": "Griechische Landschildkröte Testudo hermanni, Nachzucht 2023, Kassel", "seller": "schildi",
     "posted_at": "2026-09-13", "country": "DE"},
    {"id": "2", "site": "b.example", "title": "2 Griechische Landschildkröten mit Papieren", "price": "240 €",
     "text": "Griechische Landschildkröte Testudo hermanni, Nachzucht 2023, Kassel", "seller": "schildi",
     "posted_at": "2026-09-14", "country": "DE"},
    {"id": "3", "site": "a.example", "title": "Suche Graupapagei / cherche perroquet gris du Gabon",
     "text": "Suche Graupapagei Psittacus erithacus zu kaufen", "price": "", "seller": "x", "country": "DE"},
    {"id": "4", "site": "c.example", "title": "Graupapagei abzugeben", "text": "Psittacus erithacus, 3 Jahre, zahm",
     "price": "900 €", "seller": "y", "country": "DE"},
    {"id": "5", "site": "a.example", "title": "Graupapagei zahm / perroquet gris du Gabon apprivoisé",
     "text": "Psittacus erithacus zu verkaufen, à vendre, CITES Papiere vorhanden, avec papiers", "price": "950 €",
     "seller": "z", "country": "DE", "posted_at": "2024-01-05"},
]  # fmt: skip


@pytest.fixture(scope="module")
def scanned(scanner: Scanner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scanned")
    (folder / "in.jsonl").write_text("\n".join(json.dumps(row) for row in OFFERS), "utf-8")
    asked = Asked(today=date(2026, 9, 20), keep_from=0.0)
    write_outputs(run_job([Source(folder / "in.jsonl")], folder / "out", scanner=scanner, asked=asked))
    return folder / "out"


def test_a_scan_becomes_observations_and_nothing_is_lost(scanned: Path, scanner: Scanner, prices: Prices) -> None:
    plan = PLAN.model_copy(update={"sites": SITES})
    found = observe(scanned, plan, scanner.catalogue, prices, seen_on=date(2026, 9, 20))
    by_id = {ad.id.partition(":")[2]: ad for ad in found.ads}
    assert {ad.code: ad.where for ad in found.rejected} == {"outside_frame": "c.example:4"}
    assert set(by_id) == {"1", "2", "3", "5"}
    assert by_id["3"].message is Message.WANTED
    assert by_id["5"].message is Message.PAST  # posted two years before the period
    assert by_id["1"].near == by_id["2"].near != ""
    assert by_id["1"].seller != by_id["2"].seller  # an account is one of its site
    assert (by_id["1"].price_eur, by_id["1"].rate_day) == (Decimal("240.00"), date(2026, 9, 13))
    [line] = [item for item in found.items if item.ad == by_id["1"].id]
    assert (line.group, line.at_sale, line.best, line.annex) == (Group.TURTLES, AtSale.LIVE, 2, "A")


def test_what_is_seen_outside_the_period_is_no_observation(scanned: Path, scanner: Scanner, prices: Prices) -> None:
    plan = PLAN.model_copy(update={"sites": SITES})
    found = observe(scanned, plan, scanner.catalogue, prices, seen_on=date(2026, 11, 20))
    assert found.ads == found.items == ()
    assert {one.code for one in found.rejected} == {"outside_frame", "outside_period"}


def test_a_watch_tells_when_an_offer_was_last_there(tmp_path: Path) -> None:
    path = tmp_path / "removals.csv"
    path.write_text("ad,site,first_listed,up_at_least_hours,gone_after_at_most_hours,sign\n"
                    "a:1,a,2026-09-14T10:00:00+00:00,20.0,44.0,404\na:2,a,2026-09-14T10:00:00+00:00,90.0,,\n")  # fmt: skip
    assert [(visit.ad, visit.present, visit.at.day) for visit in visits_of_watch(path)] == [
        ("a:1", True, 15), ("a:1", False, 16), ("a:2", True, 18),
    ]  # fmt: skip
    path.write_text("x\n1\n")
    with pytest.raises(FormatError, match=r"expected the removals.csv of a watch"):
        visits_of_watch(path)


# --- odd waves ----------------------------------------------------------------------------------------------------


def wave(ads: list[Ad], items: list[Item] | None = None, plan: Plan = PLAN, **more: object) -> Wave:
    from lycaon.survey.duplicates import link

    lines = items if items is not None else [turtle(ad.id) for ad in ads]
    return Wave(frozen=freeze(plan), ads=tuple(ads), items=tuple(lines), linked=link(ads), **more)  # type: ignore[arg-type]


def turtle(ad: str, line: int = 1, taxon: str = "Testudo hermanni") -> Item:
    return Item(ad=ad, line=line, taxon=taxon, group=Group.TURTLES, at_sale=AtSale.LIVE)


def offer(k: int, seller: str, site: str = "de-1.example", **more: object) -> Ad:
    return Ad(id=f"{site}:{k}", site=site, seen_on=date(2026, 9, 20), country="DE", seller=seller, **more)  # type: ignore[arg-type]


def test_one_advertisement_of_sixty_species() -> None:
    ads = [offer(k, f"s{k}") for k in range(6)]
    items = [turtle(ads[0].id, k + 1, f"Species {k}") for k in range(60)] + [turtle(ad.id) for ad in ads[1:]]
    rows = Rows(publish(wave(ads, items), key=b"k"))
    [group] = [row for row in t3(rows).rows if not row.total]
    assert (group.cells[0].value, group.cells[2].value) == (6, 65)


def test_an_account_with_900_advertisements_is_told_with_and_without() -> None:
    rows = Rows(
        publish(wave([offer(k, "spam") for k in range(900)] + [offer(1000 + k, f"s{k}") for k in range(50)]), key=b"k")
    )
    lines = {row.of: row.cells[0].value for row in t8(rows).rows}
    assert (lines["largest"], lines["ads_without_largest"], lines["specimens_without_largest"]) == (900, 50, 50)
    shares = t1(rows, None, 6)
    assert [row.of for row in shares.rows][:2] == ["ads", "offers"]


def test_a_drawn_sample_of_sites_speaks_for_its_frame() -> None:
    drawn = tuple(replace(site, stratum="all", chosen=k < 8, pi=8 / 16) for k, site in enumerate(PLAN.sites[:16]))
    plan = PLAN.model_copy(update={"sites": drawn, "sampling": "strata"})
    ads = [offer(k, f"s{k}", drawn[k % 8].id) for k in range(40)]
    lines = {
        row.of: row.cells[0] for row in compute(wave(ads, plan=plan), key=b"k", rates=Rates.load()).table("T1").rows
    }
    assert (lines["ads"].value, lines["ads_in_frame"].value) == (40, 80)
    one = PLAN.model_copy(update={"sites": (replace(drawn[0], stratum="all"), *drawn[8:]), "sampling": "strata"})
    table = compute(wave(ads[:1], plan=one), key=b"k", rates=Rates.load()).table("T1")
    assert next(row for row in table.rows if row.of == "ads_in_frame").cells[0].refused == "one_site_in_stratum"
    assert "ads_in_frame" not in [row.of for row in t1(Rows(publish(wave(ads[:9]), key=b"k")), None, 6).rows]


def test_how_sales_are_arranged_stays_behind() -> None:
    ads = [offer(k, f"s{k}", tactic="closed group" if k < 3 else "") for k in range(9)]
    found = wave(ads)
    assert tactics(found) == (("closed group", "turtles", "classified", 3),)
    assert "closed group" not in str(publish(found, key=b"k"))


def test_no_offer_at_all_is_a_result() -> None:
    found = compute(wave([]), key=b"k", rates=Rates.load(), rounds=10)
    report = word(found, "en", version="test")
    lines = {row.of: row.cells[0] for row in found.table("T1").rows}
    assert lines["ads"].value == lines["specimens"].value == lines["value_eur"].value == 0
    assert lines["live_share"].refused == lines["referred_share"].refused == "no_base"
    assert report.headline.startswith("0 advertisements")


def test_a_survey_of_one_site_and_one_coder() -> None:
    site = PLAN.sites[0]
    found = wave([offer(k, f"s{k % 9}") for k in range(30)], plan=PLAN.model_copy(update={"sites": (site,)}))
    results = compute(found, key=b"k", rates=Rates.load(), rounds=10)
    assert [row.of for row in results.table("T5").rows] == ["DE01", "all"]
    assert results.table("T11a").rows == ()
    assert word(results, "nl", version="test").warned


def test_an_empty_country_is_not_a_row_of_noughts() -> None:
    rows = Rows(publish(wave([offer(k, f"s{k}") for k in range(9)]), key=b"k"))
    assert [row.of for row in t2(rows).rows] == ["DE", "all"]


def test_coverage_is_refused_where_nobody_searched_twice() -> None:
    rows = Rows(publish(wave([offer(k, f"s{k}", searchers="A" if k % 2 else "B") for k in range(9)]), key=b"k"))
    assert coverage(rows) == Refused("none_found_twice")
    assert coverage(Rows(publish(wave([offer(1, "s")]), key=b"k"))) == Refused("one_searcher")


def test_missing_prices_stay_missing() -> None:
    rows = Rows(publish(wave([offer(k, f"s{k}", price_eur=Decimal(90) if k else None) for k in range(4)]), key=b"k"))
    found = priced(rows)
    assert (found.known, found.missing_share) == (270, 0.25)
    assert found.imputed == Refused("few_prices", 4)


def test_few_accounts_are_made_coarser_before_anything_is_counted() -> None:
    ads = [offer(k, f"s{k}", region="DE-BY") for k in range(6)] + [offer(9, "lone", "fr-1.example", region="FR-COR")]
    items = [turtle(ad.id) for ad in ads[:-1]] + [turtle(ads[-1].id, 1, "Gorilla gorilla")]
    found = publish(wave(ads, items), key=b"k")
    lone = next(ad for ad in found.ads if ad.platform != "DE01")
    assert (lone.platform, lone.region, lone.country) == ("other", "", "DE")
    assert [item.taxon for item in found.items if item.ad == lone.ad] == ["turtles spp."]
    assert found.coarsened == {"regions": 1, "platforms": 1, "taxa": 1}


def test_another_publication_has_other_keys_and_no_way_back() -> None:
    ads = [offer(k, f"handle-{k}") for k in range(40)]
    one, other = (publish(wave(ads), key=key) for key in (b"one", b"other"))
    assert {ad.seller for ad in one.ads} == {ad.seller for ad in other.ads}
    assert dict(one.behind) != dict(other.behind)
    assert not [ad for ad in one.ads if "handle" in str(ad) or "example" in str(ad)]


def test_platforms_without_enough_notices_get_no_rate() -> None:
    ads = [offer(k, f"s{k}") for k in range(9)]
    rows = Rows(publish(wave(ads), key=b"k"))
    assert {row.cells[-1].refused for row in t5(rows, {}).rows} == {"few_notices"}


@pytest.mark.parametrize(("shares", "told"), [([0.335, 0.335, 0.33], False), ([1 / 3] * 3, True), ([0.2, 0.2], False)])
def test_columns_that_do_not_add_up_say_why(shares: list[float], told: bool) -> None:
    assert rounding(shares) is told


# --- figures of others --------------------------------------------------------------------------------------------

SOURCED = {"source": "press release", "dated": date(2018, 5, 23), "quote": "with a total value of"}


@pytest.mark.parametrize(
    ("figure", "specimens", "wrong"),
    [
        ("USD 3,942,329 million", 11_772, True),
        ("USD 3,942,329 million", None, True),
        ("près de 4 milliards de dollars", 11_772, True),
        ("USD 3,942,329", 11_772, False),
        ("près de 4 millions de dollars", 11_772, False),
        ("EUR 3,200,000", 11_772, False),
        ("23 billion dollars", None, False),
        ("300 000 €", 1, False),
        ("300 001 €", 1, True),
    ],
)
def test_units_that_cannot_be(figure: str, specimens: int | None, wrong: bool) -> None:
    fact = OutsideFact(id="f", figure=figure, says="value", specimens=specimens, **SOURCED)  # type: ignore[arg-type]
    assert any(flag.code == "unit" for flag in flags(fact)) is wrong
    if wrong:
        with pytest.raises(DecisionError, match="f: unit"):
            admitted([fact])
    else:
        assert admitted([fact]) == (fact,)


@pytest.mark.parametrize("missing", ["source", "dated", "quote"])
def test_an_unsourced_figure_cannot_enter_a_report(missing: str) -> None:
    kept = {name: value for name, value in SOURCED.items() if name != missing}
    fact = OutsideFact(id="f", figure="23 billion dollars", says="trade a year", **kept)  # type: ignore[arg-type]
    with pytest.raises(DecisionError, match=f"f: no_{missing}"):
        compute(wave([offer(1, "s")], facts=(fact,)), key=b"k", rates=Rates.load(), rounds=5)


def test_a_quotation_is_short_and_a_file_of_facts_is_read(tmp_path: Path) -> None:
    long = OutsideFact(id="f", figure="5", says="x", **{**SOURCED, "quote": "word " * 26})  # type: ignore[arg-type]
    assert [flag.code for flag in flags(long)] == ["long_quote"]
    (tmp_path / "facts.yaml").write_text(
        "- {id: a, figure: 5 000, says: ads, source: s, dated: 2018-05-23, quote: q}\n"
    )
    [fact] = read_facts(tmp_path / "facts.yaml")
    assert (fact.dated, amount(fact.figure)) == (date(2018, 5, 23), Decimal(5000))
    (tmp_path / "facts.yaml").write_text("- {figure: 5}\n")
    with pytest.raises(FormatError, match=r"facts\.yaml"):
        read_facts(tmp_path / "facts.yaml")


def test_a_period_longer_than_the_wave_is_still_one_day_after_another() -> None:
    ads = [replace(offer(k, f"s{k}"), seen_on=PLAN.period.start + timedelta(days=k)) for k in range(42)]
    weeks = {ad.week for ad in publish(wave(ads), key=b"k").ads}
    assert weeks == {1, 2, 3, 4, 5, 6}
