"""The search of phrases, by either implementation."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.errors import FormatError, SetupError
from lycaon.text import Implementation, PhraseIndex, fold, implementations, tokens
from lycaon.text.implementations import kernel

PHRASES = ["African grey", "grey", "grey parrot", "Grey", "!!", "象牙", "牙", "elephant d'afrique", "🐯"]
INSTALLED: list[Implementation] = ["twin"] if kernel is None else ["kernel", "twin"]


@pytest.fixture(params=INSTALLED)
def index(request: pytest.FixtureRequest) -> PhraseIndex:
    return PhraseIndex.build(PHRASES, implementation=request.param)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("AFRICAN-GREY  parrot", [(0, 0, 12), (1, 8, 12), (3, 8, 12), (2, 8, 20)]),
        ("greys, greyparrot", []),
        ("African African grey", [(0, 8, 20), (1, 16, 20), (3, 16, 20)]),
        ("grey African parrot", [(1, 0, 4), (3, 0, 4)]),  # the order of words counts
        ("小象牙雕", [(5, 1, 3), (6, 2, 3)]),
        ("E\u0301le\u0301phant\u0301 d’Afrique", [(7, 0, 21)]),
        ("Éléphant d’Afrique", [(7, 0, 18)]),
        ("\ud800🐯!!", [(8, 1, 2)]),
        ("", []),
    ],
)
def test_all_hits_are_found_and_no_others(index: PhraseIndex, text: str, hits: list[tuple[int, int, int]]) -> None:
    assert index.find(text) == hits


@given(st.lists(st.text(alphabet="ab É象🐯-", min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_a_phrase_is_found_wherever_it_stands_between_separators(phrases: list[str], data: st.DataObject) -> None:
    index = PhraseIndex.build(phrases)
    number = data.draw(st.integers(0, len(phrases) - 1))
    before, after = data.draw(st.text(max_size=9)), data.draw(st.text(max_size=9))
    text = f"{before} | {phrases[number]} | {after}"
    found = [hit for hit in index.find(text) if hit.phrase == number]
    assert bool(found) == bool(tokens(phrases[number]))
    assert all(fold(text[hit.start : hit.end]) == fold(phrases[number]) for hit in found)


def test_a_saved_index_is_the_same_index(tmp_path: Path, index: PhraseIndex) -> None:
    index.save(tmp_path / "index")
    loaded = PhraseIndex.load(tmp_path / "index", verify=True)
    assert (len(loaded), loaded.digest) == (len(PHRASES), index.digest)
    assert [loaded.key(number) for number in (0, 3, 4, 5)] == ["african grey", "grey", "", "象 牙"]
    assert loaded.find("African grey parrot") == index.find("African grey parrot")
    assert list(tmp_path.iterdir()) == [tmp_path / "index"], "nothing is left aside"


def test_batches_are_single_finds(index: PhraseIndex) -> None:
    texts = ["grey", None, "", "a grey parrot 象牙"]
    table = index.find_batch(pa.array(texts))
    rows = list(zip(*(column.tolist() for column in table), strict=True))
    assert rows == [(row, *hit) for row, text in enumerate(texts) for hit in index.find(text or "")]


@pytest.mark.parametrize("phrases", [[], ["", "!!"]])
def test_an_index_of_nothing_finds_nothing(phrases: list[str]) -> None:
    for name in INSTALLED:
        assert PhraseIndex.build(phrases, implementation=name).find("!! a") == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: b"", "empty file"),
        (lambda raw: b"PK" + raw[2:], "not a phrase index"),
        (lambda raw: raw[:50], "not a phrase index"),
        (lambda raw: raw[:-8], "bytes where"),
        (lambda raw: raw[:8] + b"\0" + raw[9:], "other folding rules"),
        (lambda raw: raw[:39] + b"\xff" + raw[40:], "impossible sizes"),
        (lambda raw: raw[:-1] + b"\xff", "damaged"),
    ],
)
def test_a_file_that_is_none_says_so(tmp_path: Path, damage, words: str) -> None:
    path = tmp_path / "index"
    PhraseIndex.build(["ivory"]).save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FormatError, match=words):
        PhraseIndex.load(path, verify=True)


def test_asking_for_a_kernel_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implementations, "kernel", None)
    implementations._reader.cache_clear()
    try:
        with pytest.raises(SetupError, match="C compiler"):
            PhraseIndex.build(["ivory"], implementation="kernel")
        assert PhraseIndex.build(["ivory"], implementation="twin").find("ivory") == [(0, 0, 5)]
    finally:
        implementations._reader.cache_clear()
