"""What a listing offers of all that it names: food, exchange, comparison, depiction and the halves of a cross stay out."""

import pytest

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.values.finding import Lot
from lycaon.values.listing import Listing


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader.load(catalogue)


def lots(reader: Reader, title: str, text: str, language: str) -> tuple[Lot, ...]:
    return reader.read(Listing(id="test:1", title=title, text=text, language=language)).lots


@pytest.mark.parametrize(
    ("language", "title", "text", "taxon"),
    [
        ("fr", "Python royal femelle", "mange rat décongelé sans souci, cession possible", "Python regius"),
        ("nl", "Koningspython man", "Geb. 2023, eet bruine rat ontdooid", "Python regius"),
        ("nl", "Opgezette ijsbeer? nee eland kop", "Elandkop groot, Zweden 1998", "Alces alces"),
        ("en", "Bear skin rug w head", "Black bear rug with full head mount, shot in BC 1985", "Ursus americanus"),
        ("es", "Mono tití bebé", "monito titi de bolsillo, toma leche, 🐒 entregas personales", "Callithrix jacchus"),
        (
            "en",
            "Trade: my pair of ball pythons",
            "proven pair, want Boa constrictor female, trade only",
            "Python regius",
        ),
        ("de", "Tausche Königspython", "tausche mein Weibchen gegen Morelia viridis", "Python regius"),
        ("en", "Japanese carved netsuke of a rat, old ivory", "Genuine ivory, signed", "Elephantidae"),
        ("es", "Yaco papillero cola roja", "criado a mano, anillado", "Psittacus erithacus"),
        ("pt", "Papagaio senegal", "Poicephalus senegalus novo, anilha", "Poicephalus senegalus"),
        # goods of sharks, roughly, and the shark
        ("fr", "Ailerons secs requin marteau", "Lot 3 kg d'ailerons de requin-marteau séchés", "Sphyrna"),
    ],
)
def test_one_kind_is_offered(reader: Reader, language: str, title: str, text: str, taxon: str) -> None:
    found = lots(reader, title, text, language)
    assert [lot.taxon.best and lot.taxon.best.scientific_name for lot in found] == [taxon]


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        (
            "en",
            "Hermann's tortoise, female",
            "Lived with our sulcata and two box turtles but she is the only one going.",
        ),
        ("en", "Royal python proven", "Swap considered for a carpet python or a pair of leopard geckos."),
        ("en", "Blue and gold macaw, male", "Cage fits two amazons or one cockatoo if you want it later."),
        ("de", "Griechische Landschildkröte", "Terrarium von einer Boa dabei. Die Leopardgeckos sind schon weg."),
        ("fr", "Gris du Gabon femelle", "a toujours vécu avec un cacatoès et deux inséparables"),
        ("it", "Barbagianni femmina", "abituata a vivere con un gufo reale, le poiane di Harris non sono in vendita"),
        ("es", "Guacamayo azul y amarillo", "vive con dos yacos. La jaula sirve para cacatúa"),
        ("pl", "Żółw grecki, samica", "terrarium po agamie brodatej"),
        ("ru", "Королевский питон, самка", "подойдёт террариум от удава или бородатой агамы"),
        ("ja", "ヒョウモンリクガメ", "甲長12cm、ケージはフトアゴ用"),
        ("es", "Pareja de cacatúas ninfas y guacamayo", "Las ninfas ya tienen dueño. Queda el guacamayo, 3 años"),
        ("it", "Zanna di elefante e corno di rinoceronte? solo la zanna!", "peso 8 kg"),
        ("pl", "Rozella? Ara! Ara zielonoskrzydła", "5 lat"),
        ("zh", "绿鬣蜥 公的", "之前养的球蟒和变色龙都送人了,就剩它"),
        ("es", "Halcón sacre hembra", "cazada a liebre y a hubara"),
    ],
)
def test_company_and_cages_are_not_offered(reader: Reader, language: str, title: str, text: str) -> None:
    found = lots(reader, title, text, language)
    assert [lot.quantity.best and int(lot.quantity.best.best) for lot in found] == [1]


def test_the_halves_of_a_cross_are_one_bird(reader: Reader) -> None:
    found = lots(reader, "Gerfalke x Wanderfalke 2026", "geschlossen beringt, mit Papieren", "de")
    assert len(found) == 1


@pytest.mark.parametrize(
    ("title", "text", "counts"),
    [
        ("Reptiles for sale", "2 ball pythons £50\n3 leopard geckos £30\n1.1 crested geckos £80", [2, 3, 2]),
        ("Boas and pythons", "4 boa constrictor, 5 python regius", [4, 5]),
        ("Price list", "Royal pythons: pastel 0.3 @ £45, clown 1.0 @ £180\nBoa imperator 2.1 @ £50", [4, 3]),
        ("Kakteen", "ca. 200 Kakteen, darunter 15 Ariocarpus, 8 Turbinicarpus, Rest Mammillaria", [15, 8, 1]),
        ("Spinnen", "B. smithi 8 spiderlings €10, B. boehmei 1.0 €30, G. pulchra 0.1 €90", [8, 1, 1]),
        ("Orchids", "Cattleya walkeriana div $45, Vanda coerulea x3 $40 ea", [1, 3]),
        ("Liste", "5 Testudo graeca 60 €\n10 Phelsuma klemmeri 45 €", [5, 10]),
    ],
)
def test_each_kind_of_a_list_has_its_own_count(reader: Reader, title: str, text: str, counts: list[int]) -> None:
    found = lots(reader, title, text, "en")
    assert sorted(int(lot.quantity.best.best) for lot in found if lot.quantity.best) == sorted(counts)


@pytest.mark.parametrize(
    ("language", "title", "text", "forms"),
    [
        (
            "ru",
            "Шкурки с промысла",
            "лиса красная 6 шкурок, соболь с десяток, рысь одна",
            {"Vulpes vulpes": "skin", "Martes zibellina": "skin", "Lynx lynx": "skin"},
        ),
        (
            "pl",
            "Po wujku leśniku",
            "wypchany orzeł przedni na konarze, puchacz na pniu",
            {"Aquila chrysaetos": "taxidermy", "Bubo bubo": "taxidermy"},
        ),
    ],
)
def test_what_is_said_once_of_a_list_holds_for_all(
    reader: Reader, language: str, title: str, text: str, forms: dict[str, str]
) -> None:
    found = lots(reader, title, text, language)
    assert {lot.taxon.best.scientific_name: lot.form.best for lot in found if lot.taxon.best} == forms


@pytest.mark.parametrize(
    ("title", "text", "taxa"),
    [
        ("Testudo hermanni baby 2024", "Nate in giardino, 80 euro l'una; tre marginate del 2019 a 200",
         {"Testudo hermanni", "Testudo marginata"}),
        ("Tartarughe di terra (Testudo hermanni)", "nate 2025, con cites", {"Testudo hermanni"}),
    ],
)  # fmt: skip
def test_two_species_of_a_genus_that_stand_apart_are_two(reader: Reader, title: str, text: str, taxa: set[str]) -> None:
    found = lots(reader, title, text, "it")
    assert {lot.taxon.best.scientific_name for lot in found if lot.taxon.best} == taxa


@pytest.mark.parametrize(
    ("language", "title", "text", "taxa"),
    [
        ("ja", "蘭の整理 富貴蘭と大株カトレア", "富貴蘭四鉢、カトレア大株三鉢", {"Neofinetia falcata", "Cattleya"}),
        (
            "en",
            "Eastern screech owl and snowy owl, mounted",
            "Snowy owl on a rock, 60 cm",
            {"Otus asio", "Nyctea scandiaca"},
        ),
    ],
)
def test_what_the_title_names_beside_it_is_not_told_again(
    reader: Reader, language: str, title: str, text: str, taxa: set[str]
) -> None:
    found = lots(reader, title, text, language)
    assert {lot.taxon.best.scientific_name for lot in found if lot.taxon.best} == taxa


@pytest.mark.parametrize(
    ("language", "title", "text", "count"),
    [
        ("de", "Python Leder Gürtel + Geldbörse", "Gürtel Pythonleder 90cm und passende Geldbörse, echt, 80er", 2),
        ("es", "Bolso y cinturón de pitón", "Bolso de piel de pitón auténtica y cinturón a juego", 2),
        ("en", "Victorian ivory letter opener & 2 glove stretchers", "Some yellowing, one crack. From house clearance", 3),
        ("en", "Ivory letter opener", "Victorian, carved ivory, some yellowing", 1),
        ("it", "Gechi diurni del Madagascar", "Phelsuma grandis coppia adulta e 4 baby 2026", 6),
        ("de", "Griechen NZ 25", "Noch 4 Griechische Landschildkröten von 9 abzugeben", 4),
        ("ru", "Рога сайгака пара на медальоне", "Трофей деда, 80-е. Рога 31 см, медальон дуб", 1),
        ("pt", "Charango de casco de tatu antigo", "dez cordas, toca bem", 1),
    ],
)  # fmt: skip
def test_how_many_are_offered_of_one_kind(reader: Reader, language: str, title: str, text: str, count: int) -> None:
    found = lots(reader, title, text, language)
    assert sum(lot.quantity.best.best for lot in found if lot.quantity.best) == count
