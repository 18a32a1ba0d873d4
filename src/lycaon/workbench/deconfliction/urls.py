"""Addresses of deconfliction."""

from lycaon.workbench.deconfliction import views
from lycaon.workbench.deconfliction.verbs import DECONFLICT, KEEP_PARTNER_KEY
from lycaon.workbench.people.doors import door

app_name = "deconfliction"
urlpatterns = [
    door("", views.listed, DECONFLICT, name="list"),
    door("take/", views.taken, DECONFLICT, name="take"),
    door("ask/<str:reference>/", views.asked, DECONFLICT, name="ask"),
    door("partners/<str:reference>/", views.partner, KEEP_PARTNER_KEY, name="partner"),
    door("<str:reference>/", views.shown, DECONFLICT, name="enquiry"),
    door("<str:reference>/file/", views.handed, DECONFLICT, name="file"),
]
