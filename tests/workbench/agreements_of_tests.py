"""Agreements for tests."""

from datetime import date
from typing import Any

from lycaon.workbench.people.flows import things
from lycaon.workbench.people.models import Agreement, Flow, Organisation


def an_agreement(sender: Organisation, recipient: Organisation, thing: str, **changes: Any) -> Agreement:
    """A signed agreement with the usual flow of one thing; ``changes`` are of the flow."""
    usual = things()[thing].usual[0]
    agreement = Agreement.objects.create(
        title=f"{sender} and {recipient}", legal_basis="Art. 6(1)(f)", signed_on=date(2026, 1, 1), starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
    )  # fmt: skip
    agreement.parties.set([sender, recipient])
    given: dict[str, Any] = {
        "fields_allow": list(usual.allow), "fields_deny": list(usual.deny), "conditions": list(usual.conditions),
        "purpose": usual.purpose, "tlp_max": usual.tlp_max, "pap_max": usual.pap_max, "onward": usual.onward,
        "retention_days": usual.retention_days,
    }  # fmt: skip
    Flow.objects.create(agreement=agreement, sender=sender, recipient=recipient, object=thing, **given | changes)
    return agreement
