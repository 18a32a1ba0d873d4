"""When a notice may go: what of its case must be behind it, and which route leads to a platform."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.exchange import notice as values
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import Route
from lycaon.workbench.correspondence.clocks import HOLD_FOR_AUTHORITY
from lycaon.workbench.correspondence.drafting import capture_hash
from lycaon.workbench.correspondence.models import Notice

_TO_PLATFORM: Mapping[str, frozenset[values.NoticeKind]] = {
    Route.AUTHORITY_FIRST: frozenset(values.NoticeKind),
    Route.AUTHORITY_AND_PLATFORM: frozenset(values.NoticeKind),
    Route.PLATFORM: frozenset(values.NoticeKind),
    Route.ASK_FOR_DOCUMENT: frozenset({values.NoticeKind.QUERY, values.NoticeKind.POLICY}),
    Route.PLATFORM_POLICY: frozenset({values.NoticeKind.POLICY}),
}
"""Which notices a route of the case lets go out."""


def must_go(notice: Notice, now: datetime) -> None:
    """Pass where the case has come so far that a notice may leave.

    Raises:
        WrongStateError: says what comes first.
    """
    passed = {one.step: one for one in notice.case.passed.all()}
    if not notice.case.is_open:
        raise WrongStateError(_("This case is closed."))
    if Step.CAPTURE not in passed or not capture_hash(notice.offer):
        raise WrongStateError(_("Capture the offer first: whoever gets a notice may take it down."))
    for step in (Step.ASSESS, Step.ROUTE):
        if step not in passed:
            raise WrongStateError(_("“%(step)s” comes first.") % {"step": step.label})
    route = notice.case.route
    if values.NoticeKind(notice.kind) not in _TO_PLATFORM.get(route, frozenset()):
        raise WrongStateError(_("The route of the case does not let this kind of notice go to a platform."))
    waits_until = passed[Step.ROUTE].at + HOLD_FOR_AUTHORITY
    if route == Route.AUTHORITY_FIRST and Step.REFER not in passed and now < waits_until:
        raise WrongStateError(_("The authority goes first. The notice waits for its answer, at most 72 hours."))
