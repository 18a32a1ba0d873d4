"""Who may do what. A verb carries its roles; all verbs together are the matrix, which a test walks door by door.

Each app declares its verbs in ``verbs.py``, beside the acts they name::

    OPEN_CASE = verb("open_case", Role.LEAD, Role.ANALYST, says="Open a case")

A verb says what a role may do at all. Which case a person may know of is the business of the app's ``access.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lycaon.workbench.people.roles import Role


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done or looked at."""

    name: str
    roles: frozenset[Role]
    says: str
    """What it is, in English, for the documentation of the matrix."""
    is_public: bool = False
    """Whether no account is needed."""


_declared: dict[str, Verb] = {}

MATRIX: Mapping[str, Verb] = MappingProxyType(_declared)
"""All verbs that were declared, by name."""


def verb(name: str, *roles: Role, says: str) -> Verb:
    """Declare something that people in these roles may do.

    Raises:
        ValueError: another verb has the name, or nobody could ever do it.
    """
    if not roles:
        raise ValueError(f'verb "{name}" names no role')
    return _declare(Verb(name, frozenset(roles), says))


def _declare(new: Verb) -> Verb:
    if _declared.get(new.name, new) != new:
        raise ValueError(f'verb "{new.name}" is declared twice, and not alike')
    return _declared.setdefault(new.name, new)


PUBLIC = _declare(Verb("see_public_pages", frozenset(Role), "Pages for everyone", is_public=True))
SIGNED_IN = _declare(Verb("see_own_pages", frozenset(Role), "One's own start page, account and preferences"))
OWN_ACCOUNT = _declare(Verb("keep_own_account", frozenset(Role), "One's password, second factor and sessions"))
"""Open before the second factor is set up: this is where one sets it up."""
EVERY_ROLE = tuple(Role)
"""For verbs of everybody who has an account."""
