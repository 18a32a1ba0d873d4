"""Which countries personal data may go to without a further reason (GDPR Art. 44-49).

The European Economic Area, and countries with an adequacy decision of the Commission (Art. 45), as known on
2026-11-22. A decision may cover a part of a country only (the United States: companies of the Data Privacy Framework;
Canada: commercial organisations); those are not listed, so that an agreement must say what it rests on. Of the two
mistakes we prefer to ask for a reason that was not needed.
"""

EEA = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split())  # noqa: SIM905
ADEQUATE = frozenset("AD AR FO GG IL IM JP JE KR NZ CH GB UY".split())  # noqa: SIM905


def needs_a_basis(country: str) -> bool:
    """Return whether sending personal data there needs more than an agreement. Not knowing the country needs more.

    >>> needs_a_basis("FR"), needs_a_basis("CH"), needs_a_basis("US"), needs_a_basis("")
    (False, False, True, True)
    """
    return country not in EEA and country not in ADEQUATE
