"""The words of the screens in four languages, without the tools of gettext on the machine.

Each app has a file of its own, ``locale/<language>/<app>.po``, so that two people never edit one file. A message
that a lower app already says belongs to that app. Nothing compiled is kept in the source: :func:`compiled` merges the
files into what gettext reads, once for each state of them, in the cache of the machine.

    python -m lycaon.workbench.ui.messages            look for words in all apps, say what lacks
    python -m lycaon.workbench.ui.messages triage     the same for one app; no other file is touched
"""

import argparse
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from platformdirs import user_cache_path

WORKBENCH = Path(__file__).parent.parent
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("fr", "de", "nl")
APPS = (
    "ui", "record", "people", "offers", "cases", "correspondence",
    "watch", "triage", "deconfliction", "surveys", "public", "privacy", "api", "project",
)  # fmt: skip
"""From the lowest: of two apps that say the same, the first has the message in its file."""

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


@dataclass(frozen=True, slots=True)
class Key:
    """What names a message: its English words, with their plural where there is one, and its context."""

    words: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """As gettext names it."""
        return (self.words, self.plural) if self.plural else self.words


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that lacks in a file of translations."""

    language: str
    app: str
    what: str
    words: str

    def __str__(self) -> str:
        return f"{self.language}/{self.app}.po: {self.what}: {self.words!r}"


def extracted(app: str, workbench: Path = WORKBENCH) -> dict[Key, list[str]]:
    """Return the messages of an app with the files that say them, in the order of the files."""
    found: dict[Key, list[str]] = {}
    for path in sorted((workbench / app).rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
            continue
        source = path.read_text("utf-8")
        code = source if path.suffix == ".py" else templatize(source, origin=str(path))
        for key in _messages(code):
            places = found.setdefault(key, [])
            place = path.relative_to(workbench).as_posix()
            if place not in places:
                places.append(place)
    return found


def _messages(code: str) -> Iterator[Key]:
    found: Iterator[Any] = extract_python(io.BytesIO(code.encode("utf-8")), _KEYWORDS, [], {})
    for _line, function, words, _comments in found:
        kind = str(function).split("gettext")[0]  # n for plurals, p for a context, np for both
        parts = [words] if isinstance(words, str) else [part for part in words if part]
        context = parts.pop(0) if "p" in kind else ""
        if parts and parts[0]:
            yield Key(parts[0], parts[1] if kind.startswith("n") and len(parts) > 1 else "", context)


def owned(workbench: Path = WORKBENCH) -> dict[str, dict[Key, list[str]]]:
    """Return the messages of each app without those that a lower one has."""
    taken: set[Key] = set()
    mine: dict[str, dict[Key, list[str]]] = {}
    for app in APPS:
        found = extracted(app, workbench) if (workbench / app).is_dir() else {}
        mine[app] = {key: places for key, places in found.items() if key not in taken}
        taken |= mine[app].keys()
    return mine


def translations(language: str, app: str, locale: Path = LOCALE) -> dict[Key, tuple[str, ...]]:
    """Return what a file of translations says; each form of a plural apart, an empty one where words lack."""
    path = locale / language / f"{app}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, charset="utf-8")
    return {key_of(message): _forms(message) for message in catalogue if message.id}


def key_of(message: Message) -> Key:
    """Return what names a message of a file of translations."""
    words = message.id
    one, many = words if isinstance(words, (list, tuple)) else (words, "")
    return Key(str(one), str(many), str(message.context or ""))


def _forms(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(str(form) for form in said) if isinstance(said, (list, tuple)) else (str(said),)


def update(apps: Sequence[str], workbench: Path = WORKBENCH, locale: Path = LOCALE) -> None:
    """Write anew the files of some apps: what is no longer said leaves, what is new enters without words.

    What another app had translated before a message moved comes along.
    """
    mine = owned(workbench)
    for language in LANGUAGES:
        known = {key: forms for app in APPS for key, forms in translations(language, app, locale).items() if all(forms)}
        for app in apps:
            path = locale / language / f"{app}.po"
            if mine[app]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_written(language, mine[app], known))
            elif path.exists():
                path.unlink()


def _written(language: str, messages: Mapping[Key, list[str]], known: Mapping[Key, tuple[str, ...]]) -> bytes:
    catalogue = Catalog(locale=language, charset="utf-8")
    for key, places in messages.items():
        forms = known.get(key, ())
        string = (forms or ("",) * catalogue.num_plurals) if key.plural else (forms[0] if forms else "")
        catalogue.add(
            key.id, string, locations=[(place, 0) for place in places], context=key.context or None, flags=_flags(key)
        )
    file = io.BytesIO()
    write_po(file, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return file.getvalue()


def _flags(key: Key) -> tuple[str, ...]:
    return ("python-format",) if "%(" in key.words else ()


def fill(app: str, language: str, said: Mapping[str, str | tuple[str, ...]], locale: Path = LOCALE) -> None:
    """Put translations into the file of an app, by their English words; one of a plural is a tuple of its forms.

    Raises:
        KeyError: the file has no such message.
    """
    path = locale / language / f"{app}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, charset="utf-8")
    by_words = {key_of(message).words: message for message in catalogue if message.id}
    for words, translation in said.items():
        by_words[words].string = translation
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)


def complaints(workbench: Path = WORKBENCH, locale: Path = LOCALE) -> Iterator[Complaint]:
    """Yield what is untranslated, what is no longer said, and what lost a place to fill in."""
    for app, messages in owned(workbench).items():
        for language in LANGUAGES:
            there = translations(language, app, locale)
            for key in messages:
                forms = there.get(key, ("",))
                if not all(forms):
                    yield Complaint(language, app, "not translated", key.words)
                elif any(not _same_places(key, form) for form in forms):
                    yield Complaint(language, app, "places to fill in differ", key.words)
            for key in there.keys() - messages.keys():
                yield Complaint(language, app, "no longer said", key.words)


def _same_places(key: Key, form: str) -> bool:
    wanted = set(_PLACEHOLDER.findall(key.plural or key.words))
    got = set(_PLACEHOLDER.findall(form))
    # "One thing is to be mended": the singular may leave its number unsaid.
    return got == wanted or (bool(key.plural) and got <= wanted)


def compiled(cache: Path | None = None, locale: Path = LOCALE) -> Path:
    """Return a folder for ``settings.LOCALE_PATHS`` with all translations as gettext reads them.

    Args:
        cache: where it is made; None means the user's cache folder. It is made once for each state of the files.
        locale: the files of translations.
    """
    sources = [locale / language / f"{app}.po" for language in LANGUAGES for app in APPS]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.read_bytes() if path.is_file() else b"-")
    home = (cache or user_cache_path("lycaon")) / "messages"
    target = home / digest.hexdigest()[:24]
    if not target.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=home))
        for language in LANGUAGES:
            _compile(language, locale, aside)
        _put(aside, target)
    return target


def _compile(language: str, locale: Path, aside: Path) -> None:
    catalogue = Catalog(locale=language, charset="utf-8")
    for app in APPS:
        for key, forms in translations(language, app, locale).items():
            if all(forms):
                catalogue.add(key.id, forms if key.plural else forms[0], context=key.context or None)
    folder = aside / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)


def _put(aside: Path, target: Path) -> None:
    """Rename what is whole; where another process was faster, its work is as good."""
    aside.chmod(0o755)
    try:
        os.rename(aside, target)  # noqa: PTH104 - fails where the target stands, which Path.replace may not
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(aside)


def main(arguments: Sequence[str] | None = None) -> int:
    """Update the files of the apps named, and say what lacks."""
    parser = argparse.ArgumentParser(
        prog="python -m lycaon.workbench.ui.messages",
        description="Find the words of the screens, keep their translations, say what lacks.",
        epilog="Example: python -m lycaon.workbench.ui.messages triage",
    )
    parser.add_argument("apps", nargs="*", metavar="app", help=f"all, or some of: {', '.join(APPS)}")
    apps = tuple(parser.parse_args(arguments).apps) or APPS
    unknown = sorted(set(apps) - set(APPS))
    if unknown:
        parser.error(f"no app {unknown[0]!r}; there is {', '.join(APPS)}")
    update(apps)
    lacking = [complaint for complaint in complaints() if complaint.app in apps]
    for complaint in lacking:
        print(complaint)  # noqa: T201 - a command prints
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main())
