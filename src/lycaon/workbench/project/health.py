"""The page that a watchman asks: does it answer, does the database, are the tables up to date, is the record whole."""

from dataclasses import asdict, dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


@dataclass(frozen=True, slots=True)
class Health:
    """What holds."""

    database: bool
    tables: bool
    """Whether every migration has run."""


def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 where all is well and 503 where not; says nothing of what the installation holds."""
    state = asdict(_health())
    return JsonResponse(state | {"well": all(state.values())}, status=200 if all(state.values()) else 503)


def _health() -> Health:
    try:
        executor = MigrationExecutor(connection)
        return Health(database=True, tables=not executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return Health(database=False, tables=False)
