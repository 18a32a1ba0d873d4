"""Where a seller who asks stands in our data: by site and handle, which is how accounts are known here."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lycaon.workbench.offers.models import Account, Offer
from lycaon.workbench.offers.pseudonym import seller_key
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.subjects import Sought, Trace


def traces(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    """Yield the account that somebody names, and the offers that were seen under it."""
    if not sought.site or not sought.handle:
        return
    account = Account.objects.filter(seller_key=seller_key(sought.site.strip(), sought.handle)).first()
    if account is None:
        return
    offers = Offer.objects.filter(account=account, organisation=organisation)
    if not offers.exists():
        return
    handle = _("with its handle") if account.handle else _("as a pseudonym")
    yield Trace(kind="account", name=account.reference, words=_("An account, %(how)s") % {"how": handle})
    for offer in offers.order_by("-last_seen")[:200]:
        yield Trace(kind="offer", name=offer.reference, words=_("An offer of this account"))
