"""What people fill in about information logs, in the house and at an authority."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lycaon.exchange.information_log import Asked, InformationLog
from lycaon.workbench.cases.forms import named_offers
from lycaon.workbench.cases.models import Result
from lycaon.workbench.correspondence.forms import choose_from
from lycaon.workbench.correspondence.models import Channel, Log
from lycaon.workbench.correspondence.states import LogState
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Organisation

ASKED = (
    (Asked.INFORMATION_ONLY.value, _("nothing: for information only")),
    (Asked.CONFIRM_RECEIPT.value, _("please confirm the receipt")),
    (Asked.ADVISE_BEFORE_NOTICE.value, _("please advise before the platform is told")),
)


class GroupForm(forms.Form):
    """Offers to tell an authority of."""

    recipient = forms.ModelChoiceField(
        label=_("Authority"), queryset=Organisation.objects.none(), to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )  # fmt: skip
    offers = forms.CharField(
        label=_("Confirmed offers without a case"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("References, one a line or parted by commas; empty for all offers of the case."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, authorities: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor
        choose_from(self, "recipient", authorities)

    def clean_offers(self) -> list[Offer]:
        """Return the offers named."""
        words = self.cleaned_data["offers"]
        return named_offers(self._actor, words) if words.strip() else []


class LogForm(forms.Form):
    """The words of a log that a person writes."""

    summary = forms.CharField(
        label=_("Summary"), max_length=3_000, widget=forms.Textarea(attrs={"rows": 5, "translate": "no"}),
        help_text=_("What the offers appear to be; not who did anything."),
    )  # fmt: skip
    asked = forms.ChoiceField(label=_("What you ask of the authority"), choices=ASKED)
    handling = forms.CharField(label=_("Handling"), required=False, max_length=400)
    own_grade = forms.CharField(
        label=_("Your own grade"), required=False, max_length=5, help_text=_("Of source and information, 4×4: B2.")
    )
    severity = forms.CharField(label=_("Severity"), required=False, max_length=400)

    @classmethod
    def shows(cls, log: InformationLog) -> dict[str, Any]:
        """Return the values with which the form shows a log."""
        return {name: getattr(log, name) for name in ("summary", "handling", "own_grade", "severity")} | {
            "asked": log.asked.value
        }

    def changes(self) -> dict[str, Any]:
        """Return the fields of a log as they shall be."""
        return self.cleaned_data | {"asked": Asked(self.cleaned_data["asked"])}


class ChosenForm(forms.Form):
    """Logs to do something with, all at once."""

    logs = forms.ModelMultipleChoiceField(queryset=Log.objects.none(), to_field_name="reference")
    channel = forms.ChoiceField(choices=Channel, required=False)

    def __init__(self, *args: Any, logs: QuerySet[Log], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "logs", logs)


class AnswerLogForm(forms.Form):
    """What an authority says to a log."""

    answer = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[
            (LogState.ACCEPTED.value, _("accepted: we look into it")),
            (LogState.RETURNED.value, _("returned: we need to know more")),
            (LogState.DECLINED.value, _("declined")),
        ],
    )  # fmt: skip
    reference = forms.CharField(label=_("Your file"), required=False, max_length=80)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads it. Names of suspects stay with you."),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """What came of the offers of a log."""

    offers = forms.MultipleChoiceField(label=_("Offers"), widget=forms.CheckboxSelectMultiple)
    result = forms.ChoiceField(label=_("What came of them"), choices=Result)
    on = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty where the day is not known."),
    )  # fmt: skip

    def __init__(self, *args: Any, log: InformationLog, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(one.reference, f"{one.reference} {one.title}"[:90]) for one in log.offers]
        self.fields["offers"] = forms.MultipleChoiceField(
            label=_("Offers"), widget=forms.CheckboxSelectMultiple(attrs={"translate": "no"}), choices=names,
            initial=[name for name, _words in names],
        )  # fmt: skip
