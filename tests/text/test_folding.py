"""What writing habits are taken away, and what is kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.text import fold, tokens, twin
from lycaon.text.folding import FOLDS
from lycaon.text.folding_rules import TABLE_PATH, Kind, fold_code_point, table

ASSIGNED = [*range(0x32400), *range(0xE0000, 0xE0200), 0xF0000, 0x10FFFF]
"""every code point that means something, and some that do not"""


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("L’Éléphant d'AFRIQUE", "l elephant d afrique"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("İstanbul ISPARTA ıspanak", "istanbul isparta ispanak"),
        ("Øresund Łódź Đồi mồi Œuvre Þór", "oresund lodz doi moi oeuvre thor"),
        ("ﬁne ＡＢ１２ ⓣⓘⓖⓔⓡ 🅸🆅🅾🆁🆈 ❶ ㎏", "fine ab12 tiger ivory 1 kg"),
        ("Ёж ЙОД їжак", "еж иод \u0456жак"),
        ("ΓΆΤΑ λύγξ ΛΎΓΞ ὄφις ὈΦΙΣ ᾳ", "γατα λυγξ λυγξ οφισ οφισ α"),
        ("فِيلُ آفريقيا عـــاج", "فيل افريقيا عاج"),
        ("سلحفاة یوز", "سلحفاه يوز"),
        ("שֶׁנְהָב", "שנהב"),
        ("٣٤ ۵ ५ ๗", "34 5 5 7"),
        ("हाथी दाँत फ़ीट", "हाथी दाँत फीट"),
        ("호랑이 뼈", "호랑이 뼈"),
        ("象牙 carving 虎骨", "象牙 carving 虎骨"),
        ("ｶﾞﾗｽ ゾウ ソウ", "ガラスゾウソウ"),
        ("เสือ เสื้อ", "เสือเสื้อ"),
        ("ti\u200bger ti\u00adger t\u2060iger", "tiger tiger tiger"),
        ("z̷̡̛͇a̸l̶g̴o̵", "zalgo"),
        ("🐯🐘🏿 1️⃣ ★", "🐯🐘 1"),
        ("CB24 cb-24 c_b_24 #cb24", "cb24 cb 24 c b 24 cb24"),
        ("a\ud800b\0c\ue000d", "a b c d"),
        ("½ ㍍ ㈱ ⒈", "½㍍株 1"),
        ("𝐈𝐯𝐨𝐫𝐲 𝓲𝓿𝓸𝓻𝔂", "ivory ivory"),
        ("ㅤ", ""),
        ("", ""),
    ],
)
def test_writing_habits_fold_away(written: str, folded: str) -> None:
    assert fold(written) == unicodedata.normalize("NFC", folded)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("เสือ", "เสื้อ"),  # tiger, shirt
        ("ゾウ", "ソウ"),
        ("ぞう", "ゾウ"),  # hiragana runs hold too many short animal names to be folded into katakana
        ("हाथी", "हथ"),
        ("虎", "琥"),
        ("象", "像"),
        ("ivory", "іvory"),  # a Cyrillic letter: obfuscation is undone elsewhere, with a note that it was
    ],
)
def test_what_makes_another_word_is_kept(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Cafe\u0301!", ["Cafe\u0301"]),
        ("\u0301a\u200b b", ["a", "b"]),
        ("ti\u200bger", ["ti\u200bger"]),
        ("虎と象", ["虎", "と", "象"]),
        ("か\u3099き", ["か\u3099", "き"]),
        ("งาช้าง", ["ง", "า", "ช้", "า", "ง"]),
        ("🐻\u200d❄️", ["🐻"]),
        ("tiger🐯虎", ["tiger", "🐯", "虎"]),
    ],
)
def test_spans_cover_what_was_written(text: str, spans: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokens(text)] == spans


def test_the_shipped_table_is_what_the_rules_say() -> None:
    if unicodedata.unidata_version != FOLDS.unicode_version:
        pytest.skip(f"the table was made with Unicode {FOLDS.unicode_version}")
    assert TABLE_PATH.read_bytes() == table(), "run: python -m lycaon.text.folding_rules"


def test_the_table_is_read_as_it_was_written() -> None:
    if unicodedata.unidata_version != FOLDS.unicode_version:
        pytest.skip(f"the table was made with Unicode {FOLDS.unicode_version}")
    for code_point in ASSIGNED[::7]:
        kind, folded = fold_code_point(code_point)
        assert FOLDS[chr(code_point)] == (kind, "".join(map(chr, folded))), hex(code_point)


def test_every_code_point_folds_once_and_for_all_and_in_both_normal_forms() -> None:
    for letter in map(chr, ASSIGNED):
        kind, folded = FOLDS[letter]
        assert bool(folded) == (kind in (Kind.WORD, Kind.SINGLE, Kind.EXTEND)), hex(ord(letter))
        key = "".join(letters for _, _, letters in twin.raw_tokens(letter))
        assert key == folded
        assert "".join(FOLDS[end][1] for end in folded) == folded, hex(ord(letter))
        for form in ("NFC", "NFD"):
            normal = unicodedata.normalize(form, letter)
            assert "".join(FOLDS[end][1] for end in normal) == folded, (hex(ord(letter)), form)


SCRIPT_LETTERS = "aÉßïIİıяЙёїΆςΏᾳفِآةىکשֶׁहाँफ़्ড়ো্கொ்తెై్ดี้ำแກິ້ໍາភាសា្ខမြန်မာ့한ㅎᄒがカﾞー象龍🐯🏿️-_'’ \u200b\u0301\u0640\ud800\0"
written = st.text(st.one_of(st.sampled_from(SCRIPT_LETTERS), st.characters()), max_size=40)


@given(written)
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(written)
def test_both_normal_forms_give_the_same_tokens(text: str) -> None:
    composed, decomposed = (tokens(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert [token.folded for token in composed] == [token.folded for token in decomposed]


@given(written)
def test_each_span_folds_to_its_token(text: str) -> None:
    last = 0
    for start, end, folded in tokens(text):
        assert last <= start < end <= len(text)
        assert [token.folded for token in tokens(text[start:end])] == [folded]
        last = end


@given(written, written)
def test_equal_folds_mean_equal_tokens(one: str, other: str) -> None:
    same = [t.folded for t in tokens(one)] == [t.folded for t in tokens(other)]
    assert (fold(one) == fold(other)) == same
