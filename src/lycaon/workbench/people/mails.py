"""Mails to people of the workbench."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from lycaon.workbench.people.actions import Invited


def send_invitation(invited: Invited, *, address: str) -> None:
    """Send the link of an invitation, in the language of the organisation.

    Args:
        invited: with its secret.
        address: where the link leads, whole.
    """
    invitation = invited.invitation
    language = next(iter(invitation.organisation.languages), "en")
    with translation.override(language):
        body = render_to_string("people/mails/invitation.txt", {"invitation": invitation, "address": address})
    subject, _, text = body.strip().partition("\n")
    send_mail(subject.strip(), text.strip() + "\n", None, [invitation.email])
