"""The first page of an installation: who runs it, who answers for its data, who administers it.

Shown once, to whoever has the secret that ``lycaon up`` prints; afterwards the address leads nowhere.
"""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from lycaon.errors import WrongStateError
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.actions import Profile, found_house
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.models import Membership, Organisation, Person
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.people.verbs import GIVE_ROLES
from lycaon.workbench.project.keys import kept_key
from lycaon.workbench.record.events import write
from lycaon.workbench.ui.happened import happened
from lycaon.workbench.ui.languages import NAMES


class FirstRunForm(forms.Form):
    """What an installation has to know before anybody works with it."""

    organisation = forms.CharField(label=gettext_lazy("Your organisation"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Kind)
    country = forms.CharField(
        label=gettext_lazy("Country of its seat"),
        min_length=2,
        max_length=2,
        help_text=gettext_lazy("Two letters, as in FR or DE."),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages it works in"),
        choices=list(NAMES),
        widget=forms.CheckboxSelectMultiple(attrs={"translate": "no"}),
    )
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=40, initial="Europe/Brussels")
    controller_name = forms.CharField(
        label=gettext_lazy("Who answers for the personal data"),
        max_length=200,
        help_text=gettext_lazy("The controller of GDPR Art. 4(7), as it is named on every page for the public."),
    )
    controller_address = forms.CharField(
        label=gettext_lazy("Address of the controller"), widget=forms.Textarea(attrs={"rows": 3})
    )
    controller_email = forms.EmailField(label=gettext_lazy("E-mail of the controller"))
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Your e-mail"))
    password = forms.CharField(
        label=gettext_lazy("A password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters; four words by chance are good."),
    )
    leads = forms.BooleanField(
        label=gettext_lazy("I also lead cases"),
        required=False,
        help_text=gettext_lazy("An administrator sees no offer and no case; whoever does both needs both roles."),
    )

    def clean_country(self) -> str:
        """Return the country in capitals."""
        return str(self.cleaned_data["country"]).upper()

    @override
    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if password := told.get("password"):
            person = Person(email=told.get("email", ""), name=told.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return told


def secret() -> str:
    """Return the secret that opens the first page."""
    return kept_key(settings.ENVIRONMENT.lycaon_home, "first-run")


def is_first_run() -> bool:
    """Return whether nobody runs this installation yet."""
    return not Organisation.objects.filter(is_host=True).exists()


def first_run(request: Request) -> HttpResponseBase:
    """Ask what has to be known, once."""
    if not is_first_run() or not secrets.compare_digest(request.GET.get("secret", "").encode(), secret().encode()):
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found(form.cleaned_data)
        except WrongStateError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("The organisation stands. Sign in, and invite the others."))
            return HttpResponseRedirect(reverse("account_login"), status=303)
    return _page(request, form)


def found(told: dict[str, Any]) -> Person:
    """Enrol the organisation that runs the installation and its administrator.

    Raises:
        WrongStateError: it stands already.
    """
    software = Actor.software("first_run")
    house = found_house(
        software,
        Profile(
            kind=Kind(told["kind"]),
            name=told["organisation"],
            country=told["country"],
            languages=tuple(told["languages"]),
            time_zone=told["time_zone"],
            controller_name=told["controller_name"],
            controller_address=told["controller_address"],
            controller_email=told["controller_email"],
        ),
    )
    roles = [Role.ADMINISTRATOR, Role.LEAD] if told["leads"] else [Role.ADMINISTRATOR]
    return seat(software, house, email=told["email"], name=told["name"], password=told["password"], roles=roles)


@action(GIVE_ROLES)
def seat(
    actor: Actor,
    house: Organisation,
    *,
    email: str,
    name: str,
    password: str,
    roles: list[Role],
    language: str = "en",
    is_made_up: bool = False,
) -> Person:
    """Give somebody an account and roles without an invitation: the first administrator, and made-up people.

    Raises:
        WrongStateError: the address has an account.
    """
    if Person.objects.filter(email=email.casefold()).exists():
        raise WrongStateError(_("This address has an account already."))
    person = Person.objects.enrol(email, name=name, password=password, language=language)
    if is_made_up:
        person.is_made_up = True
        person.save(update_fields=["is_made_up"])
    Membership.objects.create(person=person, organisation=house, roles=[role.value for role in roles])
    write(actor, GIVE_ROLES, house, data={"person": person.reference, "roles": [role.value for role in roles]})
    return person


def _page(request: Request, form: FirstRunForm) -> HttpResponse:
    return render(request, "project/first_run.html", {"form": form}, status=422 if form.errors else 200)
