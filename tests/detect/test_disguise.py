"""Disguise undone, with the way back to the published text; and the extractors under hostile text."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.catalogue import Catalogue
from lycaon.detect.disguise import DisguiseReader
from lycaon.detect.extract import Extractors
from lycaon.detect.reader import Reader
from lycaon.values.listing import Listing


@pytest.mark.parametrize(
    ("text", "reads", "kind"),
    [
        ("an i v o r y ring", "an ivory ring", "spaced"), ("i.v.o.r.y", "ivory", "spaced"), ("k u k a n g", "kukang", "spaced"),
        ("1v0ry box", "ivory box", "leet"), ("p@rr0t", "parrot", "leet"), ("t3nggiling", "tenggiling", "leet"),
        ("pyth0n bag", "python bag", "leet"), ("іvоrу carving", "ivory carving", "homoglyph"), ("слoнoвая", "слоновая", "homoglyph"),
        ("iv\u200bory", "ivory", "zero_width"), ("e\u00adlephant", "elephant", "zero_width"), ("yrovi box", "ivory box", "reversed"),
        ("iv.ory", "ivory", "split"), ("el*phant", "elephant", "split"), ("pythooon", "python", "doubled"),
        ("🐘 for sale", " elephant  for sale", "emoji"), ("i*ory", "ivory", "split"), ("p*ng*lin", "pangolin", "split"),
        ("pan**lin", "pangolin", "split"), ("икpа чepнaя", "икра черная", "homoglyph"), ("słoniow@", "słoniowa", "leet"), ("c1oн0в@я кость", "слоновая кость", "leet"),
        ("s.ừ.n.g t.ê", "sừng tê", "spaced"), ("h.o.r.n o.f", "horn of", "spaced"),
        ("ボ○ルパイソン ♀", "ボールパイソン ♀", "split"), ("象○の印", "象牙の印", "split"), ("C.A.G hen", "CAG hen", "spaced"),
        ("ง.า.ช.้.า.ง", "งาช้าง", "spaced"), ("M@t gấu", "Mat gau", "leet"),
    ],
)  # fmt: skip
def test_disguises(extractors: Extractors, text: str, reads: str, kind: str) -> None:
    undone = extractors.disguise.read(text)
    assert undone.text == reads
    assert kind in undone.kinds


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("出售1v0ry手镯", "出售ivory手镯"), ("804二手", "804二手"), ("二手p4rrot", "二手parrot"), ("转让45x包邮", "转让45x包邮"),
        ("yrovi2", "yrovi2"), ("YROVI!", "ivory!"),
    ],
)  # fmt: skip
def test_a_character_that_no_name_mixes_with_letters_ends_a_bent_word(
    extractors: Extractors, text: str, reads: str
) -> None:
    disguise = replace(extractors.disguise, mixes=lambda sign: sign < "\u3000")
    assert disguise.read(text).text == reads


@pytest.mark.parametrize(
    "text",
    [
        "CB24 50eur mp3 4x4 iPhone15", "Hello World.", "Berlin.Abholung", "wow!!!", "1.200,50 €", "tel 0170-0001234", "A10",
        "H2O", "US$ 500", "NT$ 90", "مرحبا", "नमस्ते", "Zażółć gęślą jaźń", "a b testing", "100cm", "3tr5",
    ],
)  # fmt: skip
def test_innocent_text_stays(extractors: Extractors, text: str) -> None:
    assert extractors.disguise.read(text).changes == ()


def test_what_must_be_a_name_to_be_undone(catalogue: Catalogue) -> None:
    known = DisguiseReader(known=lambda word: bool(catalogue.find(word)))
    assert known.read("سبحة ع ا ج").text == "سبحة عاج"
    assert known.read("(T)ortoise(S)hell box, iv(o)ry").text == "TortoiseShell box, ivory"
    assert known.read("tortoise(s), parrot(s)").text == "tortoise(s), parrot(s)"
    assert known.read("sizes S M L").text == "sizes S M L"


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader.load(catalogue)


@pytest.mark.parametrize(
    ("said", "hides"),
    [
        ("pngln scales 2 kg", True), ("elphant tusk", True), ("iv ory carving", True), ("pan-go-lin", True), ("slag tand", True),
        ("a casa beira mar. Fim de semana", False), ("tor, tue", False), ("lv ry", False),
    ],
)  # fmt: skip
def test_broken_and_shortened_names(reader: Reader, said: str, hides: bool) -> None:
    finding = reader.read(Listing(id="t:1", title=said))
    assert bool({"broken", "vowelless"} & set(finding.disguised)) is hides


def test_a_hidden_name_outweighs_its_plain_half(reader: Reader) -> None:
    finding = reader.read(Listing(id="t:1", title="m a c a c o prego filhote", language="pt"))
    assert finding.disguised == ("spaced",)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("Landschildkr*te 2024 geschlüpft", ("split",)), ("pasek z kr*kodyla", ("split",)), ("4epenaxa сухопутная", ("leet", "look_alike")),
        ("panoglin scales", ("swapped",)), ("шкура т*гра", ("split",)), ("slonovaya kost brosh", ()), ("kość sło-niowa wisior", ("broken",)),
        ("cлoн0вaя kocть", ("homoglyph", "leet")), ("rinocerante corno", ()), ("ca rd el li ni canterini", ("broken",)), ("王求虫莽 幼体", ("respelt",)),
        ("che-tah cub", ("broken",)), ("pan**lin scales", ("split",)), ("kr%kodil", ("broken",)), ("сосkаtоо pair", ("homoglyph",)),
            ("i♥v♥o♥r♥y ring", ("spaced",)), ("p–a–n–g–o–l–i–n", ("spaced",)), ("rhinocer*s horn", ("split",)),
            ("スローロ〇ス", ("split",)), ("ïvòry ring", ()), ("i̶v̶o̶r̶y̶ ring", ()), ("crocodille, kakatoo", ()), ("εlephαnτ tusk", ("homoglyph",)),
            ("p***y pants", ()), ("facon neuve", ()), ("Görög teknős eladó", ()), ("kulit mac*n tutul", ("split",)), ("hrozny 1 kg", ()),
            ("pitón real", ()), ("leopardo disecado", ()), ("sh*t happens mug", ()), ("flacon de parfum", ()),
    ],
)  # fmt: skip
def test_forms_that_the_catalogue_knows(reader: Reader, said: str, kinds: tuple[str, ...]) -> None:
    assert reader.read(Listing(id="t:1", title=said)).disguised == kinds


@given(st.text(max_size=200))
def test_the_way_back(extractors: Extractors, text: str) -> None:
    undone = extractors.disguise.read(text)
    assert len(undone.starts) == len(undone.text)
    assert list(undone.starts) == sorted(undone.starts)
    for at in range(len(undone.text)):
        start, end = undone.published(at, at + 1)
        assert 0 <= start < end <= len(text)


HOSTILE = {
    "null": "\x00" * 50 + "ivory \x00 €\x00 5",
    "lone surrogates": "\ud800 €50 \udfff CB24 \udc00",
    "zalgo": "i" + "\u0301\u0327\u0336" * 400 + "vory 50 €",
    "bidi": "\u202e €05 yrovi \u202c \u2066 1.2.3 \u2069",
    "digits": "1" * 5000 + " " + "1.2." * 2000 + "€",
    "signs": "€$£" * 3000,
    "spaced letters": "a " * 4000,
    "dots": "." * 5000 + "a.b" * 2000,
    "lines": "\n" * 5000,
    "phones": "+49 170 " * 1000,
    "at": "@" * 3000 + "a@" * 2000 + "." * 2000,
    "leet": "0a1" * 3000,
    "separators": "1,2,3," * 2000,
    "numbers of papers": "CIC n° " + "A1 " * 2000,
    "huge decimal": "€" + "9" * 400 + "." + "9" * 400,
    "exponents": "1e999 € ²³½ ⅷ ٣٤",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_survived(extractors: Extractors, name: str) -> None:
    text = HOSTILE[name]
    wording = extractors.wording(Listing(id="t:1", title=text[:300], text=text, price=text[:50], place=text[:50]))
    extractors.read(wording)
    extractors.disguise.read(text)


def test_a_text_of_a_megabyte(extractors: Extractors) -> None:
    text = "Verkaufe 2 Griechische Landschildkröten NZ 2024, 50 € VB, Tel 0170-0001234. " * 13_000
    extract = extractors.read(extractors.wording(Listing(id="t:1", text=text)))
    assert extract.price.mentions


@settings(max_examples=150)
@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_survived_and_spans_point_at_it(extractors: Extractors, text: str, title: str, price: str) -> None:
    listing = Listing(id="t:1", title=title, text=text, price=price)
    extract = extractors.read(extractors.wording(listing))
    spans = [
        *(mention.span for mention in extract.price.mentions), *(mention.span for mention in extract.quantity.mentions),
        *(mention.span for mention in extract.age.mentions), *(claim.span for claim in extract.claims.claims),
        *(paper.span for paper in extract.documents if paper.span), *(mark.span for mark in extract.marks if mark.span),
        *extract.offer_kind.spans, *extract.place.item_country.spans,
    ]  # fmt: skip
    for span in spans:
        assert 0 <= span.start <= span.end <= len(listing.words(span.field))
    for mention in extract.price.mentions:
        assert listing.words(mention.span.field)[mention.span.start : mention.span.end] == mention.money.as_written
    total = sum(candidate.probability for candidate in extract.offer_kind.candidates)
    assert 0.99 <= total <= 1.001 or total == pytest.approx(1, abs=0.02)
