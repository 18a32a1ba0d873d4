"""Worked checks: figures that were printed, or computed by hand, and must come out the same."""

from datetime import date

import pytest

from lycaon.errors import DecisionError
from lycaon.survey.estimates import interval, ratio
from lycaon.survey.estimates.agreement import Use, alpha, kappa, taxon_distance
from lycaon.survey.estimates.coverage import chapman, from_histories
from lycaon.survey.estimates.interval import Estimate, Refused
from lycaon.survey.estimates.ratio import Answer, answer, rate_ratio
from lycaon.survey.facts import OutsideFact, rate_per_month
from lycaon.survey.prices import read_count


def known(found: Estimate | Refused) -> Estimate:
    assert isinstance(found, Estimate)
    return found


@pytest.mark.parametrize(
    ("part", "whole", "value", "low", "high"),
    [
        (15, 106, 0.142, 0.088, 0.220),  # BE-NL 2019: duplicates among active listings
        (327, 5381, 0.0608, 0.0547, 0.0675),  # IFAW 2018: advertisements referred in logs
        (0, 47, 0.0, 0.0, 0.076),  # ivory 2023: no Dutch advertisement named a certificate
    ],
)
def test_wilson(part: int, whole: int, value: float, low: float, high: float) -> None:
    found = known(interval.share(part, whole))
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=5e-4)


def test_none_of_forty_seven_exactly() -> None:
    assert interval.share_at_most(0, 47) == pytest.approx(0.062, abs=5e-4)
    assert interval.share_at_most(3, 3) == 1.0


@pytest.mark.parametrize(
    ("now", "value", "low", "high", "said"),
    [
        (60, 0.24, 0.181, 0.318, Answer.UNDETERMINED),
        (9, 0.036, 0.019, 0.070, Answer.MET),
        (90, 0.36, 0.283, 0.458, Answer.NOT_MET),
    ],
)
def test_four_fifths_fewer_than_250(now: int, value: float, low: float, high: float, said: Answer) -> None:
    found = known(rate_ratio(now, 250, effort_now=42, effort_before=42))
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=6e-4)
    assert answer(found, 0.20) is said


def test_grey_parrots_on_one_site() -> None:
    """250 in 2014, 9 in 2018: -96.4 %, between -93.0 and -98.1, if keywords and effort were equal."""
    found = known(rate_ratio(9, 250))
    assert [round(100 * (end - 1), 1) for end in (found.value, found.high, found.low)] == [-96.4, -93.0, -98.1]


def test_none_left_is_answered_exactly() -> None:
    found = known(rate_ratio(0, 250))
    assert found.method == "exact_ratio"
    assert found.value == found.low == 0
    assert found.high == pytest.approx(0.0149, abs=2e-4)  # 1 - 0.025^(1/250), as odds
    assert answer(found, 0.20) is Answer.MET
    assert rate_ratio(5, 0) == Refused("no_baseline")
    assert answer(Refused("no_baseline"), 0.20) is Answer.UNDETERMINED


def test_effort_moves_the_ratio_as_it_should() -> None:
    assert known(rate_ratio(60, 250, effort_now=10, effort_before=42)).value == pytest.approx(0.24 * 4.2)
    assert rate_ratio(60, 250, effort_now=0) == Refused("no_effort")


def test_chapman() -> None:
    found = chapman(220, 180, 110)
    assert not isinstance(found, Refused)
    estimate = found.all_offers
    assert (int(estimate.value), round(estimate.low or 0), round(estimate.high or 0)) == (359, 330, 389)
    assert found.seen == 290
    assert found.coverage == pytest.approx(0.81, abs=0.005)
    assert chapman(220, 180, 0) == Refused("none_found_twice")
    assert chapman(5, 3, 4) == Refused("more_than_one_found", 4)


def test_two_searchers_from_histories_are_chapmans() -> None:
    histories = ["A;B"] * 110 + ["A"] * 110 + ["B"] * 70
    assert from_histories(histories) == chapman(220, 180, 110)
    assert from_histories(["A"] * 9) == Refused("one_searcher")


def test_kappa_of_two_coders() -> None:
    """The printed interval, 0.618 to 0.823, takes Cohen's simple error; ours is that of Fleiss et al., 0.619 to 0.822."""
    pairs = [("y", "y")] * 120 + [("y", "n")] * 10 + [("n", "y")] * 15 + [("n", "n")] * 55
    found = kappa(pairs)
    assert found.observed == 0.875
    assert (found.value, found.low, found.high) == pytest.approx((0.721, 0.618, 0.823), abs=1.5e-3)
    assert found.use is Use.NOTE


@pytest.mark.parametrize(
    ("pairs", "observed"),
    [([("y", "y")] * 30, 1.0), ([("y", "y")] * 29 + [("n", "y")], 29 / 30)],
)
def test_one_class_leaves_kappa_undefined(pairs: list[tuple[str, str]], observed: float) -> None:
    found = kappa(pairs)
    assert (found.value, found.use) == (None, Use.ONE_CLASS)
    assert found.observed == pytest.approx(observed)


def test_full_agreement_on_two_classes_is_one() -> None:
    found = kappa([("y", "y")] * 20 + [("n", "n")] * 20)
    assert (found.value, found.high, found.use) == (1.0, pytest.approx(1.0), Use.PUBLISH)
    # Forty units that all agree do not prove it for all: Wilson's lower end of 40 in 40 is 0.912, and half is chance.
    assert found.low == pytest.approx((0.9124 - 0.5) / 0.5, abs=1e-3)
    assert kappa([]).use is Use.NOT_CODED_TWICE


def test_krippendorffs_own_example() -> None:
    """Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, C: four observers, nominal 0.743."""
    table = """
        1 2 3 3 2 1 4 1 2 . . .
        1 2 3 3 2 2 4 1 2 5 . 3
        . 3 3 3 2 3 4 2 2 5 1 .
        1 2 3 3 2 4 4 1 2 5 1 .
    """
    rows = [line.split() for line in table.split("\n") if line.strip()]
    units = [{str(k): row[u] for k, row in enumerate(rows) if row[u] != "."} for u in range(12)]
    assert alpha(units).value == pytest.approx(0.743, abs=1e-3)
    # Our form with a distance is the same measure where every mistake counts fully.
    assert alpha(units, distance=lambda a, b: float(a != b)).value == pytest.approx(0.743, abs=1e-3)


def test_a_wrong_species_of_the_right_genus_is_half_a_mistake() -> None:
    lines = {
        "Testudo hermanni": ["Testudo hermanni", "Testudo", "Testudinidae", "Animalia"],
        "Testudo graeca": ["Testudo graeca", "Testudo", "Testudinidae", "Animalia"],
        "Falco peregrinus": ["Falco peregrinus", "Falco", "Falconidae", "Animalia"],
    }
    apart = taxon_distance(lines)
    assert apart("Testudo hermanni", "Testudo graeca") == 0.25
    assert apart("Testudo hermanni", "Falco peregrinus") == 0.75
    near = [{"a": "Testudo hermanni", "b": "Testudo graeca"}] + [{"a": n, "b": n} for n in lines] * 3
    far = [{"a": "Testudo hermanni", "b": "Falco peregrinus"}] + [{"a": n, "b": n} for n in lines] * 3
    assert (alpha(near, distance=apart).value or 0) > (alpha(far, distance=apart).value or 0)


# --- figures of others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "number", "since", "until", "a_month"),
    [
        ("165 000 removed or blocked", 165_000, date(2017, 1, 1), date(2019, 12, 31), 55_000 / 12),
        ("276 700 listings", 276_700, date(2018, 1, 1), date(2019, 5, 31), 16_276),
    ],
)
def test_rates_of_closed_periods(figure: str, number: float, since: date, until: date, a_month: float) -> None:
    fact = OutsideFact(id="f", figure=figure, says="removals", number=number, since=since, until=until)
    assert rate_per_month(fact) == pytest.approx(a_month, rel=1e-3)


def test_a_figure_since_2015_has_no_rate() -> None:
    fact = OutsideFact(id="accounts", figure="5 800", says="accounts", number=5_800, since=date(2015, 1, 1))
    with pytest.raises(DecisionError, match=r"accounts.*without an end"):
        rate_per_month(fact)


def test_the_project_had_24_months() -> None:
    fact = OutsideFact(id="p", figure="24", says="", number=24, since=date(2019, 2, 1), until=date(2021, 1, 31))
    assert rate_per_month(fact) == 1


@pytest.mark.parametrize(
    ("written", "least", "best", "most", "minimum"),
    [("2", 2, 2, 2, False), ("1000+", 1000, 1000, 1000, True), ("5-10", 5, 8, 10, False), ("", 1, 1, 1, True),
     ("1.200", 1200, 1200, 1200, False), ("~12", 12, 12, 12, False)],
)  # fmt: skip
def test_numbers_of_specimens(written: str, least: int, best: int, most: int, minimum: bool) -> None:
    count = read_count(written)
    assert count is not None
    assert (count.least, count.best, count.most, count.minimum) == (least, best, most, minimum)


@pytest.mark.parametrize("written", ["0", "many", "3-1", "-2"])
def test_what_is_no_number_of_specimens(written: str) -> None:
    assert read_count(written) is None


def test_one_site_still_has_a_ratio() -> None:
    pair = ratio.Pair(site="only", before=250, now=60)
    assert ratio.site_ratio([pair]) == rate_ratio(60, 250)
    assert ratio.site_ratio([ratio.Pair(site="x", before=0, now=3)]) == Refused("no_baseline")
