"""Cohen's kappa itself, for every room that asks whether two people decide alike; no library of statistics is loaded.

Source: J. Cohen, "A coefficient of agreement for nominal scales", Educ. Psychol. Meas. 20 (1960) 37-46.
"""

from collections import Counter
from collections.abc import Sequence


def kappa_of(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Return agreement beyond chance: 1 is perfect, 0 is what chance would give.

    Args:
        pairs: the two codes of each unit, the same coder first.

    Returns:
        None where there is no unit, or where one of the two gave one code throughout: kappa is then nought or undefined
        by its form, however well they agree.

    >>> kappa_of([("confirm", "confirm"), ("reject", "reject"), ("confirm", "reject"), ("reject", "reject")])
    0.5
    """
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    if len(first) < 2 or len(second) < 2:
        return None
    units = len(pairs)
    observed = sum(a == b for a, b in pairs) / units
    chance = sum(count * second[code] for code, count in first.items()) / units**2
    return (observed - chance) / (1 - chance)
