"""What many tests need and what is slow to make, made once."""

from datetime import date
from pathlib import Path

import pytest

from lycaon.catalogue import Catalogue
from lycaon.scan import Scanner

TODAY = date(2026, 11, 22)


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
