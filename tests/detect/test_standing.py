"""Numbers that the words beside them settle: those that are left, those that are gone, parts of one thing."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detect.conftest import Read

from lycaon.catalogue.yamlfile import read_yaml
from lycaon.detect.extract import Extractors
from lycaon.detect.said import Said, read_said
from lycaon.detect.standing import COUNTING_FILE, Standing, Standings
from lycaon.errors import CatalogueError
from lycaon.values.listing import Listing


def told(extractors: Extractors, language: str, title: str, text: str, names: tuple[str, ...] = ()) -> int:
    wording = extractors.wording(Listing(id="t:1", title=title, text=text, language=language))
    spans = [
        words.span(words.text.index(name), words.text.index(name) + len(name))
        for words in wording.prose
        for name in names
        if name in words.text
    ]
    return int(extractors.read(wording, names=spans).quantity.whole().best)


@pytest.mark.parametrize(
    ("language", "title", "text", "left"),
    [
        ("en", "Ball python clutch, had 6, 2 left", "", 2),
        ("en", "Last one of five - Harris hawk eyas", "four siblings already sold", 1),
        ("en", "Blue tongue skinks", "3 sold, 1 available now", 1),
        ("de", "Königspythons", "5 geschlüpft, noch 3 übrig", 3),
        ("nl", "Nog 1 jonge grijze roodstaart", "van de drie jongen zijn er twee verkocht", 1),
        ("fr", "Il me reste 3 bébés sur 8", "", 3),
        ("es", "Tengo 7 crías, ya vendí 3", "quedan cuatro", 4),
        ("pt", "restam 4", "10x sem juros", 4),
        ("it", "Erano 6 piccoli, ne restano 2", "", 2),
        ("pl", "zostały trzy samce", "", 3),
        ("ru", "Жако, осталось двое", "из пяти птенцов", 2),
        ("id", "Kakatua sisa 1 ekor", "dari 3, yg 2 udah laku", 1),
        ("vi", "Còn 3 con rùa", "lúc đầu 8 con", 3),
        ("zh", "球蟒还剩两条", "一窝七条，五条已出", 2),
        ("it", "Vendo 5 dei miei 12 pitoni reali", "", 5),
    ],
)
def test_what_is_left_settles_the_count(
    extractors: Extractors, language: str, title: str, text: str, left: int
) -> None:
    assert told(extractors, language, title, text) == left


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "5 hatchlings, 2 already sold", 3), ("pt", "2 jabutis, 1 já reservado", 1), ("fr", "4 jeunes, 1 réservé", 3),
        ("de", "4 Jungtiere, zwei sind schon vergeben", 2), ("es", "6 crías, 2 vendidas", 4),
    ],
)  # fmt: skip
def test_what_is_gone_is_taken_off(extractors: Extractors, language: str, text: str, left: int) -> None:
    nouns = ("jabutis", "crías")
    assert told(extractors, language, "", text, nouns) == left


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "necklace, 60 graduated ivory beads"), ("it", "collana 3 fili"), ("tr", "40 kelime biliyor"),
        ("pt", "em até 10x"), ("fr", "pulvérisation 3x/jour"), ("nl", "paar keer gedragen"), ("es", "hace un par de años"),
        ("fr", "perles 6 à 8 mm"), ("zh", "小叶紫檀2.0手串"), ("pt", "trinca ferro 9 cantos"),
        ("es", "vive con dos perros"), ("nl", "Lot 212 ivoren okimono"), ("pt", "650 ou 3x no cartao"),
    ],
)  # fmt: skip
def test_parts_times_and_measures_count_nothing(extractors: Extractors, language: str, text: str) -> None:
    assert told(extractors, language, "", text, ("ferro", "手串")) == 1


@pytest.mark.parametrize(
    ("language", "text", "all_of_them"),
    [
        ("it", "sono 3 ormai grandi", 3), ("de", "Billardkugeln, 3er Satz", 3), ("en", "netsuke, group of three", 3),
        ("pt", "Um casal e uma fêmea avulsa", 3), ("en", "have 7, all good", 7), ("pl", "hamorii L6 x10", 10),
        ("ja", "♂1♀2 トリオ販売", 3), ("fr", "1.2 Phelsuma grandis adultes et 3 juvéniles", 6),
        ("en", "6 knives and 6 forks in a box", 12), ("de", "10 Tiere, 4 Männchen und 6 Weibchen", 10),
    ],
)  # fmt: skip
def test_what_is_joined_adds_up(extractors: Extractors, language: str, text: str, all_of_them: int) -> None:
    assert told(extractors, language, "", text, ("knives", "forks", "Tiere", "Phelsuma grandis")) == all_of_them


def test_a_title_is_finished_by_its_text(extractors: Extractors) -> None:
    assert told(extractors, "pt", "Casal de ring neck", "Vendo casal ring neck azul e 2 filhotes") == 4


def test_a_number_that_repeats_the_price_is_no_count(extractors: Extractors) -> None:
    wording = extractors.wording(
        Listing(id="t:1", title="saka kuşu", text="2500 kanarya ile takas olur", price="2500", language="tr")
    )
    names = [wording.field("text").span(5, 12)]
    assert extractors.read(wording, names=names).quantity.whole().best == 1


@given(st.integers(2, 90), st.integers(1, 9))
def test_any_number_left_is_read_back(extractors: Extractors, all_of_them: int, left: int) -> None:
    text = f"had {all_of_them} hatchlings, {left} left"
    assert told(extractors, "en", "", text, ("hatchlings",)) == left


@pytest.mark.parametrize(("form", "count"), [("ivory_jewellery", 1), ("ivory_carving", 3)])
def test_balls_of_a_necklace_are_no_necklaces(read: Read, form: str, count: int) -> None:
    reading = read("3 Kugeln", language="de", names=("Kugeln",)).quantity
    assert reading.of_form(form).whole().best == count


@given(st.text(max_size=60), st.sampled_from(["en", "de", "zh", "ru"]))
def test_any_clause_is_survived(read: Read, text: str, language: str) -> None:
    assert read(text, language=language).quantity.whole().best >= 0


def test_phrases_leave_room_and_stems_are_open() -> None:
    said = Said({"en": "lived .. with, sold*", "zh": "还剩"})
    assert said.within("lived for years with ", ("en",)) == 20
    assert said.first("all soldout", ("en",)) == (4, 11)
    assert said.first("unsold", ("en",)) is None
    assert said.within("只还剩", ("zh",)) == 3
    assert said.within("sold", ("zh",)) == -1
    assert said.within("sold", ()) == 4


_PHRASES = ("for", "for sale", "sold*", "lived .. with", "with", "在", "sale")


@given(
    st.lists(st.sampled_from(("for", "sale", "sold", "soldout", "lived", "with", "在", "x")), max_size=8), st.booleans()
)
def test_phrases_are_found_as_one_pattern_of_all_finds_them(words: list[str], is_close: bool) -> None:
    text = ("  " if is_close else " ").join(words)
    joined = re.compile(
        r"(?<!\w)for(?!\w)|(?<!\w)for\s+sale(?!\w)|(?<!\w)sold\w*(?!\w)|(?<!\w)lived\s+(?:\S+\s+){0,2}?with(?!\w)"
        r"|(?<!\w)with(?!\w)|在|(?<!\w)sale(?!\w)"
    )
    said = Said({"en": ", ".join(_PHRASES)})
    found = [match.span() for match in joined.finditer(text)]
    assert said.first(text, ("en",)) == (found[0] if found else None)
    assert said.within(text, ("en",)) == (found[-1][1] if found else -1)
    assert said.stands(text, ("en",)) == bool(found)


def test_a_comma_too_many_is_told(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("words: {en: 'left, , gone'}", encoding="utf-8")
    with pytest.raises(CatalogueError, match="an empty phrase"):
        read_said(_Words, path)


class _Words(msgspec.Struct):
    words: dict[str, str]


@pytest.mark.parametrize(
    ("language", "text", "offered"),
    [
        ("en", "I keep snakes, down to nine. Only the pastel female is going", 1), ("fr", "deux oiseaux mais seul le mâle part", 1),
        ("zh", "两只里只卖一只，另一只自己留", 1), ("de", "fünf Tiere, nur das Männchen abzugeben", 1),
        ("de", "14 Schlüpflinge, 6 behalte ich", 8), ("pt", "Tenho cinco filhotes, fico com duas", 3), ("zh", "20只，自留5只", 15),
        ("en", "3 cubs, two others", 3), ("de", "Weibchen, hatte 2021 einmal 18 Babys", 1), ("en", "have 5 at the moment", 5),
        ("en", "babies, the two of them together", 2), ("de", "Nachzuchten, nur alle 5 zusammen", 5),
        ("en", "blue cock and lutino hen", 2), ("de", "Henne 9, Hahn 11 Jahre", 2), ("pl", "samica 1,2 kg, samiec pastel", 2),
        ("de", "Eltern mit 2 Jungtieren", 4), ("en", "three het pied males and one female", 4), ("en", "three males, 1 of the males sings", 3),
        ("pt", "12 ovos, nasceram 9, vendo 6, os outros ficam", 6), ("en", "adult pair + this year's 2 babies", 4),
        ("en", "sold in pairs, 4 pairs ready", 8), ("de", "noch ca. 80 vorhanden", 80),
    ],
)  # fmt: skip
def test_the_words_around_tell_which_number_counts(
    extractors: Extractors, language: str, text: str, offered: int
) -> None:
    assert told(extractors, language, "", text) == offered


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "only the pair for sale, 3 eggs laid"), ("de", "verkaufe nur das Paar"), ("en", "selling only the two of them"),
        ("en", "only one pair left"),
    ],
)  # fmt: skip
def test_only_the_pair_is_no_single_one(extractors: Extractors, language: str, text: str) -> None:
    assert told(extractors, language, "", text) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "cm 40"), ("zh", "三个月 4800"), ("zh", "鬣蜥 1米2"), ("pt", "couro 1,80 antigo"), ("en", "male or female, not sure"),
        ("fr", "le mâle, la femelle reste avec nous"), ("en", "42 teeth, two incisors missing"), ("fr", "dit une dizaine de mots"),
        ("id", "sudah 3x produksi"),
    ],
)  # fmt: skip
def test_what_is_no_count_leaves_one(extractors: Extractors, language: str, text: str) -> None:
    wording = extractors.wording(Listing(id="t:1", title="", text=text, language=language))
    assert int(extractors.read(wording, names=()).quantity.of_form("live").whole().best) == 1


def test_one_look_for_all_meanings_misses_none(extractors: Extractors, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a look for all phrases at once passes over stands as the looks for each meaning say."""
    standings = extractors.quantity.standings
    words = extractors.wording(Listing(id="t:1", title="3")).field("title")
    phrases = {
        (code, phrase.strip().replace("*", "").replace("..", "so"))
        for meaning in read_yaml(COUNTING_FILE).values()
        for code, written in meaning.items()
        for phrase in written.split(",")
    }
    around = [
        (code, msgspec.structs.replace(words, text=text), text.index("3"))
        for code, phrase in sorted(phrases)
        for text in (f"{phrase} 3", f"{phrase} 3 x", f"3 {phrase}", f"3{phrase}", f"3 de {phrase}", f"the 3 {phrase}")
    ]
    seen = [standings.of(words, 3, at, at + 1, (code,)) for code, words, at in around]
    monkeypatch.setattr(Standings, "_is_spoken_of", lambda *_: True)
    assert seen == [standings.of(words, 3, at, at + 1, (code,)) for code, words, at in around]
    assert set(seen) > {Standing.THERE, Standing.LEFT, Standing.GONE, Standing.TOLD, Standing.ALL, Standing.ELSEWHERE}
