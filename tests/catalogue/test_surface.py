"""What the folded search finds must also be written as the name is."""

import pytest

from lycaon.catalogue.surface import is_written_as
from lycaon.values.taxonomy import Name, NameKind


@pytest.mark.parametrize(
    ("name", "language", "text", "expected"),
    [
        ("voi", "vi", "bán ngà voi", True),
        ("voi", "vi", "bán với giá tốt", False),
        ("chó", "vi", "chó con", True),
        ("chó", "vi", "bán cho người sưu tầm", False),
        ("chó", "vi", "ban cho con", True),
        ("ou", "xx", "où", False),
        ("perroquet gris du Gabon", "fr", "PERROQUET GRIS DU GABON", True),
        ("Schildkröte", "de", "schildkrote", True),
        ("Schildkröte", "de", "Schildkröte", True),
        ("loro", "es", "loró", False),
        ("サイ", "ja", "サイズ M", False),
        ("サイ", "ja", "サイの角", True),
        ("インコ", "ja", "オカメインコ", True),
        ("インコ", "ja", "インコース", False),
        ("жако", "ru", "жако", True),
        ("львенок", "ru", "львёнок", True),
        ("тигрёнок", "ru", "тигренок", True),
        ("象牙", "zh", "老象牙手串", True),
    ],
)
def test_accents_and_katakana(name: str, language: str, text: str, expected: bool) -> None:
    words = {"bán với giá tốt": "với", "bán cho người sưu tầm": "cho", "ban cho con": "cho", "bán ngà voi": "voi",
             "chó con": "chó", "サイズ M": "サイ", "サイの角": "サイ", "オカメインコ": "インコ", "インコース": "インコ",
             "老象牙手串": "象牙"}.get(text, text)  # fmt: skip
    start = text.index(words)
    one = Name(text=name, language=language, kind=NameKind.COMMON, taxon_id="t1")
    assert is_written_as(one, text, start, start + len(words)) is expected
