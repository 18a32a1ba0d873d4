"""Forms of the administration."""

import zoneinfo
from typing import Any, cast

from django import forms
from django.contrib.auth import password_validation
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.workbench.people.actions import Profile
from lycaon.workbench.people.agreeing import Draft
from lycaon.workbench.people.flows import things
from lycaon.workbench.people.labels import TLP
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.people.roles import Kind, Role, roles_open_to
from lycaon.workbench.people.things import thing_in_words
from lycaon.workbench.ui.languages import NAMES


class OrganisationForm(forms.Form):
    """What an organisation says of itself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country"), help_text=_("Of its seat; two letters, as in FR."), strip=True
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=NAMES,
        widget=forms.CheckboxSelectMultiple(attrs={"translate": "no"}),
        initial=["en"],
    )
    time_zone = forms.CharField(
        label=_("Time zone"), required=False, help_text=_("As in Europe/Paris; empty for that of the installation.")
    )
    domains = SimpleArrayField(
        forms.RegexField(r"^[a-z0-9][a-z0-9.-]+\.[a-z]{2,}$"),
        label=_("Domains of its mail addresses"),
        required=False,
        help_text=_("Separated by commas. Only people with such an address can be invited."),
    )
    controller_name = forms.CharField(
        label=_("Controller"), required=False, max_length=200, help_text=_("Who answers for the personal data.")
    )
    controller_address = forms.CharField(
        label=_("Address of the controller"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    controller_email = forms.EmailField(label=_("Mail address of the controller"), required=False)
    protection_officer_email = forms.EmailField(label=_("Mail address of the data protection officer"), required=False)

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationForm":
        """Return the form filled with what an organisation says now."""
        return cls(initial={name: getattr(organisation, name) for name in cls.base_fields})

    def clean_time_zone(self) -> str:
        """Refuse a zone that nobody knows."""
        zone = str(self.cleaned_data["time_zone"])
        if zone and zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Write it as in Europe/Paris."))
        return zone

    def profile(self) -> Profile:
        """Return what was written, as a value."""
        said: dict[str, Any] = dict(self.cleaned_data)
        said["kind"] = Kind(said["kind"])
        said["country"] = said["country"].upper()
        said["languages"], said["domains"] = tuple(said["languages"]), tuple(said["domains"])
        return Profile(**said)


class RolesForm(forms.Form):
    """What somebody is in one organisation."""

    roles = forms.TypedMultipleChoiceField(label=_("Roles"), coerce=Role, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = roles_open_to(Kind(organisation.kind), is_host=organisation.is_host)
        field = cast("forms.ChoiceField", self.fields["roles"])
        field.choices = [(role.value, role.label) for role in Role if role in choices]


class InvitationForm(RolesForm):
    """Whom to ask."""

    reason = None
    email = forms.EmailField(label=_("Mail address"))
    name = forms.CharField(label=_("Name"), max_length=200)
    field_order = ("email", "name", "roles")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class JoinForm(forms.Form):
    """A new person: name and password, twice."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters; a sentence is best."),
    )
    again = forms.CharField(
        label=_("Password, again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        """Refuse what is easy to guess."""
        password = str(self.cleaned_data["password"])
        person = Person(email=self._email, name=str(self.cleaned_data.get("name", "")))
        password_validation.validate_password(password, person)
        return password

    @override
    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", _("The two passwords differ. Write the same twice."))
        return said


class AgreementForm(forms.Form):
    """What an agreement says, before it is signed."""

    title = forms.CharField(label=_("Title"), max_length=200)
    parties = forms.ModelMultipleChoiceField(
        label=_("Parties"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"translate": "no"}),
        to_field_name="reference",
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why these parties may share this."),
    )
    transfer_basis = forms.CharField(
        label=_("Basis for another country"),
        required=False,
        help_text=_("Needed where a party sits in a country without an adequacy decision (GDPR Art. 44 to 49)."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The first day on which it no longer holds; empty for no end."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField[Organisation]", self.fields["parties"])
        field.queryset = Organisation.objects.filter(ended_at=None).order_by("-is_host", "name")

    def draft(self) -> Draft:
        """Return what was written, as a value."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "parties"}
        return Draft(**said)


class FlowForm(forms.Form):
    """What should flow: the usual terms of one thing are added, to be looked at."""

    thing = forms.ChoiceField(label=_("What may be shared"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["thing"])
        field.choices = [(name, thing_in_words(name)) for name in things()]


class SignatureForm(forms.Form):
    """That it was signed, and which paper."""

    signed_on = forms.DateField(label=_("Signed on"), widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.FileField(
        label=_("Signed paper"), help_text=_("Only its SHA-256 is kept: it shows later which paper was meant.")
    )


def _day(label: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))  # pyright: ignore[reportArgumentType]


class _OfOrganisations(forms.Form):
    """A form that names organisations."""

    def __init__(self, *args: Any, others: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = others  # pyright: ignore[reportUnknownMemberType]


def _organisation(label: object) -> "forms.ModelChoiceField[Organisation]":
    return forms.ModelChoiceField(
        label=label,  # pyright: ignore[reportArgumentType]
        queryset=Organisation.objects.none(),
        to_field_name="reference",
        widget=forms.Select(attrs={"translate": "no"}),
    )


def _label(label: object) -> forms.ChoiceField:
    widget = forms.Select(attrs={"translate": "no"})
    return forms.ChoiceField(label=label, choices=TLP.choices, initial=TLP.AMBER, widget=widget)  # pyright: ignore[reportArgumentType]


class OriginForm(_OfOrganisations):
    """What came from whom."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=20,
        help_text=_("Of an offer, a case, a notice or a log; as in F-7K3M9Q2X4TBW."),
    )
    originator = _organisation(_("From whom it came"))
    tlp = _label(_("Their label"))
    received_on = _day(_("Received on"))


class ConsentForm(_OfOrganisations):
    """That it may go on, to whom and under which label."""

    recipient = _organisation(_("To whom it may go on"))
    tlp_min = _label(_("Freest label they allow"))
    given_by = forms.CharField(
        label=_("Who said so, and how"), max_length=200, help_text=_("As in: Ms X, by mail of 3 May.")
    )
    given_on = _day(_("Given on"))
