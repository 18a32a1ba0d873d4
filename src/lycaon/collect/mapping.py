"""Which column of an export is which field of a listing: guessed from its name, shown, and overridable."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files

import yaml

from lycaon.errors import FormatError

_KNOWN: dict[str, list[str]] = yaml.safe_load(files("lycaon.collect").joinpath("columns.yaml").read_text("utf-8"))

FIELDS = tuple(_KNOWN)
"""Names that the left side of ``--map FIELD=COLUMN`` may take."""


def guess(columns: Iterable[str]) -> dict[str, str]:
    """Return ``{field: column}`` for the columns whose names are recognised.

    >>> guess(["Titel", "Beschreibung", "Preis (€)", "internal"])
    {'title': 'Titel', 'text': 'Beschreibung', 'price': 'Preis (€)'}
    """
    present: dict[str, str] = {}
    for column in columns:
        present.setdefault(_plain(column), column)
    found: dict[str, str] = {}
    for field, names in _KNOWN.items():
        column = next((present[name] for name in names if name in present), None)
        if column is not None and column not in found.values():
            found[field] = column
    return found


def choose(columns: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping to use: what was asked for, and guesses for the rest.

    Raises:
        FormatError: a field or column that was asked for does not exist.
    """
    listed = list(columns)
    for field, column in asked.items():
        if field not in FIELDS:
            raise FormatError(f'--map {field}={column}: there is no field "{field}"; fields are {", ".join(FIELDS)}')
        if column not in listed:
            raise FormatError(
                f'--map {field}={column}: there is no column "{column}"; columns are {", ".join(listed[:40])}'
            )
    guessed = {field: column for field, column in guess(listed).items() if field not in asked}
    taken = set(asked.values())
    return {**{field: column for field, column in guessed.items() if column not in taken}, **asked}


def _plain(column: str) -> str:
    folded = unicodedata.normalize("NFKD", column).casefold().replace("ß", "ss").replace("ł", "l").replace("ı", "i")
    # A unit in brackets is not part of the name: "Preis (€)", "price [EUR]".
    bare = re.sub(r"[(\[].*?[)\]]", " ", folded)
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "_", kept).strip("_")
