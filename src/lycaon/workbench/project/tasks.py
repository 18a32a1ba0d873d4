"""What the worker does for the queue itself: takes up what a dead worker left, forgets what is long done."""

import logging

from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""A job that a worker died of three times is left alone: it may be what kills them."""
_DEAD_AFTER_S = 120
"""Seconds without a heartbeat; a worker gives one every ten."""
_KEPT_HOURS = 14 * 24


@app.periodic(cron="*/5 * * * *")
@app.task(name="project.take_up_stalled", queueing_lock="take_up_stalled", pass_context=False)
async def take_up_stalled(timestamp: int) -> None:  # noqa: ARG001 - given by the clock
    """Put jobs on the queue again whose worker was killed in the middle. All jobs of ours can be begun again."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_S):
        again = job.attempts < MOST_ATTEMPTS
        try:
            if again:
                await app.job_manager.retry_job(job)
        except ConnectorException:
            again = False  # the same job waits already
        if not again:
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        log.warning("stalled_job task=%s attempts=%d again=%s", job.task_name, job.attempts, again)


@app.periodic(cron="23 3 * * *")
@app.task(name="project.forget_jobs", queueing_lock="forget_jobs", pass_context=False)
async def forget_jobs(timestamp: int) -> None:  # noqa: ARG001 - given by the clock
    """Forget jobs that ended two weeks ago; their acts are in the record."""
    await app.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, include_failed=True)
