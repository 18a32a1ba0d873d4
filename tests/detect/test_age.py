"""Claims about age become intervals."""

from datetime import date

import pytest
from tests.detect.conftest import Read

Years = tuple[int | None, int | None]


def years(first: date | None, last: date | None) -> Years:
    return first.year if first else None, last.year if last else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ivoire années 20", (1920, 1929)), ("aus den 30er Jahren", (1930, 1939)), ("a 1920s box", (1920, 1929)),
        ("jaren 50", (1950, 1959)), ("anni '60", (1960, 1969)), ("años 70", (1970, 1979)), ("1920-е годы", (1920, 1929)),
        ("um 1900", (1890, 1910)), ("circa 1900", (1890, 1910)), ("c. 1925", (1920, 1930)), ("vers 1880", (1870, 1890)),
        ("vor 1947", (None, 1946)), ("before 1947", (None, 1946)), ("pre-1947", (None, 1946)), ("avant 1947", (None, 1946)),
        ("до 1947 года", (None, 1946)), ("sprzed 1947", (None, 1946)), ("anterior a 1947", (None, 1946)),
        ("19th century", (1801, 1900)), ("19. Jahrhundert", (1801, 1900)), ("XIXe siècle", (1801, 1900)),
        ("siglo XIX", (1801, 1900)), ("XIX век", (1801, 1900)), ("19世纪", (1801, 1900)), ("escultura em marfim do séc. XVII", (1601, 1700)),
        ("Victorian", (1837, 1901)), ("Art Deco brooch", (1910, 1939)), ("清代", (1644, 1911)), ("времён СССР", (1922, 1991)),
        ("dated 1912", (1912, 1912)), ("bought 1964 in Hamburg", (1964, 1964)), ("1920-1930", (1920, 1930)),
        ("over 100 years old", (None, 1926)),
    ],
)  # fmt: skip
def test_made(read: Read, text: str, expected: Years) -> None:
    period = read(text).age.made.best
    assert period is not None
    assert years(period.earliest, period.latest) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("CB24", "2024-01-01", "2024-12-31"), ("NZ 2023", "2023-01-01", "2023-12-31"), ("NZ 08/23", "2023-08-01", "2023-08-31"),
        ("born 05/2025", "2025-05-01", "2025-05-31"), ("né le 12/05/2024", "2024-05-12", "2024-05-12"),
        ("geschlüpft am 12.06.2024", "2024-06-12", "2024-06-12"), ("hatched May 2025", "2025-05-01", "2025-05-31"),
        ("2 years old", "2023-05-05", "2024-05-04"),
    ],
)  # fmt: skip
def test_born(read: Read, text: str, first: str, last: str) -> None:
    period = read(text).age.born.best
    assert period is not None
    assert (str(period.earliest), str(period.latest)) == (first, last)


@pytest.mark.parametrize(
    "text", ["antique ivory", "ivoire ancien", "alte Figur", "старинная шкатулка", "老物件", "dijual gading antik"]
)
def test_vague(read: Read, text: str) -> None:
    period = read(text).age.made.best
    assert period is not None
    assert period.vague


@pytest.mark.parametrize(
    "text", ["£1950", "1500 g", "tel 0170 1950 1960", "nothing about time", "2026 stock", "1950 €"]
)
def test_no_age(read: Read, text: str) -> None:
    assert read(text).age.made.best is None


@pytest.mark.parametrize(
    ("text", "generation"), [("CB F1", 1), ("F2 juveniles", 2), ("WC F0 adults", 0), ("F1 and F2", 1)]
)
def test_generation(read: Read, text: str, generation: int) -> None:
    assert read(text).age.generation.best == generation
