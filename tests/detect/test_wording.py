"""Words of a listing: what begins with digits is found from where digits begin."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.detect import age, documents, marks
from lycaon.detect.extract import Extractors
from lycaon.values.listing import Listing

_PATTERNS = (age._RANGE, age._DECADE, documents._PERMIT, marks._CHIP)
_PIECES = ("1990", "1980s", "90er", "12DE345678", "/A1", "978000001234567", "-", "–", "bis", " ", ".", "7", "a", "٣")


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_matches_are_found_from_where_digits_begin(extractors: Extractors, text: str) -> None:
    words = extractors.wording(Listing(id="t:1", text=text)).field("text")
    for pattern in _PATTERNS:
        assert [each.span() for each in words.from_digits(pattern)] == [each.span() for each in pattern.finditer(text)]


@pytest.mark.parametrize(("text", "numeric"), [("three", False), ("3", True), ("a٣", True), ("", False), ("½", False)])
def test_digits_are_those_of_any_script(extractors: Extractors, text: str, numeric: bool) -> None:
    words = extractors.wording(Listing(id="t:1", text=text)).field("text")
    assert words.numeric is numeric
    assert words.digits == tuple(found.start() for found in re.finditer(r"\d+", text))
