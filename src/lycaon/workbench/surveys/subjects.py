"""Where an account that somebody names stands in surveys: by the pseudonym that the rows hold."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.survey.observe import account_key
from lycaon.workbench.offers.pseudonym import seller_key
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.subjects import Sought, Trace
from lycaon.workbench.surveys.models import Observation


def traces(sought: Sought, organisation: Organisation) -> Iterator[Trace]:
    """Yield the surveys with a row of an account; which row it is stays in the survey."""
    if not sought.site or not sought.handle:
        return
    site = sought.site.strip()
    key = account_key(site, seller_key(site, sought.handle))
    rows = Observation.objects.filter(survey__organisation=organisation, ad__seller=key)
    for reference in sorted(set(rows.values_list("survey__reference", flat=True))):
        yield Trace(
            kind="survey", name=reference, words=_("A coded row of this account, under a pseudonym"),
            address=reverse("surveys:plan", args=[reference]),
        )  # fmt: skip
