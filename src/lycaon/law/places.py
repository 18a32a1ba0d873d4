"""Places: whose law is read for a country or a part of one, and when a border is crossed."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from lycaon.law.datafile import Data, read_data

CROSS_BORDER = "CITES"
"""The reading of what CITES says about crossing a border, wherever it lies."""
UNION = "EU"
"""The Union as a place of its own, where the Member State is not known."""
NOWHERE = "XX"
"""No place is known, or no law is loaded for it."""


class Places(Data, frozen=True, kw_only=True):
    """What ``places.yaml`` says."""

    eu: frozenset[str]
    left_eu: Mapping[str, date]
    joined_eu: Mapping[str, date]
    law_of: Mapping[str, str]
    regions: Mapping[str, Mapping[str, float]]
    languages: Mapping[str, tuple[str, ...]]
    otherwise: tuple[str, ...]

    @classmethod
    def load(cls, directory: Path) -> "Places":
        """Read ``places.yaml`` of a directory."""
        return read_data(directory / "places.yaml", cls)

    def codes(self) -> frozenset[str]:
        """Every subdivision that the law of some country asks about."""
        return frozenset(region for regions in self.regions.values() for region in regions)

    def country(self, place: str) -> str:
        """Return the country whose law holds at a place: FR for Guadeloupe.

        >>> Places.load(Path(__file__).parent).country("GP")
        'FR'
        """
        country = country_of(place)
        return self.law_of.get(country, country)

    def in_union(self, place: str, on: date) -> bool:
        """Whether a place was in the Union on a day.

        >>> Places.load(Path(__file__).parent).in_union("GB-ENG", date(2019, 1, 1))
        True
        """
        country = self.country(place)
        if country == UNION:
            return True
        if country in self.left_eu:
            return on < self.left_eu[country]
        return country in self.eu and on >= self.joined_eu.get(country, date.min)

    def chain(self, place: str, on: date) -> tuple[str, ...]:
        """Whose rules hold at a place, the narrowest first: BE, EU, and what holds anywhere.

        Rules of a part of a country stand among those of the country and ask for the region.
        """
        country = self.country(place)
        if country == UNION or not self.in_union(place, on):
            return (country, NOWHERE)
        return (country, UNION, NOWHERE)

    def plausible(self, language: str) -> tuple[str, ...]:
        """The places that a language suggests where nothing else tells."""
        return self.languages.get(language.partition("-")[0], self.otherwise)


def country_of(place: str) -> str:
    """Return the country of a place.

    >>> country_of("BE-WAL")
    'BE'
    """
    return place.partition("-")[0]
