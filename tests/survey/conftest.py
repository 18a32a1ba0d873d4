"""What many tests of a survey need, made once."""

import pytest

from lycaon.catalogue.rates import Rates
from lycaon.survey.files import LANGUAGES, Written, write_publication
from lycaon.survey.invented import invented_baseline, invented_census
from lycaon.survey.prices import Prices
from lycaon.survey.report import Results, compute
from lycaon.survey.wave import Wave


@pytest.fixture(scope="session")
def census() -> Wave:
    """The invented census."""
    return invented_census()


@pytest.fixture(scope="session")
def results(census: Wave) -> Results:
    """Its results beside an earlier wave."""
    earlier = invented_baseline(scale=0.2)
    return compute(census, key=b"a test", rates=Rates.load(), baselines=[earlier], rounds=60)


@pytest.fixture(scope="session")
def publication(results: Results, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Everything of it on disk."""
    return write_publication(tmp_path_factory.mktemp("census"), results, languages=LANGUAGES, version="test")


@pytest.fixture(scope="session")
def prices() -> Prices:
    """The reader of prices."""
    return Prices.load()
