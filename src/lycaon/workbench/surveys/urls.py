"""Addresses of surveys."""

from lycaon.workbench.people.doors import door
from lycaon.workbench.surveys import views
from lycaon.workbench.surveys.verbs import (
    CODE_OFFER,
    OBSERVE,
    PLAN_SURVEY,
    PUBLISH_SURVEY,
    SEE_SURVEYS,
    SETTLE_CODES,
)

app_name = "surveys"
urlpatterns = [
    door("", views.index, SEE_SURVEYS, name="list"),
    door("new/", views.new, PLAN_SURVEY, name="new"),
    door("<str:reference>/", views.plan, SEE_SURVEYS, name="plan"),
    door("<str:reference>/change/", views.change, PLAN_SURVEY, name="change"),
    door("<str:reference>/freeze/", views.freeze, PLAN_SURVEY, name="freeze"),
    door("<str:reference>/plan.json", views.frozen_plan, SEE_SURVEYS, name="frozen"),
    door("<str:reference>/observe/", views.observe, OBSERVE, name="observe"),
    door("<str:reference>/code/", views.desk, CODE_OFFER, name="desk"),
    door("<str:reference>/code/<str:ad_id>/", views.code, CODE_OFFER, name="code"),
    door("<str:reference>/agreement/", views.agreement, SEE_SURVEYS, name="agreement"),
    door("<str:reference>/settle/<str:ad_id>/", views.settle, SETTLE_CODES, name="settle"),
    door("<str:reference>/close/", views.close, SETTLE_CODES, name="close"),
    door("<str:reference>/report/", views.report, SEE_SURVEYS, name="report"),
    door("<str:reference>/report/make/", views.make_report, PUBLISH_SURVEY, name="make"),
    door("<str:reference>/report/<path:name>", views.report_file, SEE_SURVEYS, name="file"),
    door("<str:reference>/comparison/", views.comparison, SEE_SURVEYS, name="comparison"),
]
