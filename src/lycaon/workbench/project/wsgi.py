"""The door for a WSGI server: ``lycaon.workbench.project.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lycaon.workbench.project.settings")
application = get_wsgi_application()
# All screens are loaded here, before a server forks: the first reader does not wait, and the workers share them.
get_resolver().check()
