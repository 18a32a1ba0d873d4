"""Forms of the data protection desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lycaon.workbench.privacy.models import Answer, Right


def _day(label: object, **options: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)  # pyright: ignore[reportArgumentType]


def _moment(label: object, **options: object) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **options)  # pyright: ignore[reportArgumentType]


def _words(label: object, **options: object) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, widget=widget, max_length=5_000, **options)  # pyright: ignore[reportArgumentType]


class PeriodForm(forms.Form):
    """For how long."""

    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=3650)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class HoldForm(forms.Form):
    """What to keep, and why."""

    object_kind = forms.ChoiceField(
        label=_("What"),
        choices=[
            ("offer", _("offer")),
            ("account", _("account")),
            ("case", _("case")),
            ("notice", _("notice")),
            ("log", _("information log")),
            ("request", _("request")),
        ],
    )
    object_id = forms.CharField(label=_("Reference"), max_length=80)
    basis = forms.CharField(label=_("Who asked, under which rule"), max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=500)
    review_on = _day(_("Look at it again on"))


class RequestForm(forms.Form):
    """What a person asks."""

    right = forms.ChoiceField(label=_("What is asked for"), choices=Right.choices)
    received_on = _day(_("Received on"))
    contact = forms.CharField(label=_("Where to answer"), max_length=300)
    about = _words(
        _("What identifies the data"), help_text=_("A site and a handle, or a mail address; as the person wrote it.")
    )


class SearchForm(forms.Form):
    """By what to search."""

    email = forms.CharField(label=_("Mail address"), required=False, max_length=300)
    site = forms.CharField(label=_("Site"), required=False, max_length=253)
    handle = forms.CharField(label=_("Handle"), required=False, max_length=300)


class AnswerForm(forms.Form):
    """How a request ends."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices)
    because = _words(_("What was done, or on which exemption the refusal rests"))


class BreachForm(forms.Form):
    """What happened."""

    aware_at = _moment(_("When it became known"))
    what = _words(_("What happened"))
    categories = _words(_("Which persons and data"))
    persons_affected = forms.IntegerField(label=_("About how many persons"), min_value=0, required=False)


class ToldForm(forms.Form):
    """That the supervisory authority was told."""

    at = _moment(_("Told at"))
    reference = forms.CharField(label=_("Its reference"), max_length=200)
    because = _words(_("If later than 72 hours: why"), required=False)


class CloseForm(forms.Form):
    """What followed and what was done."""

    consequences = _words(_("Consequences"))
    measures = _words(_("Measures"))
    is_risk = forms.BooleanField(label=_("It is likely to be a risk to persons"), required=False)
    is_high_risk = forms.BooleanField(label=_("The risk is high"), required=False)
    persons_told_at = _moment(_("The persons were told at"), required=False)
    because = _words(_("Why nobody needs to be told, if so"), required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)
