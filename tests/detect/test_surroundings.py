"""What the words around a name say of it: a cage thrown in, a claim that is part of the name, the tame chinchilla."""

import pytest

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.values.listing import Listing


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader.load(catalogue)


def _features(reader: Reader, language: str, title: str, text: str = "") -> set[str]:
    reading = reader.weigh(Listing(id="x:1", language=language, title=title, text=text))
    assert reading is not None
    return {name for each in reading.weighed for name in each.features}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "je vend mes 2 inséparables + cage"),
        ("en", "leopard gecko + big tank"),
        ("es", "yaco & jaula grande, se entrega hoy"),
        ("it", "pogona + terrario completo"),
    ],
)
def test_equipment_that_is_thrown_in_speaks_for_an_animal(reader: Reader, language: str, text: str) -> None:
    found = _features(reader, language, text)
    assert "near.live_care.living" in found
    assert "near.equipment.living" not in found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "cage pour perroquet gris"),
        ("en", "terrarium with lamp + bowl for leopard gecko"),
        ("it", "terrario, lampada riscaldante + ciotola, era di una pogona"),
    ],
)
def test_equipment_by_itself_stays_equipment(reader: Reader, language: str, text: str) -> None:
    assert "near.equipment.living" in _features(reader, language, text)


@pytest.mark.parametrize(("language", "text"), [("zh", "豹纹守宫 出售"), ("zh", "豹纹陆龟 2只")])
def test_a_claim_inside_a_name_is_none(reader: Reader, language: str, text: str) -> None:
    assert not {name for name in _features(reader, language, text) if name.startswith("claim.imitation")}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "2 chinchillas with cage"), ("es", "Chinchilla macho con jaula"), ("fr", "chinchilla 2 ans avec cage")],
)
def test_a_living_chinchilla_is_tame(reader: Reader, language: str, text: str) -> None:
    assert "name.domestic" in _features(reader, language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "chinchilla fur coat"), ("es", "abrigo de chinchilla"), ("de", "Chinchillajacke")],
)
def test_a_coat_of_chinchilla_is_not(reader: Reader, language: str, text: str) -> None:
    assert "name.domestic" not in _features(reader, language, text)
