"""Accuracy: how far our reading agrees with a specialist's, with intervals, by language, group and form.

Rates come with 95 % intervals: Wilson's for shares (E. B. Wilson, JASA 22, 1927), the percentile bootstrap
over listings for F1 (B. Efron, Annals of Statistics 7, 1979; 1,000 resamples, seeded).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np

from lycaon.catalogue import Catalogue
from lycaon.scan.gold import Gold, GoldSpecimen
from lycaon.scan.scanner import Scanner
from lycaon.values.listing import Listing
from lycaon.values.scanned import Scan

T = TypeVar("T")

_RESAMPLES = 1_000
_BINS = 10
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled listing and what we made of it."""

    listing: Listing
    gold: Gold
    scan: Scan


@dataclass(frozen=True, slots=True)
class Share:
    """``right`` of ``of``, with the bounds of a 95 % interval."""

    right: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; not a number where nothing was measured."""
        return self.right / self.of if self.of else math.nan


@dataclass(frozen=True, slots=True)
class Detection:
    """How well a yes-or-no question was answered."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float


def judge_all(scanner: Scanner, labelled: Iterable[tuple[Listing, Gold]], *, today: date) -> list[Judged]:
    """Scan every labelled listing on its own day."""
    return [Judged(listing, gold, scanner.scan(listing, today=today)) for listing, gold in labelled]


def share(right: int, of: int) -> Share:
    """Return a share with Wilson's interval.

    >>> round(share(15, 106).low, 3), round(share(15, 106).high, 3)
    (0.088, 0.22)
    """
    if of == 0:
        return Share(0, 0, math.nan, math.nan)
    z = 1.959964
    p = right / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return Share(right, of, max(0.0, middle - half), min(1.0, middle + half))


def detection(truth: Sequence[bool], told: Sequence[bool]) -> Detection:
    """Return precision, recall and F1 of answers ``told`` against ``truth``; F1 with its bootstrap interval.

    >>> detection([True, True, False], [True, False, False]).f1
    0.6666666666666666
    """
    real, said = np.array(truth, dtype=bool), np.array(told, dtype=bool)
    kinds = real.astype(np.int64) * 2 + said  # 3 hit, 2 missed, 1 false alarm, 0 rightly silent
    counts = np.bincount(kinds, minlength=4)
    low, high = _bootstrap_f1(counts)
    hits, missed, alarms = int(counts[3]), int(counts[2]), int(counts[1])
    return Detection(
        hits, alarms, missed, int(counts[0]), _ratio(hits, hits + alarms), _ratio(hits, hits + missed),
        _ratio(2 * hits, 2 * hits + alarms + missed), low, high,
    )  # fmt: skip


def _bootstrap_f1(counts: np.ndarray) -> tuple[float, float]:
    total = int(counts.sum())
    if total == 0:
        return math.nan, math.nan
    # Resampling listings is drawing the four counts anew: a multinomial, no need to draw each listing.
    drawn = np.random.default_rng(_SEED).multinomial(total, counts / total, size=_RESAMPLES)
    below = 2 * drawn[:, 3] + drawn[:, 1] + drawn[:, 2]
    f1 = np.where(below > 0, 2 * drawn[:, 3] / np.maximum(below, 1), 1.0)
    return float(np.quantile(f1, 0.025)), float(np.quantile(f1, 0.975))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def calibration(truth: Sequence[bool], probabilities: Sequence[float]) -> tuple[float, list[tuple[float, float, int]]]:
    """Return the expected calibration error over ten equal bins, and ``(mean told, share true, count)`` of each bin."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for real, told in zip(truth, probabilities, strict=True):
        bins[min(_BINS - 1, int(told * _BINS))].append((told, real))
    curve = [
        (
            sum(p for p, _ in members) / len(members),
            sum(real for _, real in members) / len(members),
            len(members),
        )
        for _, members in sorted(bins.items())
    ]
    total = sum(count for _, _, count in curve)
    return sum(abs(told - real) * count for told, real, count in curve) / max(1, total), curve


# --- one measured question each ----------------------------------------------------------------------------


def protected_of(judged: Sequence[Judged], at: float = 0.5) -> Detection:
    """How well protected offers are found."""
    known = [one for one in judged if one.gold.protected is not None]
    return detection([one.gold.protected is True for one in known], [one.scan.protected >= at for one in known])


def wildlife_of(judged: Sequence[Judged], at: float = 0.5) -> Detection:
    """How well offers of wildlife are found."""
    known = [one for one in judged if one.gold.wildlife is not None]
    return detection([one.gold.wildlife is True for one in known], [one.scan.wildlife >= at for one in known])


def extraction(judged: Sequence[Judged], catalogue: Catalogue) -> dict[str, Share]:
    """Return the shares of facts that were read right, over listings with the gold to tell.

    Facts are asked only where wildlife is proposed and was found: a missed offer is counted once, as missed, and not
    again as nine wrong facts; and of a listing without wildlife nobody reads the price.
    """
    found = [one for one in judged if one.gold.wildlife and one.gold.specimens and one.scan.wildlife >= 0.5]
    pairs = [(one, specimen) for one in found for specimen in one.gold.specimens or ()]
    single = [(one, specimen) for one, specimen in pairs if len(one.gold.specimens or ()) == 1]
    priced = [one for one in found if one.gold.price_labelled]
    counted = [pair for pair in single if pair[1].quantity and pair[1].unit == "specimen"]
    kinds = [one for one in found if one.gold.offer_kind]

    def code(form: str | None) -> str | None:
        known = catalogue.forms.get(form or "")
        return known.code if known else form

    return {
        "taxon at gold rank or below": _share(pairs, lambda pair: _taxon_right(pair[0], pair[1], catalogue)),
        "taxon not contradicted": _share(pairs, lambda pair: _taxon_compatible(pair[0], pair[1], catalogue)),
        "form": _share(pairs, lambda pair: _form_right(pair, lambda form: form)),
        "form code": _share(pairs, lambda pair: _form_right(pair, code)),
        "live or part": _share(pairs, lambda pair: _form_right(pair, lambda form: form == "live")),
        "count exact": _share(counted, _count_right),
        "price exact": _share(priced, _price_right),
        "offer kind": _share(kinds, lambda one: one.scan.finding.offer_kind.best == one.gold.offer_kind),
        "country": _share([one for one in found if one.gold.country], _country_right),
    }


def _share(asked: Sequence[T], right: Callable[[T], bool]) -> Share:
    return share(sum(right(one) for one in asked), len(asked))


def _form_right(pair: tuple[Judged, GoldSpecimen], of: Callable[[str | None], object]) -> bool:
    return any(of(lot.form.best) == of(pair[1].form) for lot in pair[0].scan.finding.lots)


def _gold_ids(specimen: GoldSpecimen, catalogue: Catalogue) -> set[str]:
    return {name.taxon_id for name in catalogue.find(specimen.taxon) if name.taxon_id}


def _taxon_right(one: Judged, specimen: GoldSpecimen, catalogue: Catalogue) -> bool:
    gold = _gold_ids(specimen, catalogue)
    for lot in one.scan.finding.lots:
        told = lot.taxon.best
        if told is not None and (told.scientific_name == specimen.taxon or gold & _line(told.id, catalogue)):
            return True
    return False


def _taxon_compatible(one: Judged, specimen: GoldSpecimen, catalogue: Catalogue) -> bool:
    above = {taxon for gold in _gold_ids(specimen, catalogue) for taxon in _line(gold, catalogue)}
    told = {lot.taxon.best.id for lot in one.scan.finding.lots if lot.taxon.best}
    return _taxon_right(one, specimen, catalogue) or bool(told & above)


def _line(taxon_id: str, catalogue: Catalogue) -> set[str]:
    return {taxon.id for taxon in catalogue.lineage(taxon_id)}


def _count_right(pair: tuple[Judged, GoldSpecimen]) -> bool:
    one, specimen = pair
    told = [lot.quantity.best for lot in one.scan.finding.lots if lot.quantity.best]
    # A seller's offer of one animal often says no number at all.
    best = sum(quantity.best for quantity in told if quantity.unit == "specimen") or 1
    return specimen.quantity is not None and best == specimen.quantity[1]


def _price_right(one: Judged) -> bool:
    told = one.scan.finding.price
    if told is None or told.placeholder:
        return one.gold.price is None
    return one.gold.price is not None and (told.amount, told.currency) == one.gold.price


def _country_right(one: Judged) -> bool:
    told = one.scan.finding.item_country.best or one.scan.finding.seller_country.best or ""
    return told[:2] == one.gold.country


# --- by group, and the worst -------------------------------------------------------------------------------


def by(judged: Sequence[Judged], key: Callable[[Judged], Iterable[str]]) -> dict[str, list[Judged]]:
    """Return the listings by group; a listing may stand in several."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for name in key(one):
            groups[name].append(one)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def language(one: Judged) -> list[str]:
    """The language of a listing, without its region."""
    return [(one.gold.language or one.listing.language or "unknown").split("-")[0]]


def groups_of(catalogue: Catalogue) -> Callable[[Judged], list[str]]:
    """Return a key by class of the specimens proposed; plants stand as one group."""

    def key(one: Judged) -> list[str]:
        names: Counter[str] = Counter()
        for specimen in one.gold.specimens or ():
            for taxon_id in sorted(_gold_ids(specimen, catalogue))[:1]:
                taxon = catalogue.taxon(taxon_id)
                names["Plantae" if taxon.kingdom == "Plantae" else taxon.group or taxon.scientific_name] += 1
        return list(names)

    return key


def forms(one: Judged) -> list[str]:
    """The forms of the specimens proposed."""
    return sorted({specimen.form for specimen in one.gold.specimens or ()})


def worst(judged: Sequence[Judged], count: int = 50) -> list[Judged]:
    """Return the listings on whose protection we were most wrong, the surest mistakes first."""
    wrong = [
        one for one in judged if one.gold.protected is not None and (one.scan.protected >= 0.5) != one.gold.protected
    ]
    return sorted(
        wrong, key=lambda one: (-abs(one.scan.protected - float(one.gold.protected is True)), one.listing.id)
    )[:count]
