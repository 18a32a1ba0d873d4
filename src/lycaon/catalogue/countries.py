"""Countries: their money, telephone prefixes, top-level domains, names, parts and towns.

``regions.csv`` holds parts of countries and their codes, from general knowledge; ``countries.csv`` and
``cities.csv`` come from GeoNames (CC BY 4.0), ``country_names.csv`` from CLDR (Unicode licence). Towns of 15,000
people and more in Europe, North America and Oceania, of 60,000 elsewhere; Belgium, the United Kingdom and the
United States with the part of the country, because law differs there. Names stand there folded (column ``key``),
so that nothing is folded when the tables are read.
"""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path

import msgspec

from lycaon.catalogue.ready import ready
from lycaon.errors import CatalogueError
from lycaon.text import fold

DATA = Path(__file__).parent / "data"
LONGEST_NAME = 5
"""Tokens in the longest name of a place that is looked for."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A place that a name may mean: a country, with a part of it (``BE-VLG``), and people in thousands."""

    code: str
    thousands: int
    is_country: bool = False

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return self.code[:2]


_PLACES = msgspec.msgpack.Decoder(dict[str, tuple[Place, ...]])


class Names:
    """Names of places by their first words; those of a first word are unpacked when a text first has it."""

    def __init__(self, packed: Mapping[str, msgspec.Raw]) -> None:
        self._packed = packed
        self._unpacked: dict[str, dict[str, tuple[Place, ...]]] = {}

    @property
    def first_words(self) -> Collection[str]:
        """The first words of all names."""
        return self._packed.keys()

    def get(self, name: str, default: tuple[Place, ...] = ()) -> tuple[Place, ...]:
        """Return the places of a folded name."""
        first = name.partition(" ")[0]
        found = self._unpacked.get(first)
        if found is None:
            if first not in self._packed:
                return default
            found = self._unpacked[first] = _PLACES.decode(self._packed[first])
        return found.get(name, default)


@dataclass(frozen=True)
class Countries:
    """What a listing's place, money, telephone or site says about the country."""

    currencies: Mapping[str, str]
    prefixes: Mapping[str, str]
    """Telephone prefix without ``+`` to country; shared ones (1, 7) to the larger country."""
    domains: Mapping[str, str]
    eu: frozenset[str]
    names: "Mapping[str, tuple[Place, ...]] | Names"
    """Folded names, tokens joined by blanks (see ``key``)."""

    @cached_property
    def first_words(self) -> Collection[str]:
        """The first words of the names: nearly every word of a listing begins no place."""
        if isinstance(self.names, Names):
            return self.names.first_words
        return frozenset(name.partition(" ")[0] for name in self.names)

    @classmethod
    def load(cls, directory: Path | None = None) -> "Countries":
        """Read the three tables.

        Raises:
            CatalogueError: a table lacks a column.
        """
        directory = directory or DATA
        tables = [directory / f"{name}.csv" for name in ("country_names", "regions", "cities")]
        names = ready(dict[str, msgspec.Raw], lambda: _by_first_word(_names(directory)), sources=tables, by=(__name__,))
        rows = list(_rows(directory / "countries.csv", ("country", "currency", "phone", "tld", "eu")))
        return cls(
            currencies={code: currency for code, currency, *_ in rows},
            prefixes={"1": "US", "7": "RU", "44": "GB", "39": "IT", "47": "NO", "61": "AU", "212": "MA", "358": "FI",
                      "590": "GP", "262": "RE", "599": "CW"}
            | {phone: code for code, _, phone, *_ in rows if phone not in _SHARED and phone},
            domains={tld: code for code, _, _, tld, _ in rows if tld} | {"eu": ""},
            eu=frozenset(code for code, *_, eu in rows if eu),
            names=Names(names),
        )  # fmt: skip

    def currency(self, place: str) -> str:
        """Return the currency of a country (or of a part of one), "" if unknown."""
        return self.currencies.get(place[:2], "")

    def called(self, name: str) -> tuple[Place, ...]:
        """Return the places of a name, countries first, then by people.

        >>> Countries({}, {}, {}, frozenset(), {"gent": (Place("BE-VLG", 265),)}).called("Gent")[0].code
        'BE-VLG'
        """
        return self.names.get(key(name), ())

    def ringing(self, digits: str) -> str:
        """Return the country of an international number given as 00…, "" if it is none.

        >>> Countries({}, {"32": "BE"}, {}, frozenset(), {}).ringing("003212345678")
        'BE'
        """
        if not digits.startswith("00"):
            return ""
        return next((self.prefixes[digits[2:end]] for end in (5, 4, 3) if digits[2:end] in self.prefixes), "")


_COUNTRY = 3000
"""People, in thousands, that a country's name weighs: more than most towns (Granada, Georgia, Jersey), not all."""
_SHARED = frozenset({"1", "7", "44", "39", "47", "61", "212", "358", "590", "262", "599"})


def key(name: str) -> str:
    """Return the form under which a name of a place is looked up.

    >>> key("Saint-Étienne")
    'saint etienne'
    """
    return " ".join(fold(name).translate(_APART).split())


_APART = str.maketrans(dict.fromkeys("-'’.,/()", " "))


def _names(directory: Path) -> dict[str, tuple[Place, ...]]:
    found: dict[str, dict[str, Place]] = {}
    for name, code in _rows(directory / "country_names.csv", ("key", "country")):
        found.setdefault(name, {})[code] = Place(code, _COUNTRY, is_country=True)
    for table in ("regions.csv", "cities.csv"):
        columns = ("key", "country", "subdivision", "thousands")
        for name, country, part, thousands in _rows(directory / table, columns):
            code = f"{country}-{part}" if part else country
            found.setdefault(name, {}).setdefault(code, Place(code, int(thousands)))
    return {name: _by_size(places.values()) for name, places in found.items()}


def _by_first_word(names: Mapping[str, tuple[Place, ...]]) -> dict[str, msgspec.Raw]:
    words: dict[str, dict[str, tuple[Place, ...]]] = {}
    for name, places in names.items():
        words.setdefault(name.partition(" ")[0], {})[name] = places
    return {word: msgspec.Raw(msgspec.msgpack.encode(own)) for word, own in words.items()}


def _by_size(places: Collection[Place]) -> tuple[Place, ...]:
    if len(places) == 1:
        return tuple(places)
    return tuple(sorted(places, key=lambda place: (not place.is_country, -place.thousands, place.code)))


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.reader(lines)
        head = next(table, [])
        if missing := [column for column in columns if column not in head]:
            raise CatalogueError(f"{path}: no column {', '.join(missing)}; found {', '.join(head)}")
        yield from map(itemgetter(*map(head.index, columns)), table)
