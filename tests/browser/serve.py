"""The site that browser tests visit, in a process of its own: ``python -m tests.browser.serve``.

It fills the database that ``DATABASE_URL`` names, says on its first line where it listens and who may come in, and
serves until it is stopped.
"""

import json
import os
import socketserver
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import execute_from_command_line  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from lycaon.workbench.project.first_run import secret  # noqa: E402
from tests.browser.seed import SEEDERS, seed  # noqa: E402
from tests.browser.seed_agreements import seed_agreements  # noqa: E402


class _Threads(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a page that fails says so itself."""


def main() -> None:
    """Seed, announce, serve.

    With ``--empty`` nobody works on the site yet; with ``--people`` people do, and have no offers. With ``--worker`` do
    the jobs of a site that another process serves.
    """
    if "--worker" in sys.argv:
        execute_from_command_line(["lycaon", "procrastinate", "worker"])
        return
    seeders = [seed_agreements] if "--people" in sys.argv else SEEDERS
    seeded = None if "--empty" in sys.argv else seed(seeders)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Silent)
    told = {
        "url": f"http://127.0.0.1:{server.server_port}",
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": seeded.sessions if seeded else {},
        "names": seeded.names if seeded else {"secret": secret()},
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
