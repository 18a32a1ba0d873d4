"""How Django knows this app."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys."""

    name = "lycaon.workbench.surveys"
    label = "surveys"
