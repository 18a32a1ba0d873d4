"""A language that nobody speaks: every message stands in brackets and is a third longer, its places kept.

What a page shows outside the brackets was never marked for translation; what no longer fits will not fit in German.
"""

import atexit
import re
import shutil
import struct
import tempfile
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from lycaon.workbench.ui.messages import Key, owned

LANGUAGE = "en-xa"
OPEN, CLOSE = "⟦", "⟧"

_ACCENTED = str.maketrans("aceinouyACEINOUY", "àçéîñôüýÀÇÉÎÑÔÜÝ")
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%[sd]|\{\w*\}|<[^>]*>|&\w+;)")


def pseudo(words: str) -> str:
    """Return words in the pseudo-language.

    >>> pseudo("in %(n)d d")
    '⟦îñ %(n)d d···⟧'
    """
    parts = (part if _KEPT.fullmatch(part) else part.translate(_ACCENTED) for part in _KEPT.split(words))
    return OPEN + "".join(parts) + "·" * max(1, round(len(words) * 0.35)) + CLOSE


def compiled_pseudo(apps: Sequence[str]) -> Path:
    """Return a folder for ``LOCALE_PATHS`` with our messages and those of the libraries in ``apps``."""
    home = Path(tempfile.mkdtemp(prefix="lycaon-pseudo-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    catalogue = Catalog(locale="en", charset="utf-8")
    for key in {*(key for messages in owned().values() for key in messages), *_of_libraries(apps)}:
        string = (pseudo(key.words), pseudo(key.plural)) if key.plural else pseudo(key.words)
        catalogue.add(key.id, string, context=key.context or None)
    folder = home / "en_XA" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    return home


def _of_libraries(apps: Sequence[str]) -> Iterator[Key]:
    """Yield the messages of Django and other libraries, as their French translation names them."""
    for package in ("django.conf", *(app for app in apps if not app.startswith("lycaon."))):
        with as_file(files(package.rpartition(".apps")[0] or package)) as folder:
            path = folder / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
            if path.is_file():
                yield from _ids(path.read_bytes())


def _ids(mo: bytes) -> Iterator[Key]:
    """Yield the ids of a compiled file: context, ``\\4``, words, ``\\0``, plural. Its table starts at the fourth word."""
    count, start = struct.unpack("<8xII", mo[:16])
    for number in range(count):
        length, at = struct.unpack_from("<II", mo, start + 8 * number)
        context, _, words = mo[at : at + length].decode("utf-8").rpartition("\x04")
        one, _, many = words.partition("\0")
        if one:
            yield Key(one, many, context)
