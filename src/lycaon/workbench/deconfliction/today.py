"""What deconfliction tells the start page: that somebody else works on what is in one's cases."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.deconfliction.access import enquiries_for, met_for
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.ui.today import Change

_MOST = 20


def changed(actor: Actor, since: datetime) -> Sequence[Change]:
    """Return the enquiries of others that met a case of this person, and the answers with a match."""
    return [] if actor.is_software else [*_met(actor, since), *_answered(actor, since)]


def _met(actor: Actor, since: datetime) -> Iterator[Change]:
    met = met_for(actor).filter(enquiry__asked_at__gte=since)[: _MOST * 5]
    pairs = {(key.enquiry.asker.name, key.met.reference): key.enquiry.asked_at for key in met if key.met}
    for (asker, case), at in list(pairs.items())[:_MOST]:
        words = _("%(who)s works on the same as case %(case)s") % {"who": asker, "case": case}
        yield Change(at=at, words=words, url=reverse("deconfliction:list"))


def _answered(actor: Actor, since: datetime) -> Iterator[Change]:
    matched = enquiries_for(actor).filter(answered_at__gte=since, keys__is_match=True).distinct()
    for one in matched.order_by("-answered_at")[:_MOST]:
        if one.case is not None and one.answered_at is not None:
            words = _("%(who)s works on the same as case %(case)s") % {
                "who": one.asked.name,
                "case": one.case.reference,
            }
            yield Change(at=one.answered_at, words=words, url=reverse("deconfliction:enquiry", args=[one.reference]))
