"""What the data protection desk reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Max

from lycaon.workbench.people.models import Organisation
from lycaon.workbench.privacy.assessment import configuration_digest
from lycaon.workbench.privacy.models import Assessment, Sweeping
from lycaon.workbench.privacy.sweeping import periods, sweeps
from lycaon.workbench.privacy.wording import KEPT
from lycaon.workbench.record.retention import Sweep
from lycaon.workbench.record.subjects import Sought, Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kind of thing, for how long it is kept, and the last proof that the rest was forgotten."""

    sweep: Sweep
    words: str
    """What is kept, in the reader's language."""
    days: int
    last: Sweeping | None


def kept() -> list[Kept]:
    """Return everything that is kept for a time."""
    days = periods()
    newest = Sweeping.objects.values("sweep").annotate(newest=Max("id")).values("newest")
    last = {proof.sweep: proof for proof in Sweeping.objects.filter(pk__in=newest)}
    return [
        Kept(sweep=one, words=str(KEPT.get(one.name, one.name)), days=days[one.name], last=last.get(one.name))
        for one in sweeps()
    ]


def traces(sought: Sought, organisation: Organisation) -> Sequence[Trace]:
    """Return everything that an organisation holds about somebody, of every app that can tell."""
    found: list[Trace] = []
    for app in apps.get_app_configs():
        if app.name.startswith("lycaon.workbench.") and find_spec(f"{app.name}.subjects"):
            search = getattr(import_module(f"{app.name}.subjects"), "traces", None)
            found += search(sought, organisation) if search else ()
    return found


@dataclass(frozen=True, slots=True)
class Signed:
    """The last signed assessment, and whether the installation is still what it describes."""

    assessment: Assessment | None
    is_current: bool


def signed_assessment(organisation: Organisation) -> Signed:
    """Return the last signed assessment of an organisation."""
    last = Assessment.objects.filter(organisation=organisation).order_by("-id").select_related("signed_by").first()
    return Signed(last, last is not None and last.configuration == configuration_digest(organisation))
