"""The kernel against its oracles, and the doors that must not give way."""

import random
import struct
from pathlib import Path
from unicodedata import decomposition, is_normalized

import numpy as np
import pyarrow as pa
import pytest
from bench.oracle import WORDS, disagreements, invent
from hypothesis import given
from hypothesis import strategies as st

from lycaon.errors import FormatError
from lycaon.text import PhraseIndex, phrase_builder, phrase_file, token_hashes
from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import Kind
from lycaon.text.implementations import kernel, reader

pytestmark = pytest.mark.skipif(kernel is None, reason="the C kernel is not built: no compiler at installation")


@pytest.mark.parametrize("seed", range(10))
def test_kernel_twin_and_automaton_agree(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(10):
        assert list(disagreements(invent(chance))) == []


@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=60), max_size=5))
def test_kernel_and_twin_agree_on_any_text(phrases: list[str], texts: list[str]) -> None:
    whole = [text for text in texts if text.encode(errors="ignore").decode() == text]
    by_kernel, by_twin = (PhraseIndex.build(phrases, implementation=name) for name in ("kernel", "twin"))
    for text in [*texts, *phrases, " ".join(phrases)]:
        assert by_kernel.find(text) == by_twin.find(text)
        assert reader("kernel").tokens(text) == reader("twin").tokens(text)
    column = pa.array(whole, type=pa.large_string())
    for mine, theirs in zip(by_kernel.find_batch(column), by_twin.find_batch(column), strict=True):
        assert mine.tolist() == theirs.tolist()


def test_every_code_point_alone_and_within_a_word() -> None:
    for first in (*range(0, 0x32400, 0x400), 0xE0000, 0x10FC00):
        text = " ".join(f"{letter} a{letter}b" for letter in map(chr, range(first, first + 0x400)))
        assert reader("kernel").tokens(text) == reader("twin").tokens(text), hex(first)


def test_letters_that_the_kernel_leaves_as_they_are_never_compose() -> None:
    """The ranges of ``stands_alone`` in type_folding.c: in NFC by themselves and behind any letter."""
    ranges = ((0, 0x300), (0x400, 0x483), (0x5D0, 0x5EB), (0x621, 0x64B), (0xE01, 0xE4F), (0x3041, 0x3097),
              (0x30A1, 0x30FB), (0x4E00, 0xA000))  # fmt: skip
    parts = (decomposition(chr(code)).split() for code in range(0x110000))
    seconds = {int(pair[1], 16) for pair in parts if len(pair) == 2 and "<" not in pair[0]}
    alone = [code for first, end in ranges for code in range(first, end)]
    assert seconds.isdisjoint(alone)
    # What is written otherwise when composed folds to something else, so it never is a folded letter.
    assert [code for code in alone if not is_normalized("NFC", chr(code)) and FOLDS[chr(code)][1] == chr(code)] == []


def test_what_letters_fold_to_folds_to_itself() -> None:
    """A token that stands in a key byte by byte is taken for it, without folding it: see is_copied in phrases.c."""
    folds = (FOLDS[chr(code)] for code in range(0x110000))
    letters = {letter for kind, folded in folds if kind in (Kind.WORD, Kind.SINGLE, Kind.EXTEND) for letter in folded}
    assert [letter for letter in letters if FOLDS[letter][1] != letter] == []


def test_nulls_slices_and_both_widths_of_arrow() -> None:
    index = PhraseIndex.build(["ivory", "grey parrot"])
    texts = ["ivory", None, "", "a grey parrot", "ivory ivory"]
    for kind in (pa.string(), pa.large_string()):
        column = pa.array(["ivory", *texts], type=kind).slice(1)
        assert index.find_batch(column).row.tolist() == [0, 3, 4, 4]
        assert index.find_batch(column.slice(3, 1)).start.tolist() == [2]
        assert index.find_batch(pa.array([], type=kind)).row.tolist() == []
    assert index.find_batch(pa.array([None, None], type=pa.string())).row.tolist() == []
    with pytest.raises(TypeError, match="array of strings"):
        index.find_batch(pa.array([1, 2]))


def test_broken_utf8_and_broken_offsets_do_no_harm() -> None:
    index = PhraseIndex.build(["ivory"])
    data = b"ivory \xff\xc3 \xe0\x80\x80 \xf4\x90\x80\x80 ivory\xe2"
    column = pa.StringArray.from_buffers(1, pa.py_buffer(struct.pack("<2i", 0, len(data))), pa.py_buffer(data))
    assert index.find_batch(column).start.tolist() == [0, 18]
    hashes = kernel.Folding(FOLDS.raw).hashes_batch
    for offsets in ((0, 99), (-1, 2), (5, 2)):
        with pytest.raises(ValueError, match="offset"):
            hashes(None, struct.pack("<2i", *offsets), data, 0, 1, False)
    for first, rows in ((0, 2), (1, 1), (-1, 1), (0, -1)):
        with pytest.raises(ValueError, match="shorter"):
            hashes(None, struct.pack("<2i", 0, 5), data, first, rows, False)


def test_a_folding_table_is_checked_before_it_is_used() -> None:
    for at, byte in ((0, 0), (16, 0xFF), (24, 0xFF), (len(FOLDS.raw) - 4, 0xFF), (24 + 8704 * 2 + 4, 0x1F)):
        broken = bytearray(FOLDS.raw)
        broken[at : at + 3] = bytes([byte] * 3)
        with pytest.raises(ValueError, match="folding table"):
            kernel.Folding(bytes(broken))


def test_a_run_of_letters_may_not_be_longer_than_the_room_for_it() -> None:
    pages, words = struct.unpack_from("<2I", FOLDS.raw, 16)
    pool = len(FOLDS.raw) - 4 * words
    assert pool == 24 + 0x110000 // 128 * 2 + pages * 128 * 4
    for length in (0, 9, words):
        broken = bytearray(FOLDS.raw)
        struct.pack_into("<I", broken, pool, length)
        with pytest.raises(ValueError, match="empty or too long"):
            kernel.Folding(bytes(broken))


def test_a_hash_is_not_believed(tmp_path: Path) -> None:
    # As if the hashes of these phrases had met: each slot leads to another phrase than its own.
    path, phrases = tmp_path / "index", ["ivor", "ivory", "ivoryx", "ivory x"]
    index = PhraseIndex.build(phrases)
    assert [len(index.find(phrase)) for phrase in phrases] == [1, 1, 1, 2]
    layout = phrase_file.parse(index.raw, "memory")
    for turn in range(1, len(phrases)):
        turned = bytearray(index.raw)
        buckets = np.frombuffer(turned, phrase_builder.BUCKET, count=layout.sizes.buckets, offset=layout.buckets)
        leads = buckets["leads"]
        ends = leads > 1
        leads[ends] = np.roll(leads[ends] & ~np.uint32(1), turn) | (leads[ends] & np.uint32(1))
        path.write_bytes(turned)
        assert [PhraseIndex.load(path).find(phrase) for phrase in phrases] == [[], [], [], []]


@pytest.mark.parametrize("difference", [0, 1, 1 << 20])
def test_keys_of_one_slot_are_told_apart(difference: int) -> None:
    # As if "tusk" and "ivory" had the same 64 bits, or all those that a slot keeps: they share the way, and the first
    # record is the other's.
    keys, hashes, counts = reader("twin").terms(["tusk", "ivory", "Ivory"])
    met = np.full_like(hashes, hashes[1])
    met[0] ^= np.uint64(difference)
    index = PhraseIndex(phrase_builder.pack(phrase_builder.Terms(keys, met, counts)), "memory", "kernel")
    assert index.find("ivory tusk") == [(1, 0, 5), (2, 0, 5)]
    assert [index.key(number) for number in range(3)] == ["tusk", "ivory", "ivory"]


@pytest.mark.parametrize("size", [9, 100, 250])
def test_whoever_finds_the_bucket_full_stands_in_the_next(size: int) -> None:
    words = [f"w{number}" for number in range(10_000)]
    at_the_end = reader("kernel").terms(words).hashes >> np.uint64(59) == 31
    crowd = [word for word, chosen in zip(words, at_the_end, strict=True) if chosen][:size]
    index = PhraseIndex.build(crowd)
    sizes = phrase_file.parse(index.raw, "memory").sizes
    assert sizes.buckets > 1 << sizes.home_bits
    assert (1 << sizes.home_bits > size) == (size == 250)  # too far from home: spread wider
    assert [index.find(word) for word in crowd] == [[(number, 0, len(word))] for number, word in enumerate(crowd)]
    assert index.find(" ".join(word for word in words if word not in crowd)) == []


def test_damaged_indexes_find_less_and_never_crash(tmp_path: Path) -> None:
    path, chance = tmp_path / "index", random.Random(5)
    PhraseIndex.build([f"ivory {n}" for n in range(99)] + ["grey parrot", "象牙"]).save(path)
    whole = path.read_bytes()
    for _ in range(2_000):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            PhraseIndex.load(path).find("ivory 1 ivory 98 grey parrot 象牙 ivory ivory 7")
        except (FormatError, ValueError):
            continue


def test_a_megabyte_of_anything_is_survived() -> None:
    index = PhraseIndex.build(["a", "a a", "½"])
    for text in ("a " * 500_000, "a" * 1_000_000, "a½" * 300_000, "\u0301" * 500_000, "\ud800" * 300_000, "\0" * 10**6):
        assert index.find(text[:40]) == index.find(text)[: len(index.find(text[:40]))]
    assert len(index.find("a½" * 300_000)) == 600_000


def test_hashes_know_words_and_their_order_of_letters() -> None:
    hashes = token_hashes("IVORY ivory yrovi").hash.tolist()
    assert hashes[0] == hashes[1] != hashes[2]
    # Pinned: models are trained on these numbers.
    assert token_hashes("ivory 象").hash.tolist() == PINNED_HASHES


PINNED_HASHES = [3210916126, 2127771497]


def test_both_implementations_build_the_same_bytes(tmp_path: Path) -> None:
    phrases = ["grey parrot", "ivory", "Grey Parrot", "象牙 ゾウ", "", "!!", *WORDS["Thai"], "a\ud800b"]
    for name in ("kernel", "twin"):
        PhraseIndex.build(phrases, implementation=name).save(tmp_path / name)
    assert (tmp_path / "kernel").read_bytes() == (tmp_path / "twin").read_bytes()
