"""What the interface does by the clock."""

from procrastinate.contrib.django import app

from lycaon.workbench.api.hooks import GIVE_UP_AFTER, deliver, over_tls
from lycaon.workbench.api.models import Hook


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="webhooks")
def tell_hooks(timestamp: int) -> None:  # noqa: ARG001 - the queue names the minute
    """Tell every webhook what it has not heard."""
    for hook in Hook.objects.filter(ended_at=None, failures__lt=GIVE_UP_AFTER).select_related("organisation"):
        deliver(hook, over_tls)
