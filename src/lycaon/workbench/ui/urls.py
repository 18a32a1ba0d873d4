"""Addresses of the pages that belong to no app."""

from django.urls import path

from lycaon.workbench.ui import views

app_name = "ui"
urlpatterns = [
    path("preferences/", views.keep_preferences, name="preferences"),
    path("keys/", views.keys, name="keys"),
]
