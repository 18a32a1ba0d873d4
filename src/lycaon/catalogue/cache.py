"""Where the compiled catalogue is kept, and how two processes may make it at once.

A compiled catalogue is a folder named after the digest of everything it is made of. It is written
aside and renamed when whole; who comes second throws its own copy away.
"""

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

_KEPT = 6
"""Compiled catalogues that stay: each takes some 80 MB, and every change of a table makes another."""
_log = logging.getLogger(__name__)


def default_cache() -> Path:
    """The platform's cache folder for this user."""
    return Path(platformdirs.user_cache_dir("lycaon", appauthor=False)) / "catalogue"


def compiled(key: str, cache: Path, make: Callable[[Path], None]) -> Path:
    """The folder of the compiled catalogue ``key``, made now if nobody made it before.

    Args:
        key: names the folder; it must change whenever what ``make`` writes would change.
        cache: where folders are kept. When nothing can be written there, a folder for temporary
            files is used instead: slower at the next start, but it works.
        make: fills an empty folder.

    Raises:
        CatalogueError: whatever ``make`` raises; nothing is left behind.
    """
    for place in (cache, _fallback()):
        if (place / key).is_dir():
            return place / key
    place = cache if _is_writable(cache) else _fallback()
    place.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=place))
    try:
        make(aside)
        found = _published(aside, place / key)
        _forget_old(place)
        return found
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _published(aside: Path, target: Path) -> Path:
    aside.chmod(0o755)
    try:
        aside.rename(target)
    except OSError:
        # Another process was faster; a folder in place is always whole.
        if not target.is_dir():
            raise
    _log.info("catalogue.compiled folder=%s", target.name)
    return target


def _forget_old(place: Path) -> None:
    """Delete all but the newest folders. A process that still reads a deleted one keeps its pages."""
    folders = [path for path in place.iterdir() if path.is_dir() and not path.name.startswith(".")]
    for old in sorted(folders, key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        _log.warning("catalogue.cache_not_writable folder=%s", folder)
        return False


def _fallback() -> Path:
    return Path(tempfile.gettempdir()) / "lycaon-catalogue"
