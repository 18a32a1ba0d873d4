"""What people fill in about a case."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.cases.route import Route
from lycaon.workbench.offers.access import offers_for
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Person


class _People(forms.ModelMultipleChoiceField):  # pyright: ignore[reportMissingTypeArgument]
    """Persons to tick; their names are data, not words of ours."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return format_html('<bdi translate="no">{}</bdi>', obj.name)


def _choose_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows


class OpenCaseForm(forms.Form):
    """A new case."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("Say what is offered and where, not who offers it.")
    )
    offers = forms.CharField(
        label=_("Offers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("References of confirmed offers, one a line or parted by commas."),
    )
    is_urgent = forms.BooleanField(
        label=_("An animal appears to be in danger"),
        required=False,
        help_text=_("Route and referral may then come before their turn, with the reason."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor

    def clean_offers(self) -> list[Offer]:
        """Return the offers named; refuse names that lead to none that the person may know of."""
        return named_offers(self._actor, self.cleaned_data["offers"])


def named_offers(actor: Actor, words: str) -> list[Offer]:
    """Return the offers that are named in a field.

    Raises:
        ValidationError: a name leads nowhere, or to an offer that is not confirmed.
    """
    names = list(dict.fromkeys(words.replace(",", " ").split()))
    found = {offer.reference: offer for offer in offers_for(actor).filter(reference__in=names[:500])}
    lost = [name for name in names if name not in found]
    if lost:
        raise forms.ValidationError(_("There is no offer %(names)s."), params={"names": ", ".join(lost[:5])})
    early = [name for name in names if found[name].state not in {State.CONFIRMED, State.UNSURE, State.NEW}]
    if early:
        raise forms.ValidationError(
            _("%(names)s is rejected, closed or part of a case already."), params={"names": ", ".join(early[:5])}
        )
    return [found[name] for name in names]


class StepForm(forms.Form):
    """A step to complete."""

    says = forms.CharField(
        label=_("What was found"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Codes and references; names of persons stay out."),
    )


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("It is kept in the record for good.")
    )


class SignForm(forms.Form):
    """A signature."""

    agrees = forms.MultipleChoiceField(
        label=_("I have looked at these, and agree"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("taxon", _("the species of every offer")),
            ("law", _("what the law appears to say")),
            ("links", _("the links between accounts")),
            ("welfare", _("signs that an animal is at risk, or dangerous")),
        ],
    )
    says = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RouteForm(forms.Form):
    """Where a case goes."""

    route = forms.ChoiceField(label=_("Route"), choices=Route, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where another route is chosen than the rules propose."),
    )


class MembersForm(forms.Form):
    """Who may know of a case."""

    lead = forms.ModelChoiceField(
        label=_("Lead"),
        queryset=Person.objects.none(),
        to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )
    members = _People(
        label=_("Members"),
        queryset=Person.objects.none(),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_restricted = forms.BooleanField(label=_("Other leads of the house do not know of this case"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        house = Person.objects.filter(
            memberships__organisation=case.organisation, memberships__ended_at=None, is_active=True
        ).distinct().order_by("name")  # fmt: skip
        for name in ("lead", "members"):
            _choose_from(self, name, house)


class TaskForm(forms.Form):
    """A task."""

    says = forms.CharField(label=_("What is to be done"), max_length=300)
    who = forms.ModelChoiceField(
        label=_("Who"),
        queryset=Person.objects.none(),
        to_field_name="reference",
        required=False,
        widget=forms.Select(attrs={"translate": "no"}),
    )
    due = forms.DateField(label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(
        label=_("Basis"), required=False, max_length=200, help_text=_("The law or own rule that set the day.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(
            self, "who", (case.members.all() | Person.objects.filter(pk=case.lead.pk)).distinct().order_by("name")
        )


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(
        label=_("Note"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the next person needs to know. Notes never leave with a bundle."),
    )


class OutcomeForm(forms.Form):
    """What came of an offer."""

    offer = forms.ModelChoiceField(
        label=_("Offer"),
        queryset=Offer.objects.none(),
        to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )
    result = forms.ChoiceField(label=_("What came of it"), choices=Result)
    on = forms.DateField(
        label=_("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty where the day is not known."),
    )
    known_from = forms.CharField(
        label=_("Known from"), max_length=200, help_text=_("The letter, decision or visit that says so.")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, "offer", offers_of(case).order_by("-priority"))


class JoinForm(forms.Form):
    """Offers to add to a case."""

    offers = forms.CharField(
        label=_("Offers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("References of confirmed offers, one a line or parted by commas."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor

    def clean_offers(self) -> list[Offer]:
        """Return the offers named."""
        return named_offers(self._actor, self.cleaned_data["offers"])


class DeadlineForm(forms.Form):
    """By when a step is done."""

    days = forms.IntegerField(
        label=_("Days from the opening of the case"), min_value=1, max_value=1_000, required=False,
        help_text=_("Empty for no clock."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=500)
