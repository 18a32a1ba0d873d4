"""The real law over the real catalogue, loaded once."""

import pytest

from lycaon.catalogue import Catalogue
from lycaon.law import Law


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def law(catalogue: Catalogue) -> Law:
    return Law.load(catalogue)
