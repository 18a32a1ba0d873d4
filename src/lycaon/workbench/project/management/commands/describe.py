"""Prints the description of the interface, from which clients are made."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from typing_extensions import override

from lycaon.workbench.api.operations import api


class Command(BaseCommand):
    """``python -m lycaon.workbench.project.manage describe``."""

    help = "Print the OpenAPI description of the interface."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1))
