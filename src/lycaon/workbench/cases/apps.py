"""How Django knows this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "lycaon.workbench.cases"
    label = "cases"
