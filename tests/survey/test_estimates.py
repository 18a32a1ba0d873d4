"""Estimates told apart: a fall, a move, less work; against other programs; and their intervals, in small."""

import numpy as np
import pytest
from bench.coverage import WORLDS, covered
from hypothesis import given
from hypothesis import strategies as st

from lycaon.survey.codebook import Cause
from lycaon.survey.estimates import change, interval, validity, values
from lycaon.survey.estimates.interval import Estimate, Refused
from lycaon.survey.estimates.ratio import Pair
from lycaon.survey.estimates.recurrence import recurrence
from lycaon.survey.estimates.removal import End, Removal, removal


def market(
    *, treated: float = 1.0, exposed: float = 1.0, control: float = 1.0, effort: float = 1.0, seed: int = 1
) -> list[Pair]:
    """Return sixty sites in two waves: what is planted is known."""
    chance = np.random.default_rng(seed)
    found: list[Pair] = []
    for part, change_of in (("treated", treated), ("exposed", exposed), ("control", control)):
        for k in range(20):
            mean = float(chance.gamma(3, 12)) + 4
            found.append(
                Pair(site=f"{part}{k}", before=int(chance.poisson(mean)), now=int(chance.poisson(mean * change_of * effort)),
                     effort_before=100, effort_now=100 * effort, treated=part)
            )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("planted", "story"),
    [
        ({"treated": 0.2, "exposed": 0.2, "control": 0.2}, change.Story.FELL),
        ({"treated": 0.2, "exposed": 1.7}, change.Story.MOVED),
        ({"effort": 0.2}, change.Story.LESS_LOOKED_AT),
        ({"treated": 1.5, "exposed": 1.5, "control": 1.5}, change.Story.ROSE),
        ({}, change.Story.UNDETERMINED),
    ],
)
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_a_fall_a_move_and_less_work_are_told_apart(planted: dict[str, float], story: change.Story, seed: int) -> None:
    assert change.story(market(**planted, seed=seed)) is story


def test_displacement_is_measured_and_the_net_effect_is_smaller() -> None:
    found = change.changed(market(treated=0.2, exposed=1.7))
    assert isinstance(found.effect, Estimate)
    assert isinstance(found.displacement, Estimate)
    assert isinstance(found.net, Estimate)
    assert found.effect.value == pytest.approx(0.2, rel=0.2)
    assert found.displacement.low is not None
    assert found.displacement.low > 1
    assert found.effect.value < found.net.value < found.displacement.value


def test_parts_without_sites_are_refused_not_guessed() -> None:
    found = change.changed([Pair(site="a", before=9, now=3, treated="treated")])
    assert found.effect == Refused("few_sites", 1)
    assert found.exposed == Refused("no_baseline")


def test_a_step_in_a_series_is_found_and_none_where_there_is_none() -> None:
    chance = np.random.default_rng(5)
    week = np.arange(80)
    step = chance.poisson(np.exp(4 + np.log(0.5) * (week >= 40)))
    found = change.interrupted(step.tolist(), 40)
    assert isinstance(found, change.Interrupted)
    assert found.level.value == pytest.approx(0.5, rel=0.2)
    assert (found.level.high or 9) < 1
    flat = change.interrupted(chance.poisson(60, 80).tolist(), 40)
    assert isinstance(flat, change.Interrupted)
    assert (flat.level.low or 0) < 1 < (flat.level.high or 0)
    # Half the work after the day is no step in the rate.
    half = change.interrupted(step.tolist(), 40, effort=np.where(week >= 40, 0.5, 1.0).tolist())
    assert isinstance(half, change.Interrupted)
    assert half.level.value == pytest.approx(1.0, rel=0.2)
    assert change.interrupted([5.0] * 12, 4) == Refused("short_series", 12)


# --- removal ------------------------------------------------------------------------------------------------------


def visited(seed: int, n: int = 80) -> list[End]:
    chance = np.random.default_rng(seed)
    found: list[End] = []
    for k in range(n):
        ended = float(chance.exponential(200))
        visits = [48.0 * i for i in range(1, 12) if chance.random() < 0.7]
        gone = min((v for v in visits if v >= ended), default=None)
        last = max((v for v in visits if v < ended), default=0.0)
        found.append(End(offer=str(k), last_seen=last, gone_by=gone, cause=Cause.PLATFORM))
    return found


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_with_one_cause_it_is_turnbulls_curve(seed: int) -> None:
    from lifelines import KaplanMeierFitter

    seen = visited(seed)
    ours = removal(seen, rounds=10)
    assert isinstance(ours, Removal)
    fitter = KaplanMeierFitter().fit_interval_censoring(
        # Their intervals are closed; ours begin after the last visit, so theirs begin a moment later.
        [end.last_seen + 0.01 if end.last_seen else 0.0 for end in seen],
        [end.gone_by or np.inf for end in seen],
    )
    theirs = 1 - fitter.survival_function_.iloc[:, 1]
    for hour in (96.0, 192.0, 288.0, 384.0):
        assert ours.any_cause.at(hour)[0] == pytest.approx(float(theirs[theirs.index <= hour].iloc[-1]), abs=0.01)


def test_causes_compete_and_add_up() -> None:
    seen = [End(offer=str(k), last_seen=24.0 * (k % 3), gone_by=24.0 * (k % 3) + 24, cause=cause)
            for k, cause in enumerate([Cause.PLATFORM, Cause.SOLD, Cause.EXPIRED] * 10)]  # fmt: skip
    seen += [End(offer=f"s{k}", last_seen=72, gone_by=None) for k in range(10)]
    found = removal(seen, rounds=20)
    assert isinstance(found, Removal)
    assert found.any_cause.at(72)[0] == pytest.approx(0.75, abs=1e-3)
    assert sum(curve.at(72)[0] for curve in found.of_cause.values()) == pytest.approx(0.75, abs=1e-3)
    assert found.median == Refused("median_not_reached", 40)


def test_gone_is_not_removed() -> None:
    gone = [End(offer=str(k), last_seen=0, gone_by=24, cause=Cause.UNKNOWN) for k in range(9)]
    found = removal(gone, rounds=5)
    assert isinstance(found, Removal)
    assert found.by(168) == Refused("cause_unknown", 9)
    sold = removal([End(offer="a", last_seen=0, gone_by=24, cause=Cause.SOLD)], rounds=5)
    assert isinstance(sold, Removal)
    assert sold.by(168) == Refused("never", 1)
    assert removal([End(offer="a", last_seen=48, gone_by=None)]) == Refused("none_gone", 1)


def test_all_removed_does_not_pretend_to_certainty() -> None:
    found = removal([End(offer=str(k), last_seen=0, gone_by=24, cause=Cause.PLATFORM) for k in range(16)], rounds=50)
    assert isinstance(found, Removal)
    share, low, high = found.of_cause[Cause.PLATFORM].at(168)
    assert (share, high) == (pytest.approx(1.0), pytest.approx(1.0))
    assert low == pytest.approx(interval.share(16, 16).low, abs=1e-3)  # type: ignore[union-attr]


def test_recurrence_at_three_strengths_of_linkage() -> None:
    offers = [("a", 0.0), ("b", 40.0), ("c", 5.0), ("d", 200.0)]
    weak, _, strong = recurrence(offers, [("a", 10.0), ("d", 210.0)], [("a", "b", 0.75)])
    assert (weak.sellers, strong.sellers) == (3, 4)
    assert isinstance(weak.again, Estimate)
    assert isinstance(strong.again, Estimate)
    assert (weak.again.value, strong.again.value) == (0.5, 0.0)
    assert isinstance(weak.repeat, Estimate)
    assert weak.repeat.value == pytest.approx(1 / 3)


# --- values -------------------------------------------------------------------------------------------------------


def test_a_missing_price_is_never_nought() -> None:
    offers = [values.Priced(100.0, ("a",))] * 8 + [values.Priced(None, ("a",))] * 2
    found = values.value(offers)
    assert (found.known, found.with_price, found.missing_share) == (800.0, 8, pytest.approx(0.2))
    assert isinstance(found.imputed, Estimate)
    assert found.imputed.value == found.by_median == 1000.0


def test_too_few_prices_give_no_imputed_sum() -> None:
    offers = [values.Priced(100.0, ("a",))] * 3 + [values.Priced(None, ("a",))]
    assert values.value(offers).imputed == Refused("few_prices", 4)


def test_donors_are_alike() -> None:
    cheap, dear = [values.Priced(10.0, ("cheap",))] * 6, [values.Priced(1000.0, ("dear",))] * 6
    found = values.value([*cheap, *dear, values.Priced(None, ("dear",))])
    assert isinstance(found.imputed, Estimate)
    assert found.imputed.value == found.known + 1000


# --- the engine against coders ------------------------------------------------------------------------------------


def test_right_99_times_in_100_and_wrong_11_times_in_12() -> None:
    found = validity.precision_at(0.001, validity.Rate(95, 100), validity.Rate(990, 1000))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(0.0868, abs=1e-3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_rogan_gladen_takes_out_false_findings() -> None:
    found = validity.corrected_count(100, 1000, validity.Rate(180, 200), validity.Rate(475, 500))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx((0.1 + 0.95 - 1) / (0.9 + 0.95 - 1) * 1000)
    refused = validity.corrected_share(1, 10, validity.Rate(1, 2), validity.Rate(1, 2))
    assert refused == Refused("worse_than_chance")


def test_validity_by_language() -> None:
    judged = [validity.Judged(True, True, 0.9, "T", "de")] * 9 + [validity.Judged(True, False, 0.6, "T", "fr")] * 3
    german, french = validity.by(judged, "language")
    assert isinstance(german.precision, Estimate)
    assert isinstance(french.precision, Estimate)
    assert (german.of, german.precision.value, french.precision.value) == ("de", 1.0, 0.0)
    assert french.recall == Refused("no_base")
    assert german.calibration_error == pytest.approx(0.1)


# --- properties of intervals --------------------------------------------------------------------------------------


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_share_lies_in_its_interval(part: int, whole: int) -> None:
    found = interval.share(min(part, whole), whole)
    assert isinstance(found, Estimate)
    assert 0 <= (found.low or 0) <= found.value + 1e-12
    assert found.value <= (found.high or 0) + 1e-12 <= 1 + 1e-9


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=40))
def test_clusters_never_narrow_an_interval(sellers: list[tuple[int, int]]) -> None:
    parts, sizes = [a for a, _ in sellers], [a + b for a, b in sellers]
    clustered, plain = interval.clustered_share(parts, sizes), interval.share(sum(parts), sum(sizes))
    if isinstance(clustered, Refused) or isinstance(plain, Refused):
        assert sum(size > 0 for size in sizes) < 2
        return
    assert (clustered.high or 0) - (clustered.low or 0) >= (plain.high or 0) - (plain.low or 0) - 1e-9


def test_one_account_has_no_interval_of_accounts() -> None:
    assert interval.clustered_share([3], [9]) == Refused("one_cluster")
    assert interval.clustered_share([], []) == Refused("no_base")
    assert interval.clustered_total([]) == Refused("no_base")
    assert interval.clustered_median([[1.0]] * 4) == Refused("few_clusters", 4)


def test_a_census_has_no_sampling_error() -> None:
    found = interval.weighted_total([3, 4, 5], ["a", "a", "b"], {"a": 2, "b": 1})
    assert found == Estimate(value=12.0, base=3, method="census")
    assert interval.weighted_total([3], ["a"], {"a": 9}) == Refused("one_site_in_stratum")
    assert interval.weighted_total([], [], {"a": 9}) == Refused("empty_stratum")


QUICK = [name for name in WORLDS if name not in ("removed_within_a_week", "three_searchers", "alpha", "count")]


@pytest.mark.parametrize("name", QUICK)
def test_intervals_cover_what_they_say(name: str) -> None:
    """In small: of 120 worlds 95 % should be covered; fewer than 86 % happens once in 10,000 times by chance."""
    assert covered(WORLDS[name], 120, seed=7) >= 0.86


@pytest.mark.parametrize(("name", "runs"), [("removed_within_a_week", 8), ("three_searchers", 25), ("alpha", 25)])
def test_slow_intervals_cover_most_worlds(name: str, runs: int) -> None:
    assert covered(WORLDS[name], runs, seed=7) >= 0.75
