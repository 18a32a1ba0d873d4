"""What many tests need and what is slow to make, made once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lycaon.catalogue import Catalogue
from lycaon.scan import Scanner

TODAY = date(2026, 11, 22)

# A property says what is true, not how fast, and the same commit has the same outcome on every machine, however busy:
# no clock, and the same examples each time. `pytest --hypothesis-profile=explore` looks for new ones.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("explore"), derandomize=True, database=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The bundled catalogue."""
    return Catalogue.load()


@pytest.fixture(scope="session")
def scanner() -> Scanner:
    """The whole engine on the bundled catalogue, rules and model."""
    return Scanner.load()


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled sample of 400 listings."""
    from lycaon.learn.sample import sample_path

    with sample_path() as path:
        return path
