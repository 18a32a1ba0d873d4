"""Calls are counted in a table of their own, in one statement each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0002_hooks_wait")]

    operations = [
        migrations.CreateModel(
            name="Called",
            fields=[
                (
                    "token",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="api.token",
                    ),
                ),
                ("minute", models.BigIntegerField()),
                ("calls", models.PositiveIntegerField()),
            ],
            options={"db_table": "api_called"},
        ),
    ]
