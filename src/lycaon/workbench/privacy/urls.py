"""Addresses of the data protection desk."""

from lycaon.workbench.people.doors import door
from lycaon.workbench.people.permissions import PUBLIC
from lycaon.workbench.privacy import head_views, views
from lycaon.workbench.privacy.verbs import (
    HOLD,
    KEEP_BREACH,
    KEEP_REQUEST,
    PUBLISH_HEAD,
    READ_LOG,
    READ_RECORD,
    SEE_DESK,
    SET_RETENTION,
    SIGN_ASSESSMENT,
    SWEEP,
)

app_name = "privacy"
urlpatterns = [
    door("", views.desk, SEE_DESK, name="desk"),
    door("register/", views.register_of_all, KEEP_BREACH, name="register-of-all"),
    door("sweep/", views.sweep, SWEEP, name="sweep"),
    door("periods/<slug:sweep>/", views.period, SET_RETENTION, name="period"),
    door("holds/place/", views.hold, HOLD, name="hold"),
    door("holds/<str:reference>/lift/", views.lift, HOLD, name="lift"),
    door("requests/take/", views.take, KEEP_REQUEST, name="take"),
    door("requests/<str:reference>/", views.subject_request, KEEP_REQUEST, name="request"),
    door("requests/<str:reference>/identity/", views.identity, KEEP_REQUEST, name="identity"),
    door("requests/<str:reference>/extend/", views.extend, KEEP_REQUEST, name="extend"),
    door("breaches/register/", views.register, KEEP_BREACH, name="register"),
    door("breaches/<str:reference>/", views.breach, KEEP_BREACH, name="breach"),
    door("breaches/<str:reference>/told/", views.told, KEEP_BREACH, name="told"),
    door("breaches/<str:reference>/close/", views.close, KEEP_BREACH, name="close"),
    door("assessment/", views.assess, SIGN_ASSESSMENT, name="assessment"),
    door("reads/", views.reads, READ_LOG, name="reads"),
    door("record/", views.record, READ_RECORD, name="record"),
    door("record/check/", views.check_record, READ_RECORD, name="check-record"),
    door("record/publish/", head_views.publish, PUBLISH_HEAD, name="publish-head"),
    door("heads/", head_views.listed, PUBLIC, name="heads"),
    door("heads/key.pem", head_views.key, PUBLIC, name="head-key"),
    door("heads/<int:seq>.<str:kind>", head_views.kept, PUBLIC, name="head-file"),
]
