"""Asking for the pages of a whole case, before anybody outside hears of it."""

from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.cases.models import Case
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture
from lycaon.workbench.offers.verbs import KEEP_CAPTURE
from lycaon.workbench.offers.visiting import ask_visit, has_address, waiting_visit
from lycaon.workbench.people.acting import Actor, action


@action(KEEP_CAPTURE)
def ask_captures(actor: Actor, case: Case) -> int:
    """Have the page of every offer of a case fetched that has no capture yet; return how many were asked for.

    Raises:
        WrongStateError: the case is closed, or no offer is left whose page can be asked for.
    """
    if not case.is_open:
        raise WrongStateError(_("This case is closed."))
    captured = Capture.objects.filter(offer__in=offers_of(case), health__in=SHOWS_OFFER).values("offer")
    without = offers_of(case).exclude(pk__in=captured).order_by("-priority", "pk")
    asked = [ask_visit(actor, offer) for offer in without if has_address(offer) and waiting_visit(offer) is None]
    if not asked:
        raise WrongStateError(_("Every offer of this case has a capture, is being asked for, or names no address."))
    return len(asked)
