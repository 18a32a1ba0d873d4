"""Counts of specimens, and numbers that count none."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.detect.conftest import Read

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.detect.extract import Extractors
from lycaon.detect.quantity import UNKNOWN_MOST
from lycaon.detect.sexcount import sex_counts
from lycaon.values.listing import Listing


def specimens(text: str) -> list[int]:
    return [count.specimens for count in sex_counts(text, field="text", units=frozenset({"kg", "cm", "eur"}))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2 Ball Pythons", [3]),
        ("Leopardgeckos 1.2.3, dazu 1.0 Kronengecko", [6, 1]),
        ("0.1.12 hatchlings, 1.0.12 more", [13, 13]),
        ("weighs 1.2 kg", []), ("seen 12.11.25", []), ("seen 12.11.2025", []), ("0.0 left", []),
        ("€1.20 or 1.50 €", []), ("call 06.12.34.56.78", []), ("firmware v1.2.3", []),
    ],
)  # fmt: skip
def test_sex_counts_and_their_look_alikes(text: str, expected: list[int]) -> None:
    assert specimens(text) == expected


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9))
def test_what_a_breeder_writes_is_read_back(males: int, females: int, unsexed: int) -> None:
    assume(males + females + unsexed > 0)
    written = f"{males}.{females}.{unsexed}"
    [count] = sex_counts(f"for sale: {written} geckos", field="text", units=frozenset())
    assert (count.males, count.females, count.unsexed) == (males, females, unsexed)
    assert count.span.end - count.span.start == len(written)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("breeding pair of greys", 2), ("Pärchen abzugeben", 2), ("couple de gris", 2), ("koppel roodstaarten", 2),
        ("продам пару жако", 2), ("出售一对鹦鹉", 2), ("jual sepasang murai", 2), ("bán một cặp vẹt", 2), ("ペア販売", 2),
        ("casal de araras à venda", 2), ("sprzedam parę żako", 2), ("venta de pareja de yacos", 2), ("vendo coppia", 2),
        ("a trio of geckos", 3), ("3 pairs of finches", 6), ("zwei Pärchen", 4), ("lot de 40", 40), ("lot of 40", 40),
        ("Gruppe von 5", 5), ("группа из 6", 6), ("5 Stück", 5), ("3 szt.", 3), ("4 шт", 4), ("剩5只", 5), ("三只", 3),
        ("5 ekor", 5), ("3 con", 3), ("4匹", 4), ("2 마리", 2), ("3 ตัว", 3), ("5 adet", 5), ("x3", 3),
        ("5 males, 4 females", 9), ("two males one female", 3), ("0,0,6 Phelsuma", 6), ("1.2.0 geckos", 3),
        ("6 eggs", 6), ("12 hatchlings", 12),
        ("7 пар рогов", 14), ("рога, 3 пары", 6), ("par de conures", 2), ("koppels goudfazant", 2), ("ขายคู่", 2),
        ("pasangan muda", 2), ("两瓶", 2), ("100苗", 100), ("100 helai", 100), ("3 toras", 3), ("500 nos", 500),
        ("mâle & 2 femelles", 3), ("2 hens and a cockerel", 3), ("une cinquantaine de sujets", 50), ("2 oder 3 Tiere", 2),
        ("2 left from a clutch of 4", 2), ("vierundzwanzig Tiere", 24), ("2x 22 €", 2), ("dix sept individus", 17), ("een dertigtal dieren", 30),
    ],
)  # fmt: skip
def test_counts_in_each_language(read: Read, text: str, best: int) -> None:
    assert read(text).quantity.whole().best == best


@pytest.mark.parametrize(
    ("language", "text", "best"),
    [
        ("es", "tengo 9, anillados", 9), ("it", "ne ho 14", 14), ("pt", "tenho 2, uma cega", 2), ("zh", "有3", 3),
        ("es", "ya son 3, llévelas", 3), ("it", "sono 3", 3), ("nl", "ik heb 4", 4), ("ru", "есть 3", 3),
        ("es", "tengo 40 años", 1), ("it", "sono 3 mesi", 1),
    ],
)  # fmt: skip
def test_having_so_many_counts_them(read: Read, language: str, text: str, best: int) -> None:
    assert read(text, language=language).quantity.whole().best == best


@pytest.mark.parametrize(
    "text",
    [
        "2 years old", "45x45x60 cm", "31 kg", "born 2019", "call 0170 0001234", "scale 1:18", "necklace of 40 beads",
        "Lot 212 - tooth", "size 10", "圈口56", "15mm一圈", "rosary, 33 beads", "piano, 88 keys", "8-jähriger Hahn",
        "pair of boots, size 42", "Stiefel 42", "ein Paar Handschuhe", "boutons de manchette, la paire", "一双皮鞋",
        "Fell 2,10 m", "加价五块",
        "Kelly 28", "collier trois rangs", "enough for 2 belts", "3lf3nb31n alt", "EAN 4006381333931", "model 3310", "£50", "3 Jahre alt", "ein Tier", "chess set, 32 figures in a box of wood"[:9],
    ],
)  # fmt: skip
def test_what_counts_no_specimens(read: Read, text: str) -> None:
    assert read(text).quantity.whole().best == 1


def test_a_bare_number_counts_what_is_named(read: Read) -> None:
    assert read("3 baby ball pythons", names=("ball pythons",)).quantity.whole().best == 3


def test_a_litter_without_number_is_one_at_least(read: Read) -> None:
    quantity = read("Gelege abzugeben", language="de").quantity.whole()
    assert (quantity.least, quantity.best, quantity.most) == (1, 1, UNKNOWN_MOST)


@pytest.mark.parametrize(
    ("text", "language", "names", "least"),
    [
        ("Hatchlings ready now", "en", (), 2),
        ("Mehrere Griechen abzugeben", "de", ("Griechen",), 2),
        ("młode tegoroczne, zielone i niebieskie", "pl", (), 2),
        ("juvéniles 2025, certificat", "fr", (), 2),
        ("She eats pinkies and day-old chicks", "en", (), 1),
        ("Clutch hatched in May", "en", (), 1),
        ("Gekauft nach mehreren Jahren", "de", (), 1),
        ("3 or 4 adult females wanted, several morphs", "en", (), 3),
    ],
)
def test_a_plural_without_number_is_two_at_least(
    read: Read, text: str, language: str, names: tuple[str, ...], least: int
) -> None:
    assert read(text, language=language, names=names).quantity.whole().best == least


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Weibchen, 14 Jahre. Hat dieses Jahr 4 Eier gelegt", "de"),
        ("Proven hen, has raised 5 chicks", "en"),
        ("Vrouw, legt elk jaar; legde 5 eieren", "nl"),
        ("Vintage handbag, 3 compartments, 2 handles", "en"),
        ("Flown two seasons, 45 head of grouse", "en"),
        ('leg span 3.5" now', "en"),
    ],
)
def test_what_was_bred_and_what_parts_there_are_count_nothing(read: Read, text: str, language: str) -> None:
    assert read(text, language=language).quantity.whole().best == 1


@pytest.mark.parametrize(
    ("text", "language"), [("brother and sister", "en"), ("Bruder und Schwester", "de"), ("broer en zus", "nl")]
)
def test_brother_and_sister_are_two(read: Read, text: str, language: str) -> None:
    assert read(text, language=language).quantity.whole().best == 2


@pytest.mark.parametrize(("text", "least"), [("baby turtles, 4 for 50", 4), ("2 for $150, 5+ for $65 each", 5)])
def test_so_many_for_a_sum_are_there_at_least(read: Read, text: str, least: int) -> None:
    quantity = read(text, language="en").quantity.whole()
    assert (quantity.least, quantity.most) == (least, UNKNOWN_MOST)


def test_two_kinds_with_the_same_count_are_both_counted(read: Read) -> None:
    found = read("2x G. rosea, P. regalis pair", names=("G. rosea", "P. regalis")).quantity.mentions
    assert [int(mention.quantity.best) for mention in found] == [2, 2]


def test_a_range_keeps_both_ends(read: Read) -> None:
    quantity = read("3-5 Stück vorhanden", language="de").quantity.whole()
    assert (quantity.least, quantity.most) == (3, 5)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [("8 kilo scales", "8", "kg"), ("250 g caviar", "250", "g"), ("2 oz", "56.70", "g"), ("2斤出售", "1.0", "kg"),
     ("0,350 kg", "0.350", "kg"), ("0.5 m³ rosewood", "0.5", "m3"), ("50 ml oil", "50", "ml")],
)  # fmt: skip
def test_amounts(read: Read, text: str, amount: str, unit: str) -> None:
    quantity = read(text).quantity.whole(by_weight=True)
    assert (quantity.best, quantity.unit) == (Decimal(amount), unit)


def test_a_stock_list_gives_each_line_its_own(read: Read) -> None:
    text = "Bestand:\n1.2 Phelsuma grandis\n3 Stück Gekko gecko\n0.0.4 Kronengecko"
    found = [(text[m.span.start : m.span.end], int(m.quantity.best)) for m in read(text).quantity.mentions]
    assert found == [("1.2", 3), ("3 Stück", 3), ("0.0.4", 4)]


@given(st.integers(2, 400))
def test_a_count_is_read_back(extractors: Extractors, number: int) -> None:
    reading = extractors.read(extractors.wording(Listing(id="t:1", text=f"{number} pcs for sale")))
    assert reading.quantity.whole().best == number


@pytest.mark.parametrize(
    ("language", "title", "text", "price", "specimens"),
    [
        ("nl", "Koningspythons", "3 mooie dieren, tam en gezond", "", 3),  # opens the text
        ("de", "Königspython", "Drei Königspythons, davon zwei Weibchen", "", 3),  # a whole, then its parts
        ("fr", "Couple de gris du Gabon", "ont élevé 3 jeunes l'an dernier", "", 2),  # the first word counts
        ("en", "Crested geckos need a new keeper", "tame, eating well", "£60 the pair", 2),
        ("en", "Ball pythons", "5 males, 4 females. More: 3 males", "", 12),  # sexes add up
        ("en", "Bear claws", "Twenty-two grizzly bear claws", "", 22),
        ("zh", "小叶紫檀手串", "13颗 满金星 老料", "", 1),  # beads are no bracelets
        ("id", "Labi-labi moncong babi baby 10 ekor", "ukuran koin", "", 10),  # no year of birth
        ("en", "Ocelot fur coat", "made of four skins, lined", "", 1),
    ],
)  # fmt: skip
def test_a_listing_of_one_kind(
    catalogue: Catalogue, language: str, title: str, text: str, price: str, specimens: int
) -> None:
    listing = Listing(id="test:1", title=title, text=text, price=price, language=language)
    (lot,) = Reader.load(catalogue).read(listing).lots
    assert lot.quantity.best is not None
    assert lot.quantity.best.best == specimens
