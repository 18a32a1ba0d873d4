"""Where and when the annexes of Regulation (EC) 338/97 apply."""

from datetime import date

_FIRST = date(1997, 6, 1)
_JOINED = {
    _FIRST: "AT BE DE DK ES FI FR GB GR IE IT LU NL PT SE",
    date(2004, 5, 1): "CY CZ EE HU LT LV MT PL SI SK",
    date(2007, 1, 1): "BG RO",
    date(2013, 7, 1): "HR",
}
_MEMBERS = {country: day for day, countries in _JOINED.items() for country in countries.split()}
_LEFT = {"GB": date(2021, 1, 1)}
"""The United Kingdom applied the Regulation until the end of the transition; after it, its own annexes."""


def applies_annexes(country: str, on: date) -> bool:
    """Whether a State (ISO 3166-1) applied the EU annexes on a day.

    >>> applies_annexes("GB", date(2016, 6, 1)), applies_annexes("GB", date(2026, 6, 1))
    (True, False)
    """
    joined = _MEMBERS.get(country)
    return joined is not None and joined <= on < _LEFT.get(country, date.max)
