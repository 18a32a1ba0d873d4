"""Jobs of correspondence: deliver the outbox, read what came back."""

import mailbox
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lycaon.workbench.correspondence import bounces
from lycaon.workbench.correspondence.models import Sending
from lycaon.workbench.correspondence.posting import TRANSIENT, deliver, take_bounce
from lycaon.workbench.correspondence.states import SendingState

_AT_ONCE = 200
_TRIES = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=TRANSIENT)


@app.task(queue="mail", name="correspondence.deliver", retry=_TRIES)
def deliver_one(reference: str) -> None:
    """Deliver one mail, if nobody has."""
    deliver(list(Sending.objects.filter(reference=reference, state=SendingState.QUEUED)))


def deliver_later(reference: str) -> None:
    """Put the delivery of a mail on the queue."""
    deliver_one.configure(queueing_lock=f"mail:{reference}").defer(reference=reference)


@app.task(queue="mail", name="correspondence.deliver_all", retry=_TRIES)
def deliver_all(references: list[str]) -> None:
    """Deliver mails over one connection, those that nobody has."""
    deliver(list(Sending.objects.filter(reference__in=references, state=SendingState.QUEUED).select_related("log")))


def deliver_all_later(references: Sequence[str]) -> None:
    """Put the delivery of many mails on the queue, in parts that a stop does not lose."""
    for start in range(0, len(references), _AT_ONCE):
        deliver_all.defer(references=list(references[start : start + _AT_ONCE]))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="mail", name="correspondence.deliver_rest", queueing_lock="deliver_rest", pass_context=False)
def deliver_rest(timestamp: int) -> None:  # noqa: ARG001 - given by the clock
    """Deliver what a server did not take at its first try, or whose job was lost."""
    deliver(list(Sending.objects.filter(state=SendingState.QUEUED).order_by("queued_at")[:_AT_ONCE]))


@app.periodic(cron="*/10 * * * *")
@app.task(queue="mail", name="correspondence.read_bounces", queueing_lock="read_bounces", pass_context=False)
def read_bounces(timestamp: int) -> None:  # noqa: ARG001 - given by the clock
    """Read the mailbox of returned mails, a Maildir in the home folder that the mail server fills."""
    take_returned(Path(settings.BOUNCES_HOME))


def take_returned(folder: Path) -> int:
    """Take in every bounce of a Maildir and remove it there; other mails stay. Return how many were ours."""
    box, taken = mailbox.Maildir(str(folder), create=True), 0
    for key, bounce in list(bounces.returned(folder)):
        if bounce is not None:
            taken += take_bounce(bounce) is not None
            box.discard(key)
    return taken
