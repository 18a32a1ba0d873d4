"""The procedure as a table: thirteen steps in order, who does them, by when, and which may never be left out.

The order of work is that of online wildlife investigations as they are taught: capture before contact, two pairs of
eyes before anything leaves, the authority before the platform where it asks. Deadlines are the house's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The steps, in their order."""

    DETECT = "detect", _("Detect")
    CAPTURE = "capture", _("Capture")
    TRIAGE = "triage", _("Decide")
    DECONFLICT = "deconflict", _("Deconflict")
    ASSESS = "assess", _("Assess")
    ROUTE = "route", _("Choose the route")
    ENRICH = "enrich", _("Enrich")
    REFER = "refer", _("Refer")
    PRESERVE = "preserve", _("Preserve, disclose")
    NOTIFY = "notify", _("Notify the platform")
    FOLLOW_UP = "follow_up", _("Follow up")
    OUTCOME = "outcome", _("Outcome")
    CLOSE = "close", _("Close and keep")


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one step."""

    done_when: object
    """In words, translated when shown."""
    within: timedelta | None = None
    """After the opening of the case; None where the case itself sets no clock."""
    may_be_left_out: bool = True
    ahead_when_urgent: bool = False
    """Whether it may come before its turn where an animal is in danger."""


PROCEDURE: Mapping[Step, Rule] = MappingProxyType(
    {
        Step.DETECT: Rule(_("every offer has a listing, a finding and a verdict"), may_be_left_out=False),
        Step.CAPTURE: Rule(_("every offer has a whole capture"), timedelta(days=1), may_be_left_out=False),
        Step.TRIAGE: Rule(_("a person confirmed every offer"), timedelta(days=2)),
        Step.DECONFLICT: Rule(_("the answer of the partners is kept"), timedelta(days=3)),
        Step.ASSESS: Rule(_("two persons signed species, law and links"), timedelta(days=7), may_be_left_out=False),
        Step.ROUTE: Rule(_("the route and its reason are kept"), timedelta(days=7), ahead_when_urgent=True),
        Step.ENRICH: Rule(_("each added fact has a source and a capture"), timedelta(days=14)),
        Step.REFER: Rule(_("the receipt of the authority is kept"), timedelta(days=14), ahead_when_urgent=True),
        Step.PRESERVE: Rule(_("the answer to an authority's request is kept; only authorities ask")),
        Step.NOTIFY: Rule(_("the platform's decision is kept"), timedelta(days=21)),
        Step.FOLLOW_UP: Rule(_("re-visits on days 1, 3, 7, 14, 30 and 90 are kept"), timedelta(days=111)),
        Step.OUTCOME: Rule(_("every offer has an outcome, be it unknown"), timedelta(days=180)),
        Step.CLOSE: Rule(_("the reason is kept and the retention clock runs"), may_be_left_out=False),
    }
)

SIGNATURES_NEEDED = 2
REVISIT_DAYS = (1, 3, 7, 14, 30, 90)
"""Days after a decision on which an offer is looked at again."""
REMIND_OF_OUTCOME_DAYS = (30, 90, 180)


def before(step: Step) -> tuple[Step, ...]:
    """Return the steps that come before one.

    >>> [str(one.value) for one in before(Step.TRIAGE)]
    ['detect', 'capture']
    """
    order = tuple(Step)
    return order[: order.index(step)]
