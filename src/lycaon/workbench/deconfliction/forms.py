"""Forms of deconfliction."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.deconfliction.files import LARGEST
from lycaon.workbench.people.models import Organisation


class AskForm(forms.Form):
    """Whom to ask."""

    partner = forms.ModelChoiceField(
        label=_("Whom to ask"), queryset=Organisation.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )  # fmt: skip

    def __init__(self, *args: Any, partners: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - it stands above
        field.queryset = partners  # pyright: ignore[reportUnknownMemberType]


class TakeForm(forms.Form):
    """A file of a partner."""

    file = forms.FileField(
        label=_("File"), help_text=_("An enquiry or an answer, as the partner’s installation made it.")
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This is no file of a deconfliction."))
        return file


class PartnerKeyForm(forms.Form):
    """The key of a partner's installation."""

    identity = forms.CharField(
        label=_("Key of the partner’s installation"), max_length=200,
        help_text=_("88 characters. Compare its fingerprint by telephone before you keep it."),
    )  # fmt: skip
