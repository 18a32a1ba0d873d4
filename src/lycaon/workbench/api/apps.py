"""How Django knows this app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The HTTP interface."""

    name = "lycaon.workbench.api"
    label = "api"
