"""Figures: what is found from sign to sign is what a search of the whole text finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.detect.figures import _DIGIT, _FIGURE, each_from
from lycaon.detect.phones import _OPENING, _PHONE

TEXTS = st.text(alphabet=st.sampled_from("01239٣３.,' +(-)/x–a€ "), max_size=40)


@pytest.mark.parametrize(("pattern", "first"), [(_FIGURE, _DIGIT), (_PHONE, _OPENING)])
@given(text=TEXTS)
def test_search_by_first_sign_finds_the_same(pattern: re.Pattern[str], first: re.Pattern[str], text: str) -> None:
    found = [match.span() for match in each_from(pattern, first, text)]
    assert found == [match.span() for match in pattern.finditer(text)]
