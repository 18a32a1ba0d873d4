"""What can be asked of the list of offers."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from lycaon.values.verdict import Legality
from lycaon.workbench.offers.states import State
from lycaon.workbench.ui.words import legality_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which offers somebody looks for; what is empty was not asked."""

    words: str = ""
    state: str = ""
    headline: str = ""
    country: str = ""


class FindForm(forms.Form):
    """Words, state, verdict and country. Whatever is wrong in an address is not asked."""

    words = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        help_text=_("of the title, a scientific name, or a reference"),
        widget=forms.TextInput(attrs={"type": "search", "data-k": "/"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    headline = forms.ChoiceField(label=_("Appears"), required=False, widget=forms.Select(attrs={"class": "worded"}))
    country = forms.CharField(label=_("Country"), required=False, max_length=10)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # pyright: ignore[reportArgumentType] - any mapping
        for name, choices in (
            ("state", [(one.value, one.label) for one in State]),
            ("headline", [(one.value, legality_in_words(one)) for one in Legality]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("all")), *choices]

    def wanted(self) -> Wanted:
        """Return what was asked, without what could not be read."""
        self.is_valid()
        said = {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}
        return Wanted(
            words=said["words"], state=said["state"], headline=said["headline"], country=said["country"].upper()
        )


class AttachForm(forms.Form):
    """A capture to attach."""

    capture = forms.CharField(
        label=_("Id of the capture"),
        max_length=64,
        help_text=_("As “lycaon evidence list” shows it; its beginning is enough."),
        widget=forms.TextInput(attrs={"translate": "no", "autocomplete": "off", "spellcheck": "false"}),
    )
