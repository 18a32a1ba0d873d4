"""Numbers of permits, certificates, rings, chips and labels: are they written as such numbers are?

A number that fits is *well formed*; one that does not is of *unknown format*, never "invalid": issuers change
their ways and our list is short. Well formed says nothing about whether the paper exists.

Sources: CITES Res. Conf. 12.3 and 12.7, ISO 11784, and samples; each row of the table carries its mark.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from lycaon.catalogue.ready import ready
from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError

FILE = Path(__file__).parent / "data" / "document_numbers.yaml"
WELL_FORMED = "well_formed"
UNKNOWN_FORMAT = "unknown_format"
_CHIP_LIMIT = 274_877_906_943
"""The national number of ISO 11784 has 38 bits."""
_MANUFACTURERS = range(900, 999)
_COUNTRY_CODES = range(4, 895)
_LAST_CENTURY = 1973
"""Two digits of a year above those of today belong to the years since CITES was written."""


_Examples = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"not_": "not"}):
    id: str
    kinds: tuple[str, ...]
    issuer: str
    pattern: str
    matches: _Examples
    not_: _Examples
    plausible: Literal["", "luhn", "microchip", "caviar"] = ""
    checked: Literal["✓", "≈", "?"]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    numbers: tuple[_Row, ...]
    caviar_species: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One way in which a kind of number is written."""

    id: str
    kinds: tuple[str, ...]
    issuer: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    refuses: tuple[str, ...]
    plausible: str
    checked: str


class DocumentNumbers:
    """All formats, by kind of paper or mark."""

    def __init__(self, formats: Iterable[NumberFormat], caviar_species: frozenset[str]) -> None:
        self.formats = tuple(formats)
        self._caviar_species = caviar_species
        self._by_kind: dict[str, list[NumberFormat]] = {}
        for each in self.formats:
            for kind in each.kinds:
                self._by_kind.setdefault(kind, []).append(each)

    @classmethod
    def load(cls, path: Path = FILE) -> "DocumentNumbers":
        """Read the table.

        Raises:
            CatalogueError: it has another shape, or a pattern is not one.
        """
        try:
            table = ready(_Table, lambda: msgspec.convert(read_yaml(path), _Table), sources=[path], by=(__name__,))
            return cls([_format(row) for row in table.numbers], table.caviar_species)
        except (msgspec.ValidationError, NotYamlError, re.error) as error:
            raise CatalogueError(f"{path}: {error}") from error

    def check(self, kind: str, number: str) -> str:
        """Return ``well_formed``, ``unknown_format``, or "" where there is no number.

        >>> DocumentNumbers.load().check("caviar_label", "HUS/C/BG/2024/0123")
        'well_formed'
        """
        if not number.strip():
            return ""
        return WELL_FORMED if self.format_of(kind, number) else UNKNOWN_FORMAT

    def format_of(self, kind: str, number: str) -> NumberFormat | None:
        """The first format of its kind that the number has."""
        written = normalised(number)
        for each in self._by_kind.get(kind, ()):
            if each.pattern.fullmatch(written):
                return each
        return None

    def doubts(self, kind: str, number: str, on: date) -> tuple[str, ...]:
        """Codes of what makes a well-formed number implausible on a day; empty where nothing does.

        ``future_year``, ``unknown_country``, ``bad_checksum``, ``chip_out_of_range``, ``chip_for_tests``,
        ``unknown_chip_prefix``, ``unknown_species_code``. They are grounds to ask, nothing more.
        """
        found = self.format_of(kind, number)
        if found is None:
            return ()
        match = found.pattern.fullmatch(normalised(number))
        groups: Mapping[str, str] = {name: value for name, value in match.groupdict().items() if value} if match else {}
        doubts = [*_year_doubts(groups, on), *_country_doubts(groups)]
        match found.plausible:
            case "luhn":
                doubts.extend([] if _luhn(number) else ["bad_checksum"])
            case "microchip":
                doubts.extend(_chip_doubts(groups["chip"]))
            case "caviar":
                doubts.extend([] if groups["species"] in self._caviar_species else ["unknown_species_code"])
            case _:
                pass
        return tuple(doubts)


@cache
def bundled() -> DocumentNumbers:
    """The bundled table, read once."""
    return DocumentNumbers.load()


def check(kind: str, number: str) -> str:
    """Return ``well_formed``, ``unknown_format`` or "" by the bundled table."""
    return bundled().check(kind, number)


def normalised(number: str) -> str:
    """A number in capitals, with plain hyphens and single spaces.

    >>> normalised(" de–k 12/345 ")
    'DE-K 12/345'
    """
    return " ".join(number.replace("–", "-").replace("‑", "-").upper().split())


def reused(numbers: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Numbers that stand on several listings: number to listing ids, both sorted.

    One paper belongs to one specimen; the same number on two listings may be one offer told twice.

    >>> reused([("612345/01", "a:1"), ("612345/01", "a:2"), ("612345/02", "a:3")])
    {'612345/01': ('a:1', 'a:2')}
    """
    listings: dict[str, set[str]] = {}
    for number, listing in numbers:
        if number.strip():
            listings.setdefault(normalised(number), set()).add(listing)
    return {number: tuple(sorted(found)) for number, found in sorted(listings.items()) if len(found) > 1}


def _format(row: _Row) -> NumberFormat:
    pattern = re.compile(row.pattern)
    return NumberFormat(row.id, row.kinds, row.issuer, pattern, row.matches, row.not_, row.plausible, row.checked)


def _year_doubts(groups: Mapping[str, str], on: date) -> list[str]:
    written = groups.get("year") or groups.get("ring_year")
    if not written:
        return []
    year = int(written)
    if len(written) == 2:
        # 97 is 1997 when judged in 2026; 27 would be 2027, which is a doubt and not the year 1927.
        year += 1900 if 1900 + year >= _LAST_CENTURY and 2000 + year > on.year + 10 else 2000
    return ["future_year"] if year > on.year else []


def _country_doubts(groups: Mapping[str, str]) -> list[str]:
    country = groups.get("country", "")
    return ["unknown_country"] if len(country) == 2 and country not in _ISO_COUNTRIES else []


def _chip_doubts(chip: str) -> list[str]:
    prefix, number = int(chip[:3]), int(chip[3:])
    if prefix == 999:
        return ["chip_for_tests"]
    doubts = [] if prefix in _MANUFACTURERS or prefix in _COUNTRY_CODES else ["unknown_chip_prefix"]
    return doubts if number <= _CHIP_LIMIT else [*doubts, "chip_out_of_range"]


def _luhn(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdecimal()]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


_ISO_CODES = (
    "AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CS CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM "
    "JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
    "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE "
    "RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT "
    "TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
_ISO_COUNTRIES = frozenset(_ISO_CODES.split())
