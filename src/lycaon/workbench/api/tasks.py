"""What the interface does by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lycaon.workbench.api.hooks import deliver, due, over_tls
from lycaon.workbench.api.models import Hook


@app.periodic(cron="* * * * *")
@app.task(name="api.tell_hooks", queueing_lock="webhooks")
def tell_hooks(timestamp: int) -> None:  # noqa: ARG001 - the queue names the minute
    """Put every address that has something to hear on the queue by itself: a slow one keeps no other waiting."""
    for reference in due(timezone.now()).values_list("reference", flat=True):
        tell_hook.defer(reference=reference)


@app.task(name="api.tell_hook")
def tell_hook(reference: str) -> None:
    """Tell one webhook what it has not heard."""
    hook = Hook.objects.filter(reference=reference).select_related("organisation").first()
    if hook is not None:
        deliver(hook, over_tls)
