"""What people fill in about tokens."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.api.models import Scope


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(label=_("What program is it for?"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than your own roles allow."),
    )
    days = forms.IntegerField(label=_("For how many days?"), min_value=1, max_value=366, initial=90)

    def lasts(self) -> timedelta:
        """Return how long it lasts."""
        return timedelta(days=self.cleaned_data["days"])
