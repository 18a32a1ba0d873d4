"""How Django knows this app."""

from django.apps import AppConfig
from typing_extensions import override


class ProjectConfig(AppConfig):
    """Puts the workbench together."""

    name = "lycaon.workbench.project"
    label = "project"

    @override
    def ready(self) -> None:
        from lycaon.workbench.project.checks import register_checks  # noqa: PLC0415 - needs the apps

        register_checks()
