"""What the seeding leaves behind for the tests."""

from dataclasses import dataclass, field

from tests.workbench.people_of_tests import World


@dataclass
class Seeded:
    """Who can come in, and what there is."""

    world: World
    sessions: dict[str, str] = field(default_factory=dict)
    """Value of the session cookie, by role."""
    names: dict[str, str] = field(default_factory=dict)
    """References of what was made, for the addresses of screens: ``{"case": "C-..."}``."""
