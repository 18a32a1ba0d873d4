"""The evidence that goes with an information log: the captures that stand in the store, in one file to check alone."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from lycaon.errors import EvidenceError, WrongStateError
from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.workbench.correspondence.leaving import let_bundle_out
from lycaon.workbench.correspondence.models import Log
from lycaon.workbench.offers.evidence import opened
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.labels import TLP

_PARTS = ("manifest", "files", "custody", "time_stamps", "offers", "accounts")
"""A page as it was captured shows the offer and its account, whatever the log leaves out."""


def in_store(log: Log) -> list[str]:
    """Return the captures of a log that stand in the store and were not destroyed."""
    wanted = list(dict.fromkeys(exhibit.capture for exhibit in log.told.evidence))
    with opened() as store:
        return [name for name in wanted if store is not None and _stands(store, name)]


def bundled(actor: Actor, log: Log) -> bytes:
    """Return the bundle of a log as a ZIP file. The custody log tells to whom it was handed.

    Raises:
        WrongStateError: nothing of it stands in the store.
        WithheldError: the agreement does not let all of it out; a bundle goes whole or not at all.
    """
    captures = in_store(log)
    if not captures or actor.person is None:
        raise WrongStateError(_("None of the captures of this log stands in the evidence store."))
    let_bundle_out(actor, log, dict.fromkeys(_PARTS, captures))
    order = Order(
        captures=tuple(captures), recipient=log.recipient.name, reason=f"information log {log.reference}",
        handling=str(TLP(log.tlp).label),
    )  # fmt: skip
    with opened() as store, tempfile.TemporaryDirectory() as folder:
        if store is None:
            raise WrongStateError(_("None of the captures of this log stands in the evidence store."))
        target = Path(folder) / log.reference
        write_bundle(store, order, Custodian(actor.person.name, str(actor)), target)
        return _zipped(target)


def _stands(store: Store, name: str) -> bool:
    try:
        store.capture(name)
    except EvidenceError:
        return False
    return not store.is_destroyed(name)


def _zipped(folder: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return out.getvalue()
