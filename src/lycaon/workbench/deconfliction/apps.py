"""How Django knows this app."""

from django.apps import AppConfig


class DeconflictionConfig(AppConfig):
    """Deconfliction between organisations."""

    name = "lycaon.workbench.deconfliction"
    label = "deconfliction"
