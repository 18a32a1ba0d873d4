"""The door for a WSGI server: ``lycaon.workbench.project.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lycaon.workbench.project.settings")
application = get_wsgi_application()
