"""The reader as a whole: what a specialist finds, and the silence that ordinary listings deserve.

Each line is a listing as somebody might write it; add yours to the table it belongs to.
"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.values.codec import to_json
from lycaon.values.finding import Finding
from lycaon.values.listing import Listing


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader.load(catalogue)


def read(reader: Reader, title: str, text: str = "", language: str = "") -> Finding:
    return reader.read(Listing(id="test:1", title=title, text=text, language=language))


@pytest.mark.parametrize(
    "title",
    [
        "Jaguar XF 2.0 diesel, full MOT, one owner", "Fender Jaguar guitar, sunburst", "Ford Puma 1.4, alloys",
        "Ivory wedding dress, size 12, lace, never worn", "Brautkleid elfenbein Gr. 38 mit Spitze",
        "Robe de mariée ivoire taille 40, dentelle", "Vestido de novia marfil talla 38", "Trouwjurk ivoor maat 40",
        "Python programming book, 3rd edition", "Monty Python DVD box set", "Curso de Python para principiantes",
        "Курс Python для начинающих", "Tiger balm ointment, 3 jars", "Tigerbalsam rot, 19 g",
        "Coral lipstick, MAC, used once", "Rouge à lèvres corail", "Labial coral mate", "Turtleneck sweater, merino",
        "Elephant figurine, brass, 10 cm", "Elefantenfigur aus Holz, Deko", "Teenage mutant ninja turtles figures",
        "Leopard print leggings size M", "Leggings mit Leopardenmuster Gr. M", "Crocodile Dundee VHS",
        "Shark vacuum cleaner, cordless", "Plüschtier Tiger von Steiff", "Peluche panda 40 cm", "Panda 4x4 Fiat 1991",
        "Koralowa sukienka rozmiar M", "Pluszowy lew, maskotka", "Плюшевый мишка, 60 см", "Король Лев диск DVD",
        "象牙白连衣裙 夏季新款 显瘦", "タートルネック セーター レディース", "Boneka gajah ukuran besar",
        "Isuzu Panther 2008 diesel pajak hidup", "Camisa de time Corinthians águia", "Arara de roupas em ferro",
        "Macaco hidráulico 2 toneladas", "Boa noite, vendo bicicleta", "Cage for budgies, empty",
        "Budgerigars, young, various colours", "Wellensittiche abzugeben", "Calopsita mansa com gaiola",
        "Chamäleon Sonnenbrille Wechselgläser 19 €", "Suche Fahrer für Kranich Umzüge", "Кухонный гарнитур слоновая кость",
        "Köksluckor elfenben 8 st 400 kr", "Стулья велюр слоновая кость 4 шт", "Bear Kodiak bow, recurve, 45 lb", "Shark cordless vacuum, two batteries",
        "Labrador puppies, microchipped", "Cow horn drinking cup, viking", "Vegetable ivory buttons, tagua nut",
        "Bengal kittens, TICA registered, vaccinated", "Bone china tea set, 21 pieces", "Acer laptop i5 8GB",
        "Snake plant, 60 cm, with pot", "Elephant ear bulbs, colocasia", "Orchid perfume 50 ml", "Aloe vera gel 200 ml",
    ],
)  # fmt: skip
def test_ordinary_listings_are_left_in_peace(reader: Reader, title: str) -> None:
    finding = read(reader, title)
    assert finding.wildlife < 0.5, finding.reasons


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("African grey, lost on Monday, reward", "Flew out of the window, please call"),
        ("Exposition : l'ivoire dans l'art, au musée", "Entrée libre, visite guidée à 15 h"),
        ("Welche Papiere brauche ich für Griechische Landschildkröten?", "Wer weiß Rat?"),
        ("Terrarium ohne Tier, ex Königspython", "Nur das Terrarium, kein Tier dabei"),
        ("Parrot cage, no bird", "Cage only, suits an African grey"),
    ],
)
def test_talk_of_wildlife_is_no_offer(reader: Reader, title: str, text: str) -> None:
    finding = read(reader, title, text)
    assert finding.wildlife < 0.5, finding.reasons


@pytest.mark.parametrize(
    ("title", "taxon", "form"),
    [
        ("Baby African grey parrot, hand reared, closed ring", "Psittacus erithacus", "live"),
        ("Griechische Landschildkröten NZ 2025 mit Papieren", "Testudo hermanni", "live"),
        ("Perroquet gris du Gabon EAM bagué", "Psittacus erithacus", "live"),
        ("Yaco papillero anillado con CITES", "Psittacus erithacus", "live"),
        ("Pappagallo cenerino allevato a mano, anello e CITES", "Psittacus erithacus", "live"),
        ("Żółw grecki młody, z dokumentami CITES", "Testudo hermanni", "live"),
        ("Жако ручной, говорящий, с клеткой", "Psittacus erithacus", "live"),
        ("P. regius 0.1 CB24 pastel", "Python regius", "live"),
        ("Ivory netsuke, carved, 19th century, signed", "Elephantidae", "ivory_carving"),
        ("Elfenbein Armreif antik, 45 g", "Elephantidae", "ivory_jewellery"),
        ("Sac à main en peau de python véritable", "Pythonidae", "leather_small"),
        ("Cinturón de piel de cocodrilo auténtico", "Crocodylia", "leather_small"),
        ("Leopard skin rug with head, 1930s taxidermy", "Panthera pardus", None),
        ("Beluga caviar 50 g tin with CITES label", "Acipenseriformes", "caviar"),
        ("Brazilian rosewood guitar, Dalbergia nigra back and sides", "Dalbergia nigra", "musical_instrument"),
        ("Mammoth ivory tusk, 3 kg, Siberia", "Mammuthus primigenius", None),
        ("Ariocarpus retusus, seed grown, 6 cm pot", "Ariocarpus retusus", "live"),
        ("象牙手镯 老料 保真", "Elephantidae", "ivory_jewellery"),
        # closed compounds, declined names and adjectives of the animal
        ("Verkaufe Bärenfell", "Ursidae", "skin"),
        ("Te koop: nijlpaardtand, 40 cm", "Hippopotamus amphibius", "tusk"),
        ("Продам медвежью шкуру", "Ursidae", "skin"),
        ("Wilcze kły, 4 sztuki", "Canis lupus", "tooth"),
        # the qualifier behind the noun
        ("Хамелеон йеменский детёныши 10 шт", "Chamaeleo calyptratus", "live"),
        # the species, not a subspecies or a namesake that shares its name
        ("Red fox skull, cleaned", "Vulpes vulpes", "skull"),
        # what it is meant for, or a part of, is not what it is
        ("Griffbrett-Rohling Rio-Palisander für Gitarre", "Dalbergia nigra", "sawn_wood"),
        ("Set fasce e fondo palissandro indiano per chitarra classica", "Dalbergia latifolia", "sawn_wood"),
        ("Pythonleder schwarz, Reststücke für Schuhe", "Pythonidae", "skin_piece"),
        ("Copeaux de bois d'agar à brûler, Oud Cambodge", "Aquilaria", "chips"),
        # a word of the animal's own name
        ("Carapace tortue luth ancienne", "Dermochelys coriacea", "carapace"),
        # another clause finishes the name, by its opening only
        ("Docena de huevos fértiles de guacamaya, azul y oro", "Ara ararauna", None),
        ("金刚鹦鹉一对，蓝黄，两岁，会说话", "Ara ararauna", "live"),
        # unlisted kin of listed ones
        ("Rochenleder Portemonnaie, echte Rochenhaut", "Dasyatidae", "leather_small"),
        ("Papan kayu ulin 10 lembar", "Eusideroxylon zwageri", "sawn_wood"),
        # bent in two ways at once, by figures of another script, by a letter too much like another
        ("P@ngoIin scales 1 kg dried", "Manis", "scale"),
        ("бuвнu с1она пapa, 1,1 м, самовывоз", "Elephantidae", "tusk"),
        ("arar4 v3rm3lha mansa", "Ara", "live"),
    ],
)
def test_offers_are_found_with_taxon_and_form(
    reader: Reader, catalogue: Catalogue, title: str, taxon: str, form: str | None
) -> None:
    finding = read(reader, title)
    assert finding.wildlife >= 0.5, finding.reasons
    [lot, *_] = finding.lots
    assert lot.taxon.best is not None
    assert taxon in {each.scientific_name for each in catalogue.lineage(lot.taxon.best.id)}
    assert form in {None, lot.form.best}


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Acropora frags from my tank, £5 each", "live"),
        ("Boutures de corail Acropora de mon bac", "live"),
        ("Macaw eggs, 30 each", "egg_live"),
        ("Galanthus elwesii clumps in the green, £3", "live"),
        ("Plaquettes d'ébène pour couteliers, 12 paires", "sawn_wood"),
        ("Hakiki bağa tarak", "carving"),
    ],
)
def test_words_tell_what_grows_hatches_or_was_cut(reader: Reader, title: str, form: str) -> None:
    assert form in {lot.form.best for lot in read(reader, title).lots}


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("Querflöte Grenadill, Böhm", "musical_instrument"), ("Contrabajo de palisandro de la India", "musical_instrument"),
        ("Bracelet poil d'éléphant", "hair_product"),
        ("Peineta de carey antigua", "carving"), ("Dried sea cucumber, Holothuria fuscogilva", "meat"),
        ("Kuda laut kering", "taxidermy"), ("Cassettiera palissandro Dalbergia nigra", "furniture"),
        ("Cavalluccio marino secco", "taxidermy"), ("Alfombra de piel de oso pardo", "rug"),
    ],
)  # fmt: skip
def test_what_was_made_of_a_specimen_outshouts_its_stuff(reader: Reader, title: str, form: str) -> None:
    assert form in {lot.form.best for lot in read(reader, title).lots}


def test_a_title_speaks_of_all_that_the_text_enumerates(reader: Reader) -> None:
    finding = read(reader, "Animaux empaillés", "1 buse variable, 1 hibou moyen-duc, 1 renard roux")
    assert {lot.form.best for lot in finding.lots} == {"taxidermy"}


def test_two_species_are_two_lots_with_their_own_numbers(reader: Reader) -> None:
    finding = read(reader, "Reptiles", "2 Python regius £50 each\n3 Boa constrictor £120 each")
    lots = {lot.taxon.best.scientific_name: lot for lot in finding.lots if lot.taxon.best}
    assert lots.keys() == {"Python regius", "Boa constrictor"}
    assert [int(lots[name].quantity.best.best) for name in sorted(lots) if lots[name].quantity.best] == [3, 2]


@pytest.mark.parametrize(
    ("title", "text", "taxa"),
    [
        (
            "Paphiopedilum collection",
            "callosum, delenatii and primulinum, mature plants",
            {"Paphiopedilum callosum", "Paphiopedilum delenatii", "Paphiopedilum primulinum"},
        ),
        ("Corn snake, tame as a macaw", "CB24, feeding well", {"Pantherophis guttatus"}),
    ],
)
def test_what_is_listed_is_a_lot_and_what_is_compared_is_none(
    reader: Reader, title: str, text: str, taxa: set[str]
) -> None:
    lots = read(reader, title, text).lots
    assert {lot.taxon.best.scientific_name for lot in lots if lot.taxon.best} == taxa


@pytest.mark.parametrize(
    ("title", "generation", "is_wild"),
    [
        ("F2 Savannah kitten, male, 12 weeks", 2, True),
        ("Savannah F5 kitten, male, 12 weeks", 5, False),
        ("Bengal cat, spayed, needs a new home", 5, False),
    ],
)
def test_crosses_are_wild_for_four_generations(reader: Reader, title: str, generation: int, is_wild: bool) -> None:
    finding = read(reader, title)
    told = {lot.taxon.best.hybrid_generation for lot in finding.lots if lot.taxon.best}
    assert generation in told or not is_wild
    assert (finding.wildlife >= 0.5) is is_wild, finding.reasons


def test_the_domestic_animal_is_told_from_the_wild(reader: Reader) -> None:
    best = read(reader, "Budgerigar, two years old, with cage").lots[0].taxon.best
    assert best is not None
    assert best.domestic_form == "budgerigar"


def test_a_disguised_name_is_read_and_said_to_be_disguised(reader: Reader) -> None:
    finding = read(reader, "i v o r y bangle, carved, antique, no questions")
    assert finding.wildlife >= 0.5, finding.reasons
    assert finding.disguised == ("spaced",)


def test_nothing_named_is_answered_at_once(reader: Reader) -> None:
    finding = read(reader, "Kitchen table, four chairs")
    assert finding.wildlife < 0.001
    assert not finding.mentions


def test_the_same_listing_gives_the_same_finding(reader: Reader, catalogue: Catalogue) -> None:
    listing = Listing(id="test:1", title="African grey parrot", text="hand reared, £600, ring no. 12345")
    again = Reader.load(catalogue)
    assert to_json(reader.read(listing)) == to_json(again.read(replace(listing)))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.text(max_size=120), st.sampled_from(["ivory", "python", "象牙", "жако", "A. retusus", ""]), st.text(max_size=120)
)
def test_any_text_is_survived_and_spans_hold_their_words(reader: Reader, before: str, name: str, after: str) -> None:
    listing = Listing(id="test:1", title=f"{name} {after}", text=f"{before} {name} {after}")
    finding = reader.read(listing)
    assert 0.0 <= finding.wildlife <= 1.0
    for mention in finding.mentions:
        assert listing.words(mention.span.field)[mention.span.start : mention.span.end] == mention.surface
    for lot in finding.lots:
        assert sum(each.probability for each in lot.taxon.candidates) <= 1.0001
        assert sum(each.probability for each in lot.form.candidates) <= 1.0001


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        ("Teekanne mit Griff", "Büffelhorn, nicht Nashorn, Messing", "de"),
        ("回收旧黄金 银元", "上门回收，不收象牙", "zh"),
    ],
)
def test_a_name_that_is_denied_counts_against(reader: Reader, title: str, text: str, language: str) -> None:
    reading = reader.weigh(Listing(id="test:1", title=title, text=text, language=language))
    assert reading is not None
    assert any("name.denied" in each.features for each in reading.weighed)


def test_what_an_animal_is_counts(reader: Reader) -> None:
    reading = reader.weigh(Listing(id="test:1", title="Testudo hermanni"))
    assert reading is not None
    (weighed,) = reading.weighed
    assert weighed.features["order.Testudines.living"] == weighed.features["family.Testudinidae.living"] == 1.0
