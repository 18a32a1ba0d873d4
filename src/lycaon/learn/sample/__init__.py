"""The bundled sample: 400 invented listings in twelve languages, half of them innocent, each with its gold."""

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path


def sample_path() -> AbstractContextManager[Path]:
    """Return a context that gives the sample as a file on disk."""
    return as_file(files("lycaon.learn.sample").joinpath("listings.jsonl"))
