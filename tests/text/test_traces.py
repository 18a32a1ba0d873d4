"""Traces of disguise: the pass of the kernel against the patterns that define them."""

import random

import pytest
from bench.oracle import invent
from bench.traces import disagreements, table, traces_of
from bench.traces import invent as invent_traces

from lycaon.text.implementations import kernel
from lycaon.text.traces import Trace, Traces

pytestmark = pytest.mark.skipif(kernel is None, reason="the C kernel is not built: no compiler at installation")


@pytest.mark.parametrize("seed", range(3))
def test_kernel_and_patterns_see_the_same(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(10):
        assert list(disagreements([*invent_traces(chance, texts=100), *invent(chance, texts=20).texts])) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ivory", 0),
        ("P. tigris", Trace.ABBREVIATED),
        ("XP. tigris", 0),
        ("іvory", Trace.HOMOGLYPH),
        ("i v ory", 0),
        ("x i v o", Trace.SPACED),
        ("iv.ory", Trace.SPLIT),
        ("iv***y", Trace.SPLIT),
        ("iv.. y", 0),
        ("ivor1", Trace.LEET),
        ("ivor12", 0),
        ("iv\u200bory", Trace.ZERO_WIDTH),
        ("🐘", Trace.EMOJI),
        ("ivooory", Trace.TRIPLED),
        ("1111", 0),
    ],
)
def test_each_trace_is_seen_and_nothing_else(text: str, seen: int) -> None:
    assert Traces(table()).find(text) == traces_of(text) == seen


def test_a_table_of_signs_is_checked_before_it_is_used() -> None:
    for broken in (b"", table()[:-2], b"\xff\xff" + table()[2:]):
        with pytest.raises(ValueError, match="table of signs"):
            kernel.Traces(broken)
