"""Addresses of triage."""

from lycaon.workbench.people.doors import door
from lycaon.workbench.triage import views
from lycaon.workbench.triage.verbs import DECIDE_OFFER, HAND_ON_DECISIONS, SEE_QUEUE, UNDO_DECISION

app_name = "triage"
urlpatterns = [
    door("", views.first, SEE_QUEUE, name="first"),
    door("agreement/", views.agreement, SEE_QUEUE, name="agreement"),
    door("decisions.jsonl", views.handed_on, HAND_ON_DECISIONS, name="hand-on"),
    door("decisions/<int:number>/undo/", views.undo, UNDO_DECISION, name="undo"),
    door("<str:reference>/", views.shown, SEE_QUEUE, name="offer"),
    door("<str:reference>/decide/", views.decide, DECIDE_OFFER, name="decide"),
]
