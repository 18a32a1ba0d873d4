"""Where somebody stands among the people of the workbench: by mail address."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lycaon.workbench.people.models import Invitation, Organisation, Person
from lycaon.workbench.record.subjects import Sought, Trace


def traces(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    """Yield the account and the invitations of an address."""
    address = sought.email.strip().casefold()
    if not address:
        return
    for person in Person.objects.filter(email=address, memberships__organisation=organisation).distinct():
        yield Trace(kind="person", name=person.reference, words=_("An account of this workbench"))
    for invitation in Invitation.objects.filter(email=address, organisation=organisation):
        yield Trace(kind="invitation", name=invitation.reference, words=_("An invitation"))
