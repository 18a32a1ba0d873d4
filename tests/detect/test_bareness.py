"""A listing that says a name, a form or a number and nothing else is told from one that says more."""

import pytest

from lycaon.catalogue import Catalogue
from lycaon.detect import Reader
from lycaon.detect.bareness import may_be_bare
from lycaon.values.listing import Listing

BARE = [
    # (language, text, feature, what it is worth)
    ("es", "3 iguanas", "bare.living", 0.75),
    ("en", "2 sulcatas", "bare.living", 1.0),
    ("it", "pelle di pitone 3 m", "bare.stuff", 1.0),
    ("fr", "perroquet gris du gabon mâle", "bare.living", 1.0),
    ("pl", "żółw grecki samica", "bare.living", 1.0),
    ("nl", "krokodillenhuid", "bare.stuff", 1.0),
    ("es", "marfil 2 kg", "bare.stuff", 1.0),
    ("zh", "球蟒 一对", "bare.living", 1.0),
    ("es", "cráneo de puma", "bare.living", 0.75),
    ("ru", "жако", "bare.living", 0.4),  # one word, be it no everyday word, may be a brand
    ("fr", "ouistiti", "bare.living", 0.4),
    ("ru", "варан степной", "bare.living", 1.0),  # an adjective of kind is as good as a second word
    ("es", "cacatúa de molucas", "bare.living", 1.0),
    ("ru", "черепаха шпороносная", "bare.living", 1.0),  # a name of two words turned round
    ("zh", "金刚鹦鹉 蓝黄", "bare.living", 1.0),
    ("pt", "estatueta marfim", "bare.stuff", 1.0),
]
MORE = [
    ("en", "elephant lamp"),
    ("en", "condor 20 watt"),
    ("fr", "peinture ivoire 5 L"),
    ("fr", "tapis tigre"),
    ("es", "jaguar 1998"),
    ("es", "vendo puma talle 42"),
    ("pt", "onça de ouro 31g"),
    ("it", "tartaruga ninja"),
    ("it", "2 leoni pietra"),
    ("en", "puma skull ring"),
    ("de", "Tiger"),
    ("de", "Mustang rot"),
    ("en", "ivory vase"),
    ("en", "kingfisher"),
    ("zh", "虎牌 保温杯"),
    ("de", "Graupapagei Henne, handaufgezogen, mit Papieren und großem Käfig in gute Hände abzugeben"),
]


@pytest.fixture(scope="module")
def reader(catalogue: Catalogue) -> Reader:
    return Reader.load(catalogue)


def _bare(reader: Reader, language: str, title: str, text: str = "") -> dict[str, float]:
    reading = reader.weigh(Listing(id="x:1", language=language, title=title, text=text))
    features = [each.features for each in reading.weighed] if reading else []
    found = [(name, value) for each in features for name, value in each.items() if name.startswith("bare.")]
    return dict(sorted(found, key=lambda pair: pair[1]))


@pytest.mark.parametrize(("language", "text", "feature", "worth"), BARE)
def test_a_bare_listing_is_told(reader: Reader, language: str, text: str, feature: str, worth: float) -> None:
    assert _bare(reader, language, text) == {feature: worth}
    assert _bare(reader, language, "", text) == {feature: worth}


@pytest.mark.parametrize(("language", "text"), MORE)
def test_a_listing_that_says_more_or_less_is_not_bare(reader: Reader, language: str, text: str) -> None:
    assert max(_bare(reader, language, text).values(), default=0.0) <= 0.4


def test_length_alone_rules_it_out(reader: Reader) -> None:
    wording = reader.weigh(Listing(id="x:1", title="python regius", text="femelle " * 8))
    assert wording is not None
    assert not may_be_bare(wording.wording)
