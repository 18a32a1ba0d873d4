"""Django's commands on this installation, with a database started where none is named."""

import os
import sys
from collections.abc import Sequence

from lycaon.workbench.project.database import Database, prepare, served
from lycaon.workbench.project.environment import Environment

SETTINGS = "lycaon.workbench.project.settings"


def manage(arguments: Sequence[str]) -> None:
    """Run one of Django's commands: ``manage(["runserver", "8000"])``.

    Raises:
        SetupError: the environment or the database cannot be used.
    """
    environment = Environment.read(os.environ)
    with served(environment.lycaon_home, environment.database_url, environment.database_owner_url) as database:
        enter(database)
        if arguments[:1] == ["migrate"]:
            migrate(database)
            return
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - needs the settings

        execute_from_command_line(["lycaon", *arguments])


def enter(database: Database) -> None:
    """Make ``database`` the one of this process and its children, and load the apps."""
    os.environ["DATABASE_URL"] = database.application_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415 - reads the settings

    django.setup()


def migrate(database: Database) -> None:
    """Bring the tables up to date as their owner, then take from the application what it must not have.

    Call after :func:`enter`. The connection of this process is the application's again when it returns.
    """
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from lycaon.workbench.project.database import django_settings  # noqa: PLC0415
    from lycaon.workbench.record.models import tables_of_record  # noqa: PLC0415

    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(django_settings(database.owner_url))
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        prepare(database, tables_of_record())
    finally:
        connection.close()
        connection.settings_dict.update(before)


if __name__ == "__main__":
    manage(sys.argv[1:])
