"""The data protection impact assessment, prefilled from what this installation really does (GDPR Art. 35(7)).

What the software knows it writes down: purposes, sources, who may see what, recipients, periods, measures and the tests
that hold them. What only people can judge stands as a question. It is Markdown, in English: a working paper that is
finished elsewhere and signed here.
"""

import hashlib
import json
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from lycaon.workbench.offers.models import Offer, Site
from lycaon.workbench.people.models import Agreement, Flow, Membership, Organisation, Origin
from lycaon.workbench.people.permissions import MATRIX
from lycaon.workbench.people.roles import Role
from lycaon.workbench.privacy.models import Head
from lycaon.workbench.privacy.sweeping import READS_KEPT_DAYS, periods, sweeps


def configuration(host: Organisation) -> dict[str, object]:
    """Return the facts that an assessment rests on: a change of any asks for another look."""
    kept = periods()
    return {
        "controller": [host.controller_name, host.controller_address, host.controller_email, host.country],
        "officer": host.protection_officer_email,
        "mode": settings.ENVIRONMENT.lycaon_mode.value,
        "sites": sorted(Site.objects.filter(offers__organisation=host).distinct().values_list("host", flat=True)),
        "periods": dict(sorted(kept.items())),
        "flows": sorted(_flows(host)),
        "roles": {name: sorted(role.value for role in verb.roles) for name, verb in sorted(MATRIX.items())},
        "second_factor": settings.SECOND_FACTOR_REQUIRED,
    }


def configuration_digest(host: Organisation) -> str:
    """Return a digest of the facts that an assessment rests on."""
    return hashlib.sha256(json.dumps(configuration(host), sort_keys=True).encode()).hexdigest()


def assessment(host: Organisation) -> str:
    """Return the assessment as Markdown."""
    facts = configuration(host)
    people = Membership.objects.filter(organisation=host, ended_at=None)
    rendered = render_to_string(
        "privacy/assessment.md",
        {
            "host": host,
            "day": timezone.localdate(),
            "sites": facts["sites"],
            "offers": Offer.objects.filter(organisation=host).count(),
            "people": [(role.label, people.filter(roles__contains=[role.value]).count()) for role in Role],
            "flows": facts["flows"],
            "sweeps": [(sweep, periods()[sweep.name]) for sweep in sweeps()],
            "reads_days": READS_KEPT_DAYS,
            "second_factor": facts["second_factor"],
            "digest": configuration_digest(host),
            "agreements": list(_agreements(host)),
            "origins": Origin.objects.count(),
            "heads": Head.objects.count(),
        },
    )
    # A template hands out a string marked as safe HTML. This is Markdown with names in it: a page must escape it.
    return rendered + ""


def _agreements(host: Organisation) -> Iterable[dict[str, str]]:
    rows = Agreement.objects.filter(parties=host, signed_on__isnull=False, ended_on=None).prefetch_related("parties")
    for row in rows.order_by("signed_on", "pk"):
        others = ", ".join(sorted(party.name for party in row.parties.all() if party != host))
        yield {"title": row.title, "parties": others, "legal_basis": " ".join(row.legal_basis.split())}


def _flows(host: Organisation) -> Iterable[tuple[str, str, str, str, str, int]]:
    rows = Flow.objects.filter(sender=host, agreement__signed_on__isnull=False).select_related("recipient", "agreement")
    for flow in rows:
        yield (
            flow.object,
            flow.recipient.name,
            flow.recipient.country,
            flow.purpose,
            ", ".join(flow.fields_allow),
            flow.retention_days or 0,
        )
