"""Codes of the evidence store, and names of fields, in the words of the reader."""

from django.template import Library
from django.utils.translation import gettext_lazy as _

from lycaon.values.evidence import Action, CaptureKind, StampStatus
from lycaon.workbench.offers.models import Fault, Health

register = Library()

_EVENTS = {
    Action.CREATED: _("captured"),
    Action.RECEIVED: _("received"),
    Action.VIEWED: _("viewed"),
    Action.DERIVED: _("derived"),
    Action.STAMPED: _("time-stamped"),
    Action.EXPORTED: _("exported"),
    Action.TRANSFERRED: _("transferred"),
    Action.SEALED: _("sealed"),
    Action.REDACTED_COPY_MADE: _("redacted copy made"),
    Action.DESTROYED: _("destroyed"),
}
_STAMPS = {
    StampStatus.PENDING: _("pending"),
    StampStatus.VERIFIED: _("verified"),
    StampStatus.REFUSED: _("refused"),
}
_KINDS = {
    CaptureKind.CAPTURED: _("captured by us"),
    CaptureKind.RECEIVED: _("handed over to us"),
    CaptureKind.REDACTED: _("working copy, redacted"),
}
_HEALTH = {
    Health.WHOLE: _("whole"),
    Health.PARTIAL: _("in part"),
    Health.INFORMAL: _("informal, not evidence"),
    Health.GONE: _("the offer was gone"),
    Health.OTHER: _("another page came"),
}
_FAULTS = {
    Fault.REFUSED: _("The address is not on the public web; nothing was asked."),
    Fault.UNREACHABLE: _("Nobody answered at the address. Try again later, or capture it by hand."),
    Fault.NOT_ALLOWED: _("Who asked for the page may no longer do so; nothing was fetched."),
}
_FIELDS = {"title": _("title"), "price": _("price"), "place": _("place")}


@register.simple_tag
def custody_event(action: Action) -> str:
    """Say what happened to a capture."""
    return str(_EVENTS[action])


@register.simple_tag
def stamp_status(status: StampStatus) -> str:
    """Say how a time-stamp stands."""
    return str(_STAMPS[status])


@register.simple_tag
def field_name(name: str) -> str:
    """Say what a field of a listing is called."""
    return str(_FIELDS[name])


@register.simple_tag
def capture_kind(kind: str) -> str:
    """Say how a capture came to us."""
    return str(_KINDS[CaptureKind(kind)])


@register.simple_tag
def capture_health(health: str) -> str:
    """Say whether a capture is what it should be."""
    return str(_HEALTH[Health(health)])


@register.simple_tag
def visit_fault(fault: str) -> str:
    """Say why a visit brought no capture."""
    return str(_FAULTS[Fault(fault)])
