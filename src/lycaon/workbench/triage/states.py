"""What a person can decide about an offer, why, and what becomes of the offer then."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.offers.states import State


class Choice(models.TextChoices):
    """A decision."""

    CONFIRM = "confirm", _("confirmed")
    REJECT = "reject", _("rejected")
    ASK = "ask", _("handed to an expert")


class Ground(models.TextChoices):
    """Why an offer is rejected; the codes are those from which ``lycaon learn`` learns."""

    NOT_WILDLIFE = "not_wildlife", _("no wildlife: an imitation, a toy, a car, mere talk")
    NOT_PROTECTED = "not_protected", _("wildlife that no law covers in this form")
    LAWFUL = "lawful", _("lawful as described")
    DUPLICATE = "duplicate", _("decided elsewhere already")
    CANNOT_TELL = "cannot_tell", _("nobody can tell")


BECOMES: Mapping[Choice, State] = MappingProxyType(
    {Choice.CONFIRM: State.CONFIRMED, Choice.REJECT: State.REJECTED, Choice.ASK: State.UNSURE}
)

TO_DECIDE = (State.NEW, State.UNSURE)
"""States from which an offer can be decided."""
