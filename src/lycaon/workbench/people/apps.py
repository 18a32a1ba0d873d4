"""How Django knows this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People and what they may do."""

    name = "lycaon.workbench.people"
    label = "people"
