"""Where an account that somebody names stands in enquiries: those that our own house asked about it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lycaon.workbench.deconfliction.models import Key
from lycaon.workbench.offers.models import Account
from lycaon.workbench.offers.pseudonym import seller_key
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.subjects import Sought, Trace


def traces(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    """Yield the enquiries about an account."""
    if not sought.site or not sought.handle:
        return
    account = Account.objects.filter(seller_key=seller_key(sought.site.strip(), sought.handle)).first()
    if account is None:
        return
    rows = Key.objects.filter(about=account.reference, enquiry__asker=organisation).select_related("enquiry")
    for reference in sorted({row.enquiry.reference for row in rows}):
        yield Trace(
            kind="enquiry", name=reference, words=_("A question to a partner about this account, as a keyed hash")
        )
