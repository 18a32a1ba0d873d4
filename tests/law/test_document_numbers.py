"""Numbers of papers and marks: each pattern matches its examples and refuses the others."""

from datetime import date

import pytest

from lycaon.catalogue.numbers_of_documents import DocumentNumbers, NumberFormat, check, normalised, reused

NUMBERS = DocumentNumbers.load()
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("each", NUMBERS.formats, ids=lambda each: each.id)
def test_a_pattern_holds_its_examples_and_nothing_else(each: NumberFormat) -> None:
    for example in each.matches:
        assert each.pattern.fullmatch(normalised(example)), example
    for refused in each.refuses:
        assert not each.pattern.fullmatch(normalised(refused)), refused


@pytest.mark.parametrize(("kind", "number", "said"), [
    ("eu_certificate", "FR1901234567-K", "well_formed"),
    ("eu_certificate", "de–k-12/345", "well_formed"),
    ("eu_certificate", "whatever 77", "unknown_format"),
    ("eu_certificate", "", ""),
    ("never_heard_of", "12345", "unknown_format"),
    ("microchip", "276098102345678", "well_formed"),
    ("caviar_label", "HUS/C/BG/2024/0123", "well_formed"),
])  # fmt: skip
def test_the_word_is_never_invalid(kind: str, number: str, said: str) -> None:
    assert check(kind, number) == said


@pytest.mark.parametrize(("kind", "number", "doubts"), [
    ("microchip", "276098102345678", ()),
    ("microchip", "900032000123456", ()),
    ("microchip", "999000000123456", ("chip_for_tests",)),
    ("microchip", "276999999999999", ("chip_out_of_range",)),
    ("microchip", "000098102345678", ("unknown_chip_prefix",)),
    ("cites_permit", "19FR001234/20", ()),
    ("cites_permit", "97FR001234/20", ()),
    ("cites_permit", "27FR001234/20", ("future_year",)),
    ("cites_permit", "19QQ001234/20", ("unknown_country",)),
    ("caviar_label", "HUS/C/BG/2031/0123", ("future_year",)),
    ("caviar_label", "QQQ/C/BG/2024/0123", ("unknown_species_code",)),
    ("siren", "732 829 320", ()),
    ("siren", "732 829 321", ("bad_checksum",)),
    ("eu_certificate", "unknown to all", ()),
])  # fmt: skip
def test_doubts_about_well_formed_numbers(kind: str, number: str, doubts: tuple[str, ...]) -> None:
    assert NUMBERS.doubts(kind, number, TODAY) == doubts


def test_one_number_on_two_listings_is_seen_however_it_is_written() -> None:
    pairs = [
        ("de-k 12/345", "a:1"),
        ("DE-K  12/345", "b:2"),
        ("DE-K 12/345", "a:1"),
        ("", "c:3"),
        ("", "d:4"),
    ]
    assert reused(pairs) == {"DE-K 12/345": ("a:1", "b:2")}
