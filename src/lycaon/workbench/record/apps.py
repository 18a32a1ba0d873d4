"""How Django knows this app."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The record."""

    name = "lycaon.workbench.record"
    label = "record"
