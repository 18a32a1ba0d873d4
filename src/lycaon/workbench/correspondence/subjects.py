"""Where somebody stands in what was written to others: a seller by account, a correspondent by mail address."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.correspondence.models import Contact, Log, Notice, Request, Sending
from lycaon.workbench.offers.pseudonym import seller_key
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.subjects import Sought, Trace

_MOST = 200


def traces(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    """Yield letters about offers of an account, and mails and addresses of a correspondent."""
    if sought.site and sought.handle:
        yield from _of_account(sought, organisation)
    if address := sought.email.strip().casefold():
        yield from _of_address(address, organisation)


def _of_account(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    key = seller_key(sought.site.strip(), sought.handle)
    for one in Notice.objects.select_related("recipient").filter(
        organisation=organisation, offer__account__seller_key=key
    )[:_MOST]:
        yield _notice(one, _("A notice about an offer of this account"))
    logs = Log.objects.select_related("recipient").filter(
        organisation=organisation, told_offers__offer__account__seller_key=key
    )
    for log in logs.distinct()[:_MOST]:
        yield _log(log, _("An information log about offers of this account"))
    # An authority's request names the account in the platform's words; both parties answer for it.
    asked = Q(organisation=organisation) | Q(recipient=organisation)
    for request in Request.objects.filter(asked, document__account_id=sought.handle.strip())[:_MOST]:
        yield Trace(
            kind="request", name=request.reference, words=_("A request of an authority about this account"),
            address=reverse("correspondence:request", args=[request.reference]),
        )  # fmt: skip


def _of_address(address: str, organisation: Organisation) -> Iterator[Trace]:
    for contact in Contact.objects.filter(email__iexact=address).select_related("organisation"):
        yield Trace(kind="organisation", name=contact.organisation.reference, words=_("The address of an organisation"))
    ours = Q(notice__organisation=organisation) | Q(log__organisation=organisation)
    for sending in Sending.objects.filter(ours, to__iexact=address)[:_MOST]:
        yield Trace(kind="sending", name=sending.reference, words=_("A mail to this address"))
    # Who wrote stands in the letter; its canonical JSON holds the address between quotation marks.
    quoted = f'"{address}"'
    for notice in Notice.objects.select_related("recipient").filter(
        organisation=organisation, document__icontains=quoted
    )[:_MOST]:
        yield _notice(notice, _("A notice with this address in it"))
    for log in Log.objects.select_related("recipient").filter(organisation=organisation, document__icontains=quoted)[
        :_MOST
    ]:
        yield _log(log, _("An information log with this address in it"))


def _notice(one: Notice, words: str) -> Trace:
    there = reverse("correspondence:notice", args=[one.reference])
    told = one.recipient.name if one.sent_at else ""
    return Trace(kind="notice", name=one.reference, words=words, address=there, told_to=told)


def _log(one: Log, words: str) -> Trace:
    there = reverse("correspondence:log", args=[one.reference])
    told = one.recipient.name if one.sent_at else ""
    return Trace(kind="log", name=one.reference, words=words, address=there, told_to=told)
