"""What the worker does at the data protection desk."""

import logging

from procrastinate.contrib.django import app

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.privacy.models import Sweeping
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


def _sums(proofs: list[Sweeping]) -> tuple[int, int]:
    return sum(proof.forgotten for proof in proofs), sum(proof.left for proof in proofs)
