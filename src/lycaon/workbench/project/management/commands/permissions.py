"""Prints the permission matrix, for people or with ``--json`` for machines."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from lycaon.workbench.project.matrix import rows, table


class Command(BaseCommand):
    """``python -m lycaon.workbench.project.manage permissions``."""

    help = "Print the permission matrix."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as data")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps([asdict(row) for row in rows()], indent=1) if options["json"] else table())
