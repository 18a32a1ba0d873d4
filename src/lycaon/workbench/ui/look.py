"""The style sheets and symbols of the house, as Django serves them. They stand in ``lycaon.look`` and nowhere else."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from django.utils.safestring import SafeString, mark_safe
from typing_extensions import override

from lycaon.look import look_file

SHEETS = ("tokens.css", "base.css")


class Finder(BaseFinder):
    """Finds ``look/tokens.css`` and ``look/base.css``; for ``settings.STATICFILES_FINDERS``."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=_folder())
        self.storage.prefix = "look"  # pyright: ignore[reportAttributeAccessIssue] - read by collectstatic

    @override
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix("look/")
        found = str(_folder() / name) if path.startswith("look/") and name in SHEETS else None
        return ([found] if found else []) if find_all else found

    @override
    def list(self, ignore_patterns: Any) -> Any:
        return ((name, self.storage) for name in SHEETS)


def _folder() -> Path:
    with as_file(files("lycaon.look")) as path:
        return path


@cache
def symbols() -> SafeString:
    """Return the symbols that pages use by name."""
    return mark_safe(look_file("symbols.svg"))  # noqa: S308 - our own file
