"""Addresses of offers."""

from lycaon.workbench.offers import views
from lycaon.workbench.offers.verbs import KEEP_CAPTURE, READ_OFFER
from lycaon.workbench.people.doors import door

app_name = "offers"
urlpatterns = [
    door("", views.listed, READ_OFFER, name="list"),
    door("<str:reference>/", views.shown, READ_OFFER, name="offer"),
    door("<str:reference>/verdicts/", views.verdicts, READ_OFFER, name="verdicts"),
    door("<str:reference>/evidence/", views.captured, READ_OFFER, name="evidence"),
    door("<str:reference>/visit/", views.visit, KEEP_CAPTURE, name="visit"),
    door("<str:reference>/attach/", views.attached, KEEP_CAPTURE, name="attach"),
    door("<str:reference>/evidence/<str:store_id>/", views.captured, READ_OFFER, name="capture"),
    door("<str:reference>/evidence/<str:store_id>/pictures/<int:number>/", views.picture, READ_OFFER, name="picture"),
    door("<str:reference>/similar/", views.similar, READ_OFFER, name="similar"),
    door("<str:reference>/seller/", views.seller, READ_OFFER, name="seller"),
]
