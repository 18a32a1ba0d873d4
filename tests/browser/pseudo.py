"""A language that nobody speaks: every message stands in brackets and is a third longer, its places kept.

What a page shows outside the brackets was never marked for translation; what no longer fits will not fit in German.
"""

import gettext
import hashlib
import re
import tempfile
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from lycaon.workbench.ui.messages import owned

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
    catalogue = Catalog(locale="en", charset="utf-8")
    for key in {key for messages in owned().values() for key in messages}:
        string = (pseudo(key.words), pseudo(key.plural)) if key.plural else pseudo(key.words)
        catalogue.add(key.id, string, context=key.context or None)
    for words in sorted(_of_libraries(apps)):
        if words not in catalogue:
            catalogue.add(words, pseudo(words))
    home = (
        Path(tempfile.gettempdir())
        / f"lycaon-pseudo-{hashlib.sha256(repr(sorted(m.id for m in catalogue if isinstance(m.id, str))).encode()).hexdigest()[:16]}"
    )
    folder = home / "en_XA" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkstemp(dir=folder)[1])
    with aside.open("wb") as file:
        write_mo(file, catalogue)
    aside.rename(folder / "django.mo")
    return home


def _of_libraries(apps: Sequence[str]) -> Iterator[str]:
    """Yield the plain messages of Django and other libraries, as their French translation names them."""
    packages = ["django.conf", *(app for app in apps if not app.startswith("lycaon."))]
    for package in packages:
        with as_file(files(package.rpartition(".apps")[0] or package)) as folder:
            path = folder / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
            if path.is_file():
                with path.open("rb") as file:
                    catalogue: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
                yield from (words for words in catalogue if isinstance(words, str) and words and "\x04" not in words)
