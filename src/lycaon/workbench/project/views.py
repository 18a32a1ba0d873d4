"""The start page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lycaon.workbench.people.doors import Request
from lycaon.workbench.project.today import today


def home(request: Request) -> HttpResponse:
    """Show what waits for the reader, what is due, what changed."""
    now = timezone.now()
    return render(request, "project/today.html", {"today": today(request.actor, now), "now": timezone.localtime(now)})
