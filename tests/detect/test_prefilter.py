"""The prefilter: a column at once finds what text after text finds, and nothing slips through."""

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.catalogue import Catalogue
from lycaon.detect.disguise import DisguiseReader
from lycaon.detect.epithets import Epithets
from lycaon.detect.extract import Extractors
from lycaon.detect.prefilter import _ABBREVIATED, Prefilter
from lycaon.text import Hit


class NoNames:
    """A lexicon in which every text names something, once the plain search has found nothing: the triggers alone speak."""

    mixed = frozenset("牙")

    def rows_with_names(self, texts: pa.StringArray) -> tuple[list[int], dict[int, list[Hit]]]:
        return [], {}

    def has_names(self, text: str) -> bool:
        return True


@pytest.fixture(scope="module")
def disguise(extractors: Extractors) -> DisguiseReader:
    return extractors.disguise


@pytest.fixture(scope="module")
def prefilter(catalogue: Catalogue, disguise: DisguiseReader) -> Prefilter:
    return Prefilter(catalogue.lexicon, Epithets(catalogue), disguise)


# Signs that disguises are made of, beside ordinary ones.
BENT = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "ivoryIVORYtuskaeb0134578269@$!|_.*~^+-/, ·•\u200b\u00ad\u0374\u0663ßſµªêñжаеороΑονб牙骨งا\U00010400🐘🐊"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=24,
)
SNIPPETS = st.sampled_from(
    ["i v o r y", "1v0ry", "p@rr0t", "іvоrу", "слoнoвая", "iv\u200bory", "yrovi", "YROVI", "iv.ory", "el*phant", "pythooon", "ЖЖЖ",
     "牙牙牙", "🐘", "t3nggiling", "100Teile", "abcd12", "٣abcd12", "wow!!!", "a@b.c", "CB24", "P. regius", "A. retusus", "0AA$", "1ab_"]
)  # fmt: skip


@pytest.mark.parametrize("mixes", [None, lambda sign: sign != "骨"])
@pytest.mark.parametrize("with_kernel", [True, False])
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.one_of(BENT, st.tuples(BENT, SNIPPETS, BENT).map("".join)), max_size=40))
def test_no_disguise_escapes_the_triggers(
    disguise: DisguiseReader, with_kernel: bool, mixes: Callable[[str], bool] | None, texts: list[str]
) -> None:
    disguise = replace(disguise, mixes=mixes)
    column = pa.array(texts, type=pa.string())
    prefilter = Prefilter(NoNames(), Epithets, disguise)  # type: ignore[arg-type]
    if not with_kernel:
        vars(prefilter)["_traces"] = None
    (found,) = prefilter._suspicious([column])
    for row, text in enumerate(texts):
        assert set(disguise.read(text).kinds) <= set(found.get(row, ()))
        assert not _ABBREVIATED.search(text) or "abbreviated" in found[row]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), BENT, SNIPPETS, st.sampled_from(["ivory", "jaguar", "coral dress", "サイズ"])), max_size=12
    )
)
def test_a_column_finds_what_single_texts_find(prefilter: Prefilter, texts: list[str | None]) -> None:
    alone = [row for row, text in enumerate(texts) if text and prefilter.names_something(text)]
    for kind in (pa.string(), pa.large_string()):
        whole = pa.array(["P. regius", *texts, "x"], type=kind)
        rows = prefilter.rows([whole.slice(1, len(texts))])
        assert set(alone) <= set(rows)
        assert all(any(prefilter._lexicon.index.find(texts[row] or "")) for row in set(rows) - set(alone))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(BENT, SNIPPETS), max_size=6).map(" ".join))
def test_what_left_no_trace_need_not_be_looked_for(prefilter: Prefilter, disguise: DisguiseReader, text: str) -> None:
    assert prefilter.undone(text) == disguise.read(text)


def test_innocent_rows_are_never_shown_to_python(prefilter: Prefilter) -> None:
    column = pa.array(
        ["Sofa, wie neu, 50 € VB", "iPhone 12 64GB", "chaise en bois, très bon état !!!", "二手桌子", "50eur 4x4 CB24"]
    )
    assert prefilter._suspicious([column]) == [{}]
