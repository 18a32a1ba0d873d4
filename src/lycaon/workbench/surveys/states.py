"""In what state a survey is, and what leads from one to the next."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The states of a survey, in order."""

    DRAFT = "draft", _("draft")
    FROZEN = "frozen", _("plan frozen")
    CODING = "coding", _("being coded")
    ADJUDICATED = "adjudicated", _("coded and settled")
    PUBLISHED = "published", _("published")


LEADS_TO: Mapping[State, State] = MappingProxyType(
    {
        State.DRAFT: State.FROZEN,
        State.FROZEN: State.CODING,
        State.CODING: State.ADJUDICATED,
        State.ADJUDICATED: State.PUBLISHED,
    }
)
"""There is no way back: a changed plan is a new wave, and a published figure stands."""

OPEN_TO_OBSERVATIONS = (State.FROZEN, State.CODING)


class Round(models.TextChoices):
    """Which look at an offer a code comes from."""

    FIRST = "first", _("first coder")
    SECOND = "second", _("second coder, blind")
    SETTLED = "settled", _("settled by a third")
