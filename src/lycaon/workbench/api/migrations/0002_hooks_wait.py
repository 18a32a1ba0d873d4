"""Webhooks follow the chain, not the numbers of events, and wait after a failure."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial"), ("record", "0002_chain")]

    operations = [
        migrations.AddField("hook", "next_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.RunSQL(
            "UPDATE api_hook SET after = coalesce((SELECT max(seq) FROM record_link WHERE event_id <= after), 0)",
            migrations.RunSQL.noop,
        ),
    ]
