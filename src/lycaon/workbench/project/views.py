"""The start page."""

from django.http import HttpResponse
from django.shortcuts import render

from lycaon.workbench.people.doors import Request


def home(request: Request) -> HttpResponse:
    """Show where to go."""
    return render(request, "project/home.html")
