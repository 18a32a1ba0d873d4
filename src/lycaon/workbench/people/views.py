"""Pages of the administration: organisations and people."""

from collections.abc import Callable, Mapping

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.errors import DecisionError
from lycaon.workbench.people import actions, queries
from lycaon.workbench.people.access import (
    invitation_for,
    membership_for,
    organisation_for,
    organisations_for,
    person_for,
)
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.doors import Request, actor_of
from lycaon.workbench.people.forms import InvitationForm, JoinForm, OrganisationForm, ReasonForm, RolesForm
from lycaon.workbench.people.mails import send_invitation
from lycaon.workbench.people.middleware import CHOSEN
from lycaon.workbench.people.models import STANDING, Membership, Person
from lycaon.workbench.ui.happened import happened


def index(request: Request) -> HttpResponse:
    """Show every organisation and how many people act for it."""
    return render(
        request, "people/index.html", {"organisations": queries.with_numbers(organisations_for(request.actor))}
    )


def enrol(request: Request) -> HttpResponse:
    """Enrol a partner."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            form,
            lambda: _told(request, actions.enrol_organisation(request.actor, form.profile()), _("Enrolled.")),
            "people/enrol.html",
            {},
        )
    return render(request, "people/enrol.html", {"form": form}, status=422 if form.errors else 200)


def organisation(request: Request, reference: str) -> HttpResponse:
    """Show one organisation: its people, its open invitations."""
    there = organisation_for(request.actor, reference)
    return render(
        request,
        "people/organisation.html",
        {"organisation": there, "members": queries.members(there), "invitations": queries.open_invitations(there)},
    )


def change(request: Request, reference: str) -> HttpResponse:
    """Change what an organisation says of itself."""
    there = organisation_for(request.actor, reference)
    form = OrganisationForm(request.POST) if request.method == "POST" else OrganisationForm.of(there)
    if request.method == "POST" and form.is_valid():
        return _done(
            request,
            form,
            lambda: _told(request, actions.change_organisation(request.actor, there, form.profile()), _("Changed.")),
            "people/enrol.html",
            {"organisation": there},
        )
    return render(
        request, "people/enrol.html", {"form": form, "organisation": there}, status=422 if form.is_bound else 200
    )


def end(request: Request, reference: str) -> HttpResponse:
    """End the enrolment of a partner."""
    there = organisation_for(request.actor, reference)
    return _with_reason(
        request,
        lambda reason: actions.end_organisation(request.actor, there, reason=reason),
        question=_("End the enrolment of %(name)s?") % {"name": there},
        back=reverse("people:organisation", args=[there.reference]),
        said=_("Ended. Its people can no longer act for it."),
    )


def invite(request: Request, reference: str) -> HttpResponse:
    """Ask somebody to join, by a mail with a link."""
    there = organisation_for(request.actor, reference)
    form = InvitationForm(there, request.POST or None)

    def ask() -> HttpResponseRedirect:
        said = form.cleaned_data
        invited = actions.invite(request.actor, there, email=said["email"], name=said["name"], roles=said["roles"])
        address = request.build_absolute_uri(reverse("people:join", args=[invited.token]))
        send_invitation(invited, address=address)
        return _told(request, there, _("Invited. The link works for %(n)d days.") % {"n": actions.INVITATION_DAYS})

    if request.method == "POST" and form.is_valid():
        return _done(request, form, ask, "people/invite.html", {"organisation": there})
    return render(
        request, "people/invite.html", {"form": form, "organisation": there}, status=422 if form.errors else 200
    )


@require_POST
def withdraw(request: Request, reference: str) -> HttpResponse:
    """Make an invitation useless."""
    invitation = invitation_for(request.actor, reference)
    actions.withdraw_invitation(request.actor, invitation)
    return _told(request, invitation.organisation, _("The invitation is withdrawn."))


def person(request: Request, reference: str) -> HttpResponse:
    """Show one person: what they are, and where."""
    there = person_for(request.actor, reference)
    known = organisations_for(request.actor)
    memberships = (
        Membership.objects.filter(person=there, organisation__in=known)
        .select_related("organisation")
        .order_by("-since")
    )
    rows = [queries.Member(membership, queries.in_words(membership.roles)) for membership in memberships]
    return render(request, "people/person.html", {"person": there, "memberships": rows})


def roles(request: Request, reference: str, organisation: str) -> HttpResponse:
    """Change what somebody is in one organisation."""
    there = person_for(request.actor, reference)
    membership = membership_for(request.actor, there, organisation)
    context = {"person": there, "organisation": membership.organisation}
    form = RolesForm(membership.organisation, request.POST or None, initial={"roles": membership.roles})

    def give() -> HttpResponseRedirect:
        said = form.cleaned_data
        actions.give_roles(request.actor, membership, said["roles"], reason=said["reason"])
        return _to_person(request, there, _("The roles are changed."))

    if request.method == "POST" and form.is_valid():
        return _done(request, form, give, "people/roles.html", context)
    return render(request, "people/roles.html", context | {"form": form}, status=422 if form.errors else 200)


def leave(request: Request, reference: str, organisation: str) -> HttpResponse:
    """Take somebody out of an organisation."""
    there = person_for(request.actor, reference)
    membership = membership_for(request.actor, there, organisation)
    return _with_reason(
        request,
        lambda reason: actions.end_membership(request.actor, membership, reason=reason),
        question=_("Take %(person)s out of %(name)s?") % {"person": there, "name": membership.organisation},
        back=reverse("people:person", args=[there.reference]),
        said=_("Taken out."),
    )


def close(request: Request, reference: str) -> HttpResponse:
    """Close an account, everywhere and at once; or open it again."""
    there = person_for(request.actor, reference)
    if there.is_active:
        return _with_reason(
            request,
            lambda reason: actions.close_account(request.actor, there, reason=reason),
            question=_("Close the account of %(person)s? Every session ends at once.") % {"person": there},
            back=reverse("people:person", args=[there.reference]),
            said=_("The account is closed."),
        )
    return _with_reason(
        request,
        lambda reason: actions.reopen_account(request.actor, there, reason=reason),
        question=_("Open the account of %(person)s again?") % {"person": there},
        back=reverse("people:person", args=[there.reference]),
        said=_("The account is open again."),
    )


def forget_factor(request: Request, reference: str) -> HttpResponse:
    """Remove a second factor that was lost."""
    there = person_for(request.actor, reference)
    return _with_reason(
        request,
        lambda reason: actions.forget_second_factor(request.actor, there, reason=reason),
        question=_("Remove the second factor of %(person)s? Make sure first that it is this person who asks.")
        % {"person": there},
        back=reverse("people:person", args=[there.reference]),
        said=_("Removed. A new one is set up at the next sign-in."),
    )


def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept an invitation: as a new person, or as the one who is signed in."""
    invitation = actions.open_invitation(token)
    if invitation is None:
        raise Http404
    known = Person.objects.filter(email=invitation.email).first()
    if known is not None:
        return _join_again(request, token, known)
    form = JoinForm(invitation.email, request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        membership = actions.join(
            Actor.software("invitation"),
            invitation,
            name=said["name"],
            password=said["password"],
            language=request.LANGUAGE_CODE,
        )
        login(request, membership.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return HttpResponseRedirect(reverse("mfa_index"), status=303)
    return render(
        request, "people/join.html", {"form": form, "invitation": invitation}, status=422 if form.errors else 200
    )


def _join_again(request: HttpRequest, token: str, known: Person) -> HttpResponseBase:
    """Let somebody who has an account join one more organisation; only as that person, signed in."""
    actor = actor_of(request)
    if actor is None or actor.person != known:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    invitation = actions.open_invitation(token)
    if request.method != "POST" or invitation is None:
        return render(request, "people/join_again.html", {"invitation": invitation})
    membership = actions.join(Actor.software("invitation"), invitation)
    request.session[CHOSEN] = membership.organisation.reference
    return HttpResponseRedirect(reverse("home"), status=303)


def choose(request: Request) -> HttpResponse:
    """Act for another of one's organisations from now on."""
    mine = (
        Membership.objects.filter(STANDING, person=request.actor.person).select_related("organisation").order_by("id")
    )
    if request.method != "POST":
        rows = [queries.Member(membership, queries.in_words(membership.roles)) for membership in mine]
        return render(request, "people/choose.html", {"memberships": rows})
    wanted = request.POST.get("organisation", "")
    if not mine.filter(organisation__reference=wanted).exists():
        raise Http404
    request.session[CHOSEN] = wanted
    request.session.cycle_key()
    return HttpResponseRedirect(reverse("home"), status=303)


def _with_reason(request: Request, act: Callable[[str], None], *, question: str, back: str, said: str) -> HttpResponse:
    """Ask for a reason, then do it: for what shuts somebody out."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = str(form.cleaned_data["reason"])

        def do() -> HttpResponseRedirect:
            act(reason)
            happened(request, said)
            return HttpResponseRedirect(back, status=303)

        return _done(request, form, do, "people/reason.html", {"question": question, "back": back})
    context = {"form": form, "question": question, "back": back}
    return render(request, "people/reason.html", context, status=422 if form.errors else 200)


def _done(
    request: Request,
    form: OrganisationForm | RolesForm | ReasonForm,
    act: Callable[[], HttpResponse],
    template: str,
    context: Mapping[str, object],
) -> HttpResponse:
    """Act; where it may not be, say so on the form, which keeps what was written."""
    try:
        return act()
    except DecisionError as error:
        form.add_error(None, str(error))
        return render(request, template, {**context, "form": form}, status=409)


def _told(request: Request, there: object, said: str) -> HttpResponseRedirect:
    happened(request, said)
    return HttpResponseRedirect(reverse("people:organisation", args=[getattr(there, "reference", "")]), status=303)


def _to_person(request: Request, there: Person, said: str) -> HttpResponseRedirect:
    happened(request, said)
    return HttpResponseRedirect(reverse("people:person", args=[there.reference]), status=303)
