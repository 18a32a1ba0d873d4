"""Nobody changes a row of the record, and the database chains what is added."""

from django.db import migrations

from lycaon.workbench.record.chain import FORGE
from lycaon.workbench.record.guard import guard


class Migration(migrations.Migration):
    """Triggers of the record."""

    dependencies = (("record", "0001_initial"),)
    operations = (FORGE, guard("record_event"), guard("record_link"), guard("record_read"))
