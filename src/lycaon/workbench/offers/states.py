"""In what state an offer is; triage and cases move it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The states of an offer."""

    NEW = "new", _("new")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")
    UNSURE = "unsure", _("for an expert")
    IN_CASE = "in_case", _("in a case")
    CLOSED = "closed", _("closed")
