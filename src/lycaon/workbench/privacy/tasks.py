"""What the worker does at the data protection desk."""

import logging
import smtplib

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.privacy import heads
from lycaon.workbench.privacy.models import Head, Sweeping
from lycaon.workbench.privacy.sweeping import sweep_all

logger = logging.getLogger(__name__)


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock="retention", pass_context=False)
def forget_what_is_over(timestamp: int) -> None:
    """Forget every night what is over; a night that was missed is made up for by the next.

    Args:
        timestamp: the moment for which it was planned, in seconds; what is over is decided by the clock, not by it.
    """
    proofs = sweep_all(Actor.software("retention"))
    logger.info("retention planned=%d forgotten=%d left=%d", timestamp, *_sums(proofs))


@app.periodic(cron="47 2 * * *")
@app.task(queueing_lock="record_head", pass_context=False)
def publish_head(timestamp: int) -> None:
    """Publish the head of the record every night in which something was added to it.

    Args:
        timestamp: the moment for which it was planned, in seconds.
    """
    head = heads.publish_head(Actor.software("record_head"))
    logger.info("record head planned=%d seq=%d", timestamp, head.seq if head else 0)
    if head is not None and settings.HEADS_TO:
        mail_head.defer(seq=head.seq)


@app.task(queue="mail", name="privacy.mail_head", retry=RetryStrategy(
    max_attempts=8, exponential_wait=4, retry_exceptions=(OSError, smtplib.SMTPException)
))  # fmt: skip
def mail_head(seq: int) -> None:
    """Send a head to whom the settings name."""
    heads.mail(Head.objects.get(seq=seq)).send()


def _sums(proofs: list[Sweeping]) -> tuple[int, int]:
    return sum(proof.forgotten for proof in proofs), sum(proof.left for proof in proofs)
