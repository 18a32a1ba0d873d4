"""How Django knows this app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The data protection desk."""

    name = "lycaon.workbench.privacy"
    label = "privacy"
