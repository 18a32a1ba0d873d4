"""The captures of an offer as they stand in the evidence store: what was kept, who touched it, whether it holds.

The database says that there is a capture; the store alone says what is in it. Where the two differ, the store is right,
and the screen says so.
"""

import io
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageFilter, ImageOps

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import sha256
from lycaon.evidence.log import Custodian, Line
from lycaon.evidence.owed import Stamps
from lycaon.evidence.store import Store
from lycaon.values.evidence import Capture, CapturedFile, CustodyEvent, FileRole, StampStatus, TimeStamp
from lycaon.workbench.people.acting import Actor

MOST_PHOTOS = 24
_LONGEST_SIDE_PX = 1600
_COVERED_PX = 24
"""A covered photo is sent so small that nothing can be read in it, then blurred and enlarged."""

_PICTURES = (FileRole.IMAGE, FileRole.SCREENSHOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """One capture, as the store has it."""

    manifest: Capture
    events: tuple[CustodyEvent, ...]
    is_unbroken: bool
    """Whether each line of the log about this capture names the one before it."""
    stamps: tuple[TimeStamp, ...]
    is_destroyed: bool

    @property
    def verified_stamps(self) -> int:
        """How many authorities say when it existed."""
        return sum(stamp.status is StampStatus.VERIFIED for stamp in self.stamps)

    @property
    def pictures(self) -> tuple[CapturedFile, ...]:
        """The pictures in it, in the order of the manifest."""
        return tuple(file for file in self.manifest.files if file.role in _PICTURES)[:MOST_PHOTOS]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of hashing every file of a capture again."""

    whole: int
    of: int

    @property
    def holds(self) -> bool:
        """Whether every file is what its manifest says."""
        return self.whole == self.of


@contextmanager
def opened() -> Generator[Store | None]:
    """Open the store of the installation; None where nothing was captured yet."""
    folder = Path(settings.EVIDENCE_HOME)
    if not (folder / "store.json").is_file():
        yield None
        return
    store = Store(folder, timezone.now)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def own_store() -> Generator[Store]:
    """Open the store of the installation to keep something in it; make it where there is none yet."""
    folder = Path(settings.EVIDENCE_HOME)
    if not (folder / "store.json").is_file():
        with suppress(EvidenceError):  # another worker was first
            Store.create(folder, timezone.now).close()
    store = Store(folder, timezone.now)
    try:
        yield store
    finally:
        store.close()


def custody(store_id: str) -> Custody | None:
    """Return what the store says of a capture; None where it knows no such capture."""
    with opened() as store:
        if store is None:
            return None
        try:
            manifest = store.capture(store_id)
        except EvidenceError:
            return None
        lines = store.history(store_id)
        return Custody(
            manifest=manifest,
            events=tuple(line.event for line in lines),
            is_unbroken=_is_unbroken(lines),
            stamps=tuple(Stamps(store).of_capture(store_id)),
            is_destroyed=store.is_destroyed(store_id),
        )


def check(store_id: str) -> Checked:
    """Hash every file of a capture again.

    Raises:
        EvidenceError: there is no such capture.
    """
    with opened() as store:
        if store is None:
            raise EvidenceError(f"{store_id}: nothing was captured on this installation yet")
        files = store.capture(store_id).files
        return Checked(sum(_holds(store, file) for file in files), len(files))


def covered(store_id: str, number: int) -> bytes | None:
    """Return a picture in which nothing can be told apart, as JPEG; None where there is none to show."""
    with opened() as store:
        file = _picture(store, store_id, number)
        if store is None or file is None:
            return None
        try:
            return _blurred(store.objects.read(file.sha256))
        except (EvidenceError, OSError, ValueError, Image.DecompressionBombError):
            return None


def shown(store_id: str, number: int, actor: Actor, reason: str) -> bytes | None:
    """Return a picture to look at, as JPEG without what a camera wrote into it. The custody log tells who looked."""
    if actor.person is None:
        return None
    with opened() as store:
        file = _picture(store, store_id, number)
        if store is None or file is None:
            return None
        who = Custodian(actor.person.name, str(actor))
        try:
            return _plain(store.view(store_id, file.path, who, reason))
        except (EvidenceError, OSError, ValueError, Image.DecompressionBombError):
            return None


def _picture(store: Store | None, store_id: str, number: int) -> CapturedFile | None:
    if store is None:
        return None
    try:
        pictures = [file for file in store.capture(store_id).files if file.role in _PICTURES][:MOST_PHOTOS]
    except EvidenceError:
        return None
    return pictures[number - 1] if 1 <= number <= len(pictures) else None


def _is_unbroken(lines: Sequence[Line]) -> bool:
    return all(after.event.previous_of_object == sha256(before.raw) for before, after in pairwise(lines))


def _holds(store: Store, file: CapturedFile) -> bool:
    try:
        return sha256(store.objects.read(file.sha256)) == file.sha256
    except (EvidenceError, OSError):
        return False


def _blurred(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        small = ImageOps.exif_transpose(image).convert("RGB")
        small.thumbnail((_COVERED_PX, _COVERED_PX))
        return _jpeg(small.resize((small.width * 12, small.height * 12)).filter(ImageFilter.GaussianBlur(10)))


def _plain(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        plain = ImageOps.exif_transpose(image).convert("RGB")
        plain.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX))
        return _jpeg(plain)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
