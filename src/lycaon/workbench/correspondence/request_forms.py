"""What people fill in about requests, at an authority and at a platform."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.correspondence.forms import choose_from
from lycaon.workbench.correspondence.models import RequestKind
from lycaon.workbench.correspondence.ordering import DataClass, Order, Way
from lycaon.workbench.correspondence.states import RequestState
from lycaon.workbench.people.models import Organisation

_NOT = {"translate": "no"}
_WORDS: dict[str, Any] = {"required": False, "max_length": 400}


class OrderForm(forms.Form):
    """The common fields of requests. What is missing or too much is said on the page of the request."""

    recipient = forms.ModelChoiceField(
        label=_("Platform"), queryset=Organisation.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs=_NOT),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What you ask for"), choices=RequestKind)
    way = forms.ChoiceField(label=_("On what ground"), choices=Way)
    legal_basis = forms.CharField(label=_("Legal basis"), help_text=_("Article and law."), **_WORDS)
    case_number = forms.CharField(label=_("Case number"), **_WORDS)
    offence = forms.CharField(label=_("Offence"), help_text=_("The article under which it may fall."), **_WORDS)
    max_penalty_years = forms.FloatField(label=_("Maximum penalty, years"), required=False, min_value=0, max_value=99)
    facts = forms.CharField(
        label=_("Facts"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5, **_NOT}),
        help_text=_("At most five lines."),
    )  # fmt: skip
    account_id = forms.CharField(
        label=_("Account"), help_text=_("The platform’s own number, not a name that can be changed."), **_WORDS
    )
    account_url = forms.CharField(label=_("Exact address"), required=False, max_length=2_000)
    data_classes = forms.MultipleChoiceField(
        label=_("Data"), required=False, choices=DataClass, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.CharField(label=_("From"), help_text=_("With a time zone: 2026-09-01T00:00+02:00."), **_WORDS)
    ends = forms.CharField(label=_("Until"), **_WORDS)
    urgency = forms.CharField(label=_("Why it is urgent"), **_WORDS)
    confidentiality = forms.CharField(label=_("Basis on which the person is not told"), **_WORDS)
    reply_channel = forms.CharField(label=_("Where the answer goes"), **_WORDS)
    deadline = forms.DateField(label=_("Answer by"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, platforms: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "recipient", platforms)

    def order(self) -> Order:
        """Return the order that was filled in."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "recipient"}
        told["data_classes"] = tuple(told["data_classes"])
        told["max_penalty_years"] = told["max_penalty_years"] or 0.0
        told["deadline"] = told["deadline"].isoformat() if told["deadline"] else ""
        return Order(**told)


class AnswerRequestForm(forms.Form):
    """What a platform answers."""

    effect = forms.ChoiceField(
        label=_("Effect"), widget=forms.RadioSelect,
        choices=[
            (one.value, one.label)
            for one in (
                RequestState.PRESERVED, RequestState.PARTIALLY, RequestState.PRODUCED, RequestState.REFUSED,
                RequestState.NO_SUCH_ACCOUNT,
            )
        ],
    )  # fmt: skip
    refusal = forms.CharField(
        label=_("Ground of a refusal, or what is not done"), required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    file_name = forms.CharField(label=_("Name of the file that is handed over"), required=False, max_length=200)
    file_sha256 = forms.RegexField(
        r"^[0-9a-fA-F]{64}$", label=_("SHA-256 of the file"), required=False,
        error_messages={"invalid": _("A SHA-256 has 64 hexadecimal digits.")},
    )  # fmt: skip

    def hashes(self) -> dict[str, str]:
        """Return the hash of the file by its name; empty where none is handed over."""
        name, digest = self.cleaned_data["file_name"], self.cleaned_data["file_sha256"]
        return {name or "answer": digest.casefold()} if digest else {}


class VerifyForm(forms.Form):
    """A file that a platform handed over."""

    file = forms.FileField(label=_("The file as you received it"), max_length=200)


class RenewForm(forms.Form):
    """By when the renewal is answered."""

    deadline = forms.DateField(label=_("Answer by"), widget=forms.DateInput(attrs={"type": "date"}))
