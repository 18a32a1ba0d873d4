"""How Django knows this app."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Triage."""

    name = "lycaon.workbench.triage"
    label = "triage"
