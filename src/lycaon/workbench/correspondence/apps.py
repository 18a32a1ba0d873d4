"""How Django knows this app."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """Correspondence."""

    name = "lycaon.workbench.correspondence"
    label = "correspondence"
