"""Where a seller who asks stands in cases: through the offers of the account that they name."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lycaon.workbench.cases.models import CaseOffer
from lycaon.workbench.offers.pseudonym import seller_key
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.subjects import Sought, Trace


def traces(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    """Yield the cases in which offers of an account are; whether to tell of one that is under way, a person decides."""
    if not sought.site or not sought.handle:
        return
    joined = CaseOffer.objects.filter(
        case__organisation=organisation, offer__account__seller_key=seller_key(sought.site.strip(), sought.handle)
    ).select_related("case")
    for reference in sorted({one.case.reference for one in joined}):
        yield Trace(kind="case", name=reference, words=_("A case with an offer of this account"))
