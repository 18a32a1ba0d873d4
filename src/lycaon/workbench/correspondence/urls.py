"""Addresses of notices, information logs and requests, in the house and in the portal of partners."""

from lycaon.workbench.correspondence import portal_views, views
from lycaon.workbench.correspondence.verbs import (
    ANSWER_NOTICE,
    DRAFT_NOTICE,
    FOLLOW_NOTICE,
    KEEP_FLAGGER,
    READ_NOTICE,
    REVIEW_NOTICE,
    SEE_FIGURES,
    SEE_OWN_NOTICES,
    SEND_NOTICE,
    WITHDRAW_NOTICE,
)
from lycaon.workbench.people.doors import door

app_name = "correspondence"
urlpatterns = [
    door("notices/", views.listed, READ_NOTICE, name="notices"),
    door("notices/draft/<str:reference>/", views.drafted, DRAFT_NOTICE, name="draft"),
    door("notices/figures/", views.figured, SEE_FIGURES, name="figures"),
    door("notices/addresses/", views.contact, KEEP_FLAGGER, name="contact"),
    door("notices/trusted-flagger/", views.flagger, KEEP_FLAGGER, name="flagger"),
    door("notices/statements/", views.filed, FOLLOW_NOTICE, name="file-statement"),
    door("notices/mails/<str:reference>/", views.cleared, SEND_NOTICE, name="clear"),
    door("notices/<str:reference>/", views.shown, READ_NOTICE, name="notice"),
    door("notices/<str:reference>/review/", views.reviewed, REVIEW_NOTICE, name="review"),
    door("notices/<str:reference>/change/", views.back_to_draft, DRAFT_NOTICE, name="redraft"),
    door("notices/<str:reference>/send/", views.sent, SEND_NOTICE, name="send"),
    door("notices/<str:reference>/receipt/", views.received, FOLLOW_NOTICE, name="receipt"),
    door("notices/<str:reference>/decision/", views.decided, FOLLOW_NOTICE, name="decision"),
    door("notices/<str:reference>/look-again/", views.revisited, FOLLOW_NOTICE, name="revisit"),
    door("notices/<str:reference>/complaint/", views.complained, FOLLOW_NOTICE, name="complaint"),
    door("notices/<str:reference>/settle/", views.settled, FOLLOW_NOTICE, name="settle"),
    door("notices/<str:reference>/no-answer/", views.unanswered, FOLLOW_NOTICE, name="no-answer"),
    door("notices/<str:reference>/close/", views.closed, FOLLOW_NOTICE, name="close"),
    door("notices/<str:reference>/withdraw/", views.withdrawn, WITHDRAW_NOTICE, name="withdraw"),
    door("notices/<str:reference>/file/", views.downloaded, READ_NOTICE, name="file"),
    door("portal/notices/", portal_views.notices, SEE_OWN_NOTICES, name="portal-notices"),
    door("portal/notices/statements/", portal_views.uploaded, ANSWER_NOTICE, name="portal-statement"),
    door("portal/notices/<str:reference>/", portal_views.notice, SEE_OWN_NOTICES, name="portal-notice"),
    door("portal/notices/<str:reference>/answer/", portal_views.answered, ANSWER_NOTICE, name="portal-answer"),
    door("portal/notices/<str:reference>/take-up/", portal_views.taken_up, ANSWER_NOTICE, name="portal-take-up"),
    door("portal/notices/<str:reference>/file/", portal_views.notice_file, SEE_OWN_NOTICES, name="portal-notice-file"),
]
