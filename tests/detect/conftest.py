"""What the tests of the extractors share: the knowledge, loaded once, and a short way to write a listing."""

from collections.abc import Callable
from datetime import date

import pytest

from lycaon.detect.extract import Extract, Extractors
from lycaon.values.finding import Span
from lycaon.values.listing import Listing

Read = Callable[..., Extract]


@pytest.fixture(scope="session")
def extractors() -> Extractors:
    return Extractors.load()


@pytest.fixture(scope="session")
def read(extractors: Extractors) -> Read:
    def reading(text: str = "", *, names: tuple[str, ...] = (), **fields: str) -> Extract:
        listing = Listing(id="test:1", text=text, posted_at=date(2026, 5, 4), **fields)  # pyright: ignore[reportArgumentType]
        spans = [Span("text", text.index(name), text.index(name) + len(name)) for name in names]
        return extractors.read(extractors.wording(listing), names=spans)

    return reading
