"""Addresses of cases."""

from lycaon.workbench.cases import deadline_views, views
from lycaon.workbench.cases.verbs import (
    CHOOSE_ROUTE,
    CLOSE_CASE,
    DO_STEP,
    JOIN_OFFER,
    KEEP_TASK,
    NAME_MEMBERS,
    OPEN_CASE,
    READ_CASE,
    RECORD_OUTCOME,
    SET_DEADLINE,
    SIGN_CASE,
    SKIP_STEP,
    WRITE_NOTE,
)
from lycaon.workbench.offers.verbs import KEEP_CAPTURE
from lycaon.workbench.people.doors import door

app_name = "cases"
urlpatterns = [
    door("", views.listed, READ_CASE, name="list"),
    door("open/", views.opened, OPEN_CASE, name="open"),
    door("deadlines/", deadline_views.listed, SET_DEADLINE, name="deadlines"),
    door("deadlines/<str:name>/", deadline_views.changed, SET_DEADLINE, name="deadline"),
    door("tasks/<str:reference>/finish/", views.finish, KEEP_TASK, name="finish"),
    door("<str:reference>/", views.shown, READ_CASE, name="case"),
    door("<str:reference>/steps/<str:name>/", views.step, DO_STEP, name="step"),
    door("<str:reference>/steps/<str:name>/leave-out/", views.leave_out, SKIP_STEP, name="leave-out"),
    door("<str:reference>/sign/", views.sign, SIGN_CASE, name="sign"),
    door("<str:reference>/route/", views.route, CHOOSE_ROUTE, name="route"),
    door("<str:reference>/members/", views.members, NAME_MEMBERS, name="members"),
    door("<str:reference>/tasks/", views.task, KEEP_TASK, name="task"),
    door("<str:reference>/notes/", views.note, WRITE_NOTE, name="note"),
    door("<str:reference>/outcomes/", views.outcome, RECORD_OUTCOME, name="outcome"),
    door("<str:reference>/offers/", views.join, JOIN_OFFER, name="join"),
    door("<str:reference>/offers/<str:offer>/out/", views.out, JOIN_OFFER, name="out"),
    door("<str:reference>/capture/", views.capture, KEEP_CAPTURE, name="capture"),
    door("<str:reference>/close/", views.close, CLOSE_CASE, name="close"),
    door("<str:reference>/open-again/", views.open_again, CLOSE_CASE, name="open-again"),
]
