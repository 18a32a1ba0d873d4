"""Every address of the staff's web application. Each is a door with a verb; a test walks them all."""

from django.urls import include, path

from lycaon.workbench.api.urls import api_urls, tokens_urls
from lycaon.workbench.people.doors import door
from lycaon.workbench.people.permissions import PUBLIC, SIGNED_IN
from lycaon.workbench.project import first_run, health, views
from lycaon.workbench.ui import views as ui

_UI = [
    door("preferences/", ui.keep_preferences, PUBLIC, name="preferences"),
    door("keys/", ui.keys, PUBLIC, name="keys"),
]

urlpatterns = [
    door("", views.home, SIGNED_IN, name="home"),
    door("first-run/", first_run.first_run, PUBLIC, name="first-run"),
    door("health", health.health, PUBLIC, name="health"),
    path("offers/", include(("lycaon.workbench.offers.urls", "offers"), namespace="offers")),
    path("api/v1/", include((api_urls, "api"))),
    path("tokens/", include((tokens_urls, "tokens"))),
    path("triage/", include(("lycaon.workbench.triage.urls", "triage"), namespace="triage")),
    path("surveys/", include(("lycaon.workbench.surveys.urls", "surveys"), namespace="surveys")),
    path(
        "deconfliction/",
        include(("lycaon.workbench.deconfliction.urls", "deconfliction"), namespace="deconfliction"),
    ),
    path("cases/", include(("lycaon.workbench.cases.urls", "cases"), namespace="cases")),
    path("", include(("lycaon.workbench.correspondence.urls", "correspondence"), namespace="correspondence")),
    path("", include(("lycaon.workbench.people.urls", "people"), namespace="people")),
    path("privacy/", include(("lycaon.workbench.privacy.urls", "privacy"), namespace="privacy")),
    path("account/", include("lycaon.workbench.project.account_urls")),
    path("", include((_UI, "ui"))),
]

handler400 = "lycaon.workbench.ui.views.bad_request"
handler403 = "lycaon.workbench.ui.views.forbidden"
handler404 = "lycaon.workbench.ui.views.not_found"
handler500 = "lycaon.workbench.ui.views.failed"
