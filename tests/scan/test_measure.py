"""Measures of accuracy: figures that can be worked out by hand."""

import math

import pytest

from lycaon.scan.measure import calibration, detection, share


def test_f1_by_hand() -> None:
    found = detection([True] * 8 + [False] * 4, [True] * 6 + [False] * 2 + [True] * 2 + [False] * 2)
    assert (found.true_positives, found.false_negatives, found.false_positives, found.true_negatives) == (6, 2, 2, 2)
    assert found.precision == found.recall == found.f1 == 0.75
    assert found.f1_low < 0.75 < found.f1_high


def test_nothing_to_find_is_no_figure() -> None:
    assert math.isnan(detection([False, False], [False, False]).f1)
    assert math.isnan(share(0, 0).value)


def test_wilson_by_hand() -> None:
    # 15 of 106: the worked check of the duplicate share, 8.8 to 22.0 per cent.
    assert (round(share(15, 106).low, 3), round(share(15, 106).high, 3)) == (0.088, 0.220)


@pytest.mark.parametrize(
    ("truth", "told", "error"),
    [
        ([True, False], [1.0, 0.0], 0.0),
        ([True, False], [0.0, 1.0], 1.0),
        ([True, False, False, False], [0.25] * 4, 0.0),
        ([True, True], [0.5, 0.5], 0.5),
    ],
)
def test_calibration_by_hand(truth: list[bool], told: list[float], error: float) -> None:
    assert calibration(truth, told)[0] == pytest.approx(error)
