"""Names as sellers write them, and ordinary text that must not look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.catalogue import DATA, Catalogue
from lycaon.catalogue.ordinary import ordinary_words
from lycaon.catalogue.spelling import Spelling
from lycaon.text import fold
from lycaon.values.taxonomy import Ambiguity, NameKind

SPELLING = Spelling(DATA)


def meanings(catalogue: Catalogue, text: str) -> set[str]:
    """Scientific names that some words of the text may mean, but for highly ambiguous ones."""
    return {
        catalogue.taxon(name.taxon_id).scientific_name
        for hit in catalogue.lexicon.find(text)
        for name in hit.names
        if name.taxon_id and name.ambiguity is not Ambiguity.HIGH
    }


@pytest.mark.parametrize(
    ("text", "taxon"),
    [
        ("perroquet gris du Gabon à vendre", "Psittacus erithacus"),
        ("vends deux perroquets gris du Gabon", "Psittacus erithacus"),
        ("Graupapageien in gute Hände", "Psittacus erithacus"),
        ("Königspython 0.1", "Python regius"),
        ("Koenigspython 0.1", "Python regius"),
        ("konigspython", "Python regius"),
        ("Königs Python", "Python regius"),
        ("P. regius, Py. regius", "Python regius"),
        ("ball pythons and ballpython", "Python regius"),
        ("blue-fronted amazons", "Amazona aestiva"),
        ("bluefronted amazon", "Amazona aestiva"),
        ("продам серого попугая жако", "Psittacus erithacus"),
        ("куплю черепаху", "Testudines"),
        ("zhako ruchnoy", "Psittacus erithacus"),
        ("schildpadden te koop", "Testudines"),
        ("grijze roodstaarten", "Psittacus erithacus"),
        ("loros grises", "Psittacus erithacus"),
        ("pappagalli cenerini", "Psittacus erithacus"),
        ("pytona królewskiego", "Python regius"),
        ("非洲灰鸚鵡", "Psittacus erithacus"),
        ("ヨウムの雛", "Psittacus erithacus"),
        ("Elfenbeinkette um 1920", "Elephantidae"),
        ("Elfenbein-Figur", "Elephantidae"),
        ("Krokodilledertasche", "Crocodylia"),
        ("ivoren beeldje, ivoorsnijwerk", "Elephantidae"),
        ("african gray parot", "Psittacus erithacus"),
        ("T. hermanni NZ 2023", "Testudo hermanni"),
        ("corn snake", "Pantherophis guttatus"),
    ],
)
def test_names_as_they_are_written(catalogue: Catalogue, text: str, taxon: str) -> None:
    found = meanings(catalogue, text)
    assert taxon in found, found


@pytest.mark.parametrize(
    "text",
    [
        "I want to sell my red house at the best price, it has a view",
        "Verkaufe mein Fahrrad, nur Abholung, der Preis ist fest",
        "vends canapé cuir rouge bon état, pas d'échange",
        "se vende coche por no usar, los dos en buen estado",
        "na sprzedaż rower, stan bardzo dobry",
        "Продам квартиру в центре города, хороший ремонт",
        "wij verkopen een mooie bank, ophalen in Gent",
        "vendo divano, solo ritiro a mano, non si spedisce",
        "Admiral wardrobe, Queen size bed, Monarch brand",
        "dijual rumah ada taman, harga pada pagi hari",
        "with love, jackson guitars, blue jeans, cocktail dress",
    ],
)
def test_ordinary_offers_name_no_animal(catalogue: Catalogue, text: str) -> None:
    assert meanings(catalogue, text) == set()


def test_compound_says_what_the_thing_is(catalogue: Catalogue) -> None:
    names = catalogue.find("Elfenbeinarmreif")
    assert {(name.kind, name.form_id) for name in names} >= {(NameKind.PRODUCT, "ivory_jewellery")}


def test_domestic_forms_are_told_apart(catalogue: Catalogue) -> None:
    assert {name.domestic_form for name in catalogue.find("budgerigar", language="en")} == {"", "budgerigar"}


def test_abbreviations_and_mistakes_are_weaker_evidence(catalogue: Catalogue) -> None:
    assert {name.ambiguity for name in catalogue.find("P. regius")} == {Ambiguity.MEDIUM}
    assert Ambiguity.LOW in {name.ambiguity for name in catalogue.find("Python regius")}


def test_short_names_ask_for_a_second_clue(catalogue: Catalogue) -> None:
    assert {name.ambiguity for name in catalogue.find("na") if name.kind is NameKind.COMMON} == {Ambiguity.HIGH}


@pytest.mark.parametrize("language", sorted(SPELLING.inflections))
def test_each_inflection_brings_its_examples(language: str) -> None:
    rules = SPELLING.inflections[language]
    assert rules.matches
    for name, expected in rules.matches.items():
        assert set(expected) <= set(rules.forms(name)), (language, name)


def test_ordinary_words_and_their_plurals() -> None:
    ordinary = ordinary_words(DATA, SPELLING)
    assert ordinary["admiral"] is Ambiguity.HIGH
    assert ordinary["admirals"] is Ambiguity.HIGH
    assert ordinary["tiger"] is Ambiguity.MEDIUM


@given(st.text(max_size=80))
def test_any_text_is_survived_and_spans_hold_their_words(catalogue: Catalogue, text: str) -> None:
    for hit in catalogue.lexicon.find(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.names
        assert set(hit.names) <= set(catalogue.find(text[hit.start : hit.end]))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("perroquet gri du gabn", "Psittacus erithacus"),
        ("Psitacus eritacus", "Psittacus erithacus"),
        ("elongated tortose", "Indotestudo elongata"),
    ],
)
def test_suggestions(catalogue: Catalogue, written: str, meant: str) -> None:
    assert catalogue.find(written) == ()
    name, score = catalogue.suggest(written)[0]
    assert catalogue.taxon(name.taxon_id).scientific_name == meant
    assert 0.7 < score < 1


def test_names_of_a_taxon_come_back_by_finding_them(catalogue: Catalogue) -> None:
    for name in catalogue.names("t9644"):
        assert not fold(name.text) or "t9644" in {found.taxon_id for found in catalogue.find(name.text)}, name
