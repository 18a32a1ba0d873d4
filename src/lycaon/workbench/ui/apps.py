"""How Django knows this app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look of the workbench; it stands before all apps whose templates it overrides."""

    name = "lycaon.workbench.ui"
    label = "ui"
