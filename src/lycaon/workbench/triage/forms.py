"""What people fill in at triage."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.triage.states import Choice, Ground

OPEN_CASE = "case"
"""Confirm, and open a case with it."""


class DecideForm(forms.Form):
    """A decision, as one button of the page sends it: ``confirm``, ``ask``, ``case`` or ``reject:<ground>``."""

    act = forms.ChoiceField(
        choices=[
            (Choice.CONFIRM.value, Choice.CONFIRM.label),
            (Choice.ASK.value, Choice.ASK.label),
            (OPEN_CASE, OPEN_CASE),
            *((f"{Choice.REJECT.value}:{ground.value}", ground.label) for ground in Ground),
        ]
    )
    says = forms.CharField(required=False, max_length=2000)
    opened = forms.CharField(required=False)

    def decided(self) -> tuple[Choice, Ground | None]:
        """Return the choice and the ground of a rejection."""
        choice, _, ground = self.cleaned_data["act"].partition(":")
        if choice == OPEN_CASE:
            return Choice.CONFIRM, None
        return Choice(choice), Ground(ground) if ground else None


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label=_("Why is the decision taken back?"),
        max_length=500,
        widget=forms.TextInput(attrs={"autofocus": True, "list": "usual-reasons"}),
        help_text=_("It is kept in the record for good."),
    )
