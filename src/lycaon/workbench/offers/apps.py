"""How Django knows this app."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """Offers."""

    name = "lycaon.workbench.offers"
    label = "offers"
