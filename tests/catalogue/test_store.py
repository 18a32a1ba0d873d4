"""Columns are read back as they were written."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.catalogue.lexicon import phrase_number
from lycaon.catalogue.store import Store, grouped, joined, write_store
from lycaon.catalogue.suggest import similarity
from lycaon.errors import CatalogueError

WORDS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=12)


@given(WORDS, st.lists(st.integers(-(2**31), 2**31 - 1), max_size=12))
def test_what_is_written_is_read_back(words: list[str], numbers: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "columns.bin"
        write_store(path, {"numbers": np.array(numbers, dtype="<i4")}, {"words": words})
        store = Store.open(path)
        assert list(store.numbers("numbers")) == numbers
        assert list(store.strings("words")) == words
        assert [store.strings("words")[at] for at in range(len(words))] == words


@given(st.lists(st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"])), min_size=1))
def test_a_row_in_one_string_is_taken_apart_again(cells: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "columns.bin"
        write_store(path, {}, {"rows": [joined(cells)]})
        assert Store.open(path).strings("rows").cells(0) == cells


@given(st.lists(st.integers(-1, 5), max_size=30))
def test_every_row_is_with_its_owner(owners: list[int]) -> None:
    starts, order = grouped(owners, 6)
    for owner in range(6):
        rows = order[starts[owner] : starts[owner + 1]].tolist()
        assert rows == [at for at, whose in enumerate(owners) if whose == owner]


@given(st.lists(st.text(), unique=True), st.text())
def test_a_phrase_is_found_exactly_where_it_stands(phrases: list[str], other: str) -> None:
    phrases.sort()
    assert [phrase_number(phrases, phrase) for phrase in phrases] == list(range(len(phrases)))
    assert phrase_number(phrases, other) == (phrases.index(other) if other in phrases else None)


@pytest.mark.parametrize("raw", [b"", b"12", b"{}" * 40, b"99999999        {}"])
def test_a_file_of_another_kind(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "columns.bin"
    path.write_bytes(raw)
    with pytest.raises(CatalogueError, match="delete its folder, it is made again"):
        Store.open(path)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("", "", 1.0), ("abc", "abc", 1.0), ("abcd", "abdc", 0.75), ("abcd", "abc", 0.75), ("ab", "xy", 0.0)],
)
def test_likeness(first: str, second: str, expected: float) -> None:
    assert similarity(first, second) == expected
    assert similarity(second, first) == expected
