"""What a specimen is traded as: pairs that are easily taken for one another, in many languages."""

import pytest

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.detect.senses import SenseFile, Senses
from lycaon.values.listing import Listing

SENSES = Senses.load()


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader.load(catalogue)


def forms(reader: Reader, language: str, title: str, text: str) -> set[str | None]:
    listing = Listing(id="t", site="market.example", title=title, text=text, language=language)
    return {lot.form.best for lot in reader.read(listing).lots}


@pytest.mark.parametrize(
    ("language", "title", "text", "form"),
    [
        ("en", "Pair of elephant tusks on silver mounts", "Carved bases, 31 lb together", "tusk"),
        ("fr", "Défense d'éléphant sculptée", "village africain, 62 cm, socle bois", "tusk"),
        ("ru", "Клык кашалота с гравировкой", "парусник, 15 см, подставка", "tooth"),
        ("en", "Ivory figure of a fisherman", "carved from a single tusk, signed", "ivory_carving"),
        ("ru", "Серьги из бивня мамонта, резные", "серебро", "ivory_jewellery"),
        ("zh", "玳瑁眼镜架 老", "日本工", "carving"),
        ("de", "Meeresschildkröte Panzer 48 cm", "hing im Partykeller", "carapace"),
        ("pl", "Żółw morski, skorupa na ścianę", "lakierowana, 55 cm", "carapace"),
        ("fr", "Peigne en écaille véritable", "une dent cassée", "carving"),
        ("es", "Mochila de piel de pitón", "con cremallera", "leather_small"),
        ("de", "Wolfsfell gegerbt", "mit Pfoten, 170 cm", "skin"),
        ("it", "Corno di kudu montato su legno", "110 cm", "trophy"),
        ("nl", "Opgezette havik", "op voetstuk, geen mot", "taxidermy"),
        ("pl", "Sowa uszata, preparat", "na pieńku", "taxidermy"),
        ("ja", "イヌワシ 剥製", "台座付き", "taxidermy"),
        ("fr", "Graines de cactus peyotl", "sachet de 20, semis facile", "seed"),
        ("it", "Semi di Cycas revoluta freschi", "10 pz", "seed"),
        ("en", "Paphiopedilum, flowering size", "raised from flask, bare root", "live"),
        ("en", "Fertile African grey eggs", "candled, sent with a heat pack", "egg_live"),
        ("de", "Nandu-Eier zum Brüten", "Rhea americana, frisch", "egg_live"),
        ("en", "African blackwood clarinet billets (8)", "turned round 40mm", "sawn_wood"),
        ("pt", "Guarda-roupa de jacarandá, 3 portas", "anos 40, espelho", "furniture"),
        ("de", "Messergriffschalen Cocobolo", "Paar 120x40x10", "sawn_wood"),
        ("en", "East Indian rosewood veneers, 20 pcs", "0.6mm thick", "veneer"),
        ("it", "Ramo di corallo rosso non lavorato", "Alghero, anni 60", "raw_coral"),
        ("es", "Colmillos de jabalí", "par, 18 cm", "tooth"),
        ("zh", "熊胆粉 5克", "自用", "gall"),
        ("nl", "Oude olifantenpoot krukje", "bekleding versleten", "foot"),
    ],
)  # fmt: skip
def test_what_is_easily_taken_for_something_else(
    reader: Reader, language: str, title: str, text: str, form: str
) -> None:
    assert form in forms(reader, language, title, text)


def test_a_word_belongs_to_the_name_in_its_own_item(reader: Reader) -> None:
    found = forms(reader, "de", "Auflösung", "zwei ausgestopfte Bussarde; Elfenbein, Armreif; Krokodil, Handtasche")
    assert found == {"taxidermy", "ivory_jewellery", "leather_small"}


@pytest.mark.parametrize("file", SENSES.files, ids=lambda file: file.language)
def test_every_label_is_a_form_that_the_catalogue_knows(catalogue: Catalogue, file: SenseFile) -> None:
    labels = {*file.forms, *file.things}
    assert labels <= {*catalogue.forms, "carved", "raw", "bulk"}


def test_everyday_things_say_nothing_of_wildlife(reader: Reader) -> None:
    plain = Listing(id="t", title="Jaguar", text="guter Zustand", language="de")
    thing = Listing(id="t", title="Jaguar Rucksack", text="guter Zustand", language="de")
    assert reader.read(thing).wildlife <= reader.read(plain).wildlife
