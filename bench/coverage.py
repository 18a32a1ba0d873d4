"""Do 95 % intervals cover the truth 95 times in 100? ``python -m bench.coverage [--runs 2000] [--only NAME]``.

Worlds with a known truth are made and surveyed again and again, as the field has them: sellers with many offers,
sites that differ, engines whose errors are themselves only estimated. A small version stands in the tests.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from lycaon.survey.estimates import agreement, change, coverage, interval, ratio, removal, validity, values
from lycaon.survey.estimates.interval import Estimate, Refused

World = Callable[[np.random.Generator], tuple[Estimate | Refused, float]]


def share(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    n, p = int(rng.integers(40, 400)), float(rng.uniform(0.05, 0.95))
    return interval.share(int(rng.binomial(n, p)), n), p


def share_of_sellers(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    """Offers by seller: sizes lean to the right, and a seller's offers are alike."""
    sizes = rng.geometric(0.4, 150)
    p = rng.beta(2, 3, 150)
    return interval.clustered_share(rng.binomial(sizes, p).tolist(), sizes.tolist()), 0.4


def count(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    truth = float(rng.uniform(20, 200))
    return interval.count(int(rng.poisson(truth))), truth


def total_of_sellers(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    sellers = int(rng.poisson(300))
    brought = [float(rng.lognormal(5, 0.9, n).sum()) for n in rng.geometric(0.5, sellers)]
    return interval.clustered_total(brought), 300 * 2 * float(np.exp(5 + 0.9**2 / 2))


def median_of_sellers(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    prices = [np.exp(5 + 0.6 * rng.normal() + 0.6 * rng.normal(size=n)).tolist() for n in rng.geometric(0.5, 150)]
    return interval.clustered_median(prices), float(np.exp(5))


_FRAME = np.random.default_rng(7).gamma(2.0, 20.0, 120)


def total_of_a_sample_of_sites(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    ordered = np.sort(_FRAME)
    small, large = ordered[:80], ordered[80:]
    seen = [*rng.choice(small, 30, replace=False), *rng.choice(large, 25, replace=False)]
    strata = ["small"] * 30 + ["large"] * 25
    return interval.weighted_total(seen, strata, {"small": 80, "large": 40}), float(_FRAME.sum())


def rate_ratio(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    before, r, e = float(rng.uniform(60, 300)), float(rng.uniform(0.15, 1.2)), float(rng.uniform(0.5, 1.5))
    now = int(rng.poisson(before * r * e))
    return ratio.rate_ratio(now, int(rng.poisson(before)), effort_now=e), r


def _sites(rng: np.random.Generator, n: int, r: float, treated: str, spread: float = 0.25) -> list[ratio.Pair]:
    mean = rng.gamma(1.5, 15, n) + 2
    effort = rng.uniform(0.6, 1.4, n)
    local = r * np.exp(rng.normal(0, spread, n) - spread**2 / 2)
    now = rng.poisson(mean * local * effort)
    return [
        ratio.Pair(site=f"{treated}{i}", before=int(b), now=int(a), effort_now=float(e), treated=treated)
        for i, (b, a, e) in enumerate(zip(rng.poisson(mean), now, effort, strict=True))
    ]


def site_ratio(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    return ratio.site_ratio(_sites(rng, 40, 0.4, "")), 0.4


def difference_in_differences(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    pairs = _sites(rng, 25, 0.3, "treated") + _sites(rng, 25, 0.9, "control")
    return change.changed(pairs).effect, 0.3 / 0.9


def two_searchers(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    seen = rng.random((359, 2)) < (0.61, 0.50)
    found = coverage.chapman(int(seen[:, 0].sum()), int(seen[:, 1].sum()), int(seen.all(axis=1).sum()))
    return (found if isinstance(found, Refused) else found.all_offers), 359


def three_searchers(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    seen = rng.random((500, 3)) < (0.5, 0.4, 0.35)
    found = coverage.from_histories(";".join("ABC"[i] for i in range(3) if row[i]) for row in seen)
    return (found if isinstance(found, Refused) else found.all_offers), 500


def kappa(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    table = np.array([120, 10, 15, 55]) / 200
    cells = rng.multinomial(200, table)
    pairs = [p for p, n in zip((("y", "y"), ("y", "n"), ("n", "y"), ("n", "n")), cells, strict=True) for _ in range(n)]
    return _agreed(agreement.kappa(pairs)), (0.875 - 0.5525) / (1 - 0.5525)


def _agreed(found: agreement.Agreement) -> Estimate | Refused:
    return Refused("undefined") if found.value is None else Estimate(value=found.value, low=found.low, high=found.high)


def alpha(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    """Three coders who each mistake the truth one time in ten, among four classes used equally."""
    truth = rng.integers(4, size=200)
    codes = [np.where(rng.random(200) < 0.1, (truth + rng.integers(1, 4, 200)) % 4, truth) for _ in range(3)]
    units = [dict(zip("abc", map(str, row), strict=True)) for row in np.array(codes).T]
    agree = 0.9**2 + 0.1**2 / 3
    return _agreed(agreement.alpha(units, rounds=299, seed=int(rng.integers(1 << 31)))), 1 - (1 - agree) / 0.75


def removed_within_a_week(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    """Visits every second day, some of them missed; half of the sellers' offers sell before they are removed."""
    seen: list[removal.End] = []
    for seller in range(90):
        for k in range(int(rng.geometric(0.6))):
            platform, sold = rng.exponential(240), rng.exponential(480)
            ended, cause = min((platform, removal.Cause.PLATFORM), (sold, removal.Cause.SOLD))
            visits = [48.0 * i for i in range(1, 16) if rng.random() < 0.8 or i in (3, 4)]
            last = max((v for v in visits if v < ended), default=0.0)
            gone = min((v for v in visits if v >= ended), default=None)
            seen.append(
                removal.End(offer=f"{seller}.{k}", last_seen=last, gone_by=gone, cause=cause, cluster=str(seller))
            )
    found = removal.removal(seen, rounds=199, seed=int(rng.integers(1 << 31)))
    both = 1 / 240 + 1 / 480
    truth = (1 / 240) / both * (1 - float(np.exp(-both * 192)))
    return (found if isinstance(found, Refused) else found.by(192)), truth


def interrupted_series(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    """A hundred and four weeks with a step to six tenths, weeks that lean on the week before."""
    noise = np.zeros(104)
    for week in range(1, 104):
        noise[week] = 0.3 * noise[week - 1] + rng.normal(0, 0.08)
    weeks = np.arange(104)
    counts = rng.poisson(np.exp(4.2 + 0.002 * weeks + np.log(0.6) * (weeks >= 52) + noise))
    found = change.interrupted(counts.tolist(), 52)
    return (found if isinstance(found, Refused) else found.level), 0.6


def missing_prices(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    """All that is asked in a finished census of which a fifth names no price."""
    cell = rng.integers(0, 8, 800)
    price = rng.lognormal(4.5 + cell / 4, 0.7)
    known = rng.random(800) > 0.2
    offers = [values.Priced(float(p) if k else None, (int(c),)) for p, k, c in zip(price, known, cell, strict=True)]
    return values.value(offers, seed=int(rng.integers(1 << 31))).imputed, float(price.sum())


def corrected_prevalence(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    se, sp, true = 0.92, 0.97, 0.08
    positive = int(rng.binomial(3000, true * se + (1 - true) * (1 - sp)))
    rates = (validity.Rate(int(rng.binomial(250, se)), 250), validity.Rate(int(rng.binomial(500, sp)), 500))
    return validity.corrected_share(positive, 3000, *rates), true


def precision_at_base_rate(rng: np.random.Generator) -> tuple[Estimate | Refused, float]:
    se, sp, base = 0.93, 0.985, 0.005
    rates = (validity.Rate(int(rng.binomial(200, se)), 200), validity.Rate(int(rng.binomial(2000, sp)), 2000))
    return validity.precision_at(base, *rates), se * base / (se * base + (1 - sp) * (1 - base))


WORLDS: dict[str, World] = {
    world.__name__: world
    for world in (
        share, share_of_sellers, count, total_of_sellers, median_of_sellers, total_of_a_sample_of_sites, rate_ratio,
        site_ratio, difference_in_differences, two_searchers, three_searchers, kappa, alpha, removed_within_a_week,
        interrupted_series, missing_prices, corrected_prevalence, precision_at_base_rate,
    )
}  # fmt: skip


def covered(world: World, runs: int, *, seed: int = 20261122) -> float:
    """Return the share of runs whose interval holds the truth; a refusal holds nothing."""
    held = 0
    for run in range(runs):
        found, truth = world(np.random.default_rng((seed, run)))
        if isinstance(found, Estimate) and found.low is not None and found.high is not None:
            held += found.low <= truth <= found.high
    return held / runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--only", choices=WORLDS, nargs="*")
    arguments = parser.parse_args()
    print("| interval of | runs | covered | s |\n|---|--:|--:|--:|")
    for name in arguments.only or WORLDS:
        began = time.monotonic()
        part = covered(WORLDS[name], arguments.runs)
        mark = "" if 0.93 <= part <= 0.97 else " **outside 93-97 %**"
        print(
            f"| {name.replace('_', ' ')} | {arguments.runs} | {part:.1%}{mark} | {time.monotonic() - began:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
