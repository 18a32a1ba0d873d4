"""Which ids were seen before."""

from hypothesis import given
from hypothesis import strategies as st

from lycaon.scan.seen import SeenIds


@given(st.lists(st.lists(st.text(max_size=3), max_size=20), max_size=12))
def test_it_remembers_like_a_set(calls: list[list[str]]) -> None:
    seen, plain = SeenIds(), set[str]()
    for ids in calls:
        expected: list[bool] = []
        for name in ids:
            expected.append(name in plain)
            plain.add(name)
        assert seen.add(ids) == expected
