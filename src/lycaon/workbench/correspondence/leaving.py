"""The way out: what leaves passes the gate here, and is rebuilt from what the gate let through.

Nothing else in this app writes to somebody outside the house. What comes back from here has no trace of a field that
was withheld, so that no letter, page, file or file name made from it can have one.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from lycaon.errors import FormatError, WithheldError
from lycaon.exchange import information_log, notice
from lycaon.workbench.correspondence.models import Log, Notice
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.gate import Passed, gate
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Organisation


def let_notice_out(actor: Actor, about: Notice, value: notice.Notice) -> notice.Notice:
    """Return the part of a notice that the agreement with its platform lets through.

    Raises:
        TurnedAwayError: nothing of it may leave.
        WithheldError: what is left is no notice any more.
    """
    passed = gate(
        actor, about, "notice", json.loads(notice.written(value)), sender=about.organisation, recipient=about.recipient,
        purpose="removal", tlp=TLP(about.tlp), pap=PAP(about.pap),
    )  # fmt: skip
    try:
        return notice.read(_bytes(passed.require()))
    except FormatError as error:
        raise _hollow(passed) from error


def let_log_out(actor: Actor, about: Log, value: information_log.InformationLog) -> information_log.InformationLog:
    """Return the part of an information log that the agreement with its authority lets through.

    Raises:
        TurnedAwayError: nothing of it may leave.
        WithheldError: what is left is no log any more.
    """
    passed = gate(
        actor, about, "information_log", json.loads(information_log.written(value)), sender=about.organisation,
        recipient=about.recipient, purpose="law_enforcement", tlp=TLP(about.tlp), pap=PAP(about.pap),
        conditions=frozenset({"two_reviewers"}) if len(value.reviewers) > 1 else frozenset(),
    )  # fmt: skip
    try:
        return information_log.read(_bytes(passed.require()))
    except FormatError as error:
        raise _hollow(passed) from error


def let_out(
    actor: Actor,
    about: models.Model,
    thing: str,
    document: Mapping[str, Any],
    *,
    sender: Organisation,
    recipient: Organisation,
    purpose: str,
    tlp: TLP = TLP.AMBER,
    pap: PAP = PAP.GREEN,
    conditions: frozenset[str] = frozenset(),
) -> Mapping[str, Any]:
    """Return the part of any other document that the agreement between two parties lets through.

    Raises:
        TurnedAwayError: nothing of it may leave.
    """
    return gate(
        actor, about, thing, document, sender=sender, recipient=recipient, purpose=purpose, tlp=tlp, pap=pap,
        conditions=conditions,
    ).require()  # fmt: skip


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _hollow(passed: Passed) -> WithheldError:
    return WithheldError(
        _("The agreement withholds what cannot be left out: %(fields)s. Change the agreement, or do not send it.")
        % {"fields": ", ".join(passed.withheld[:6])}
    )
