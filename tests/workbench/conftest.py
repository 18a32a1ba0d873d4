"""The database and the people of the tests of the workbench."""

from tests.workbench.harness import *  # noqa: F403 - its fixtures
from tests.workbench.people_of_tests import *  # noqa: F403
