"""Addresses of the administration."""

from lycaon.workbench.people import agreement_views, consent_views, views
from lycaon.workbench.people.doors import door
from lycaon.workbench.people.permissions import OWN_ACCOUNT, PUBLIC
from lycaon.workbench.people.verbs import (
    CLOSE_ACCOUNT,
    GIVE_ROLES,
    INVITE,
    KEEP_AGREEMENT,
    KEEP_ORGANISATION,
    RECORD_CONSENT,
    SEE_AGREEMENTS,
    SEE_PEOPLE,
)

app_name = "people"
urlpatterns = [
    door("people/", views.index, SEE_PEOPLE, name="index"),
    door("people/enrol/", views.enrol, KEEP_ORGANISATION, name="enrol"),
    door("people/organisations/<str:reference>/", views.organisation, SEE_PEOPLE, name="organisation"),
    door("people/organisations/<str:reference>/change/", views.change, KEEP_ORGANISATION, name="change"),
    door("people/organisations/<str:reference>/end/", views.end, KEEP_ORGANISATION, name="end"),
    door("people/organisations/<str:reference>/invite/", views.invite, INVITE, name="invite"),
    door("people/invitations/<str:reference>/withdraw/", views.withdraw, INVITE, name="withdraw"),
    door("people/persons/<str:reference>/", views.person, SEE_PEOPLE, name="person"),
    door("people/persons/<str:reference>/roles/<str:organisation>/", views.roles, GIVE_ROLES, name="roles"),
    door("people/persons/<str:reference>/leave/<str:organisation>/", views.leave, GIVE_ROLES, name="leave"),
    door("people/persons/<str:reference>/close/", views.close, CLOSE_ACCOUNT, name="close"),
    door("people/persons/<str:reference>/second-factor/", views.forget_factor, CLOSE_ACCOUNT, name="forget-factor"),
    door("join/<str:token>/", views.join, PUBLIC, name="join"),
    door("acting-for/", views.choose, OWN_ACCOUNT, name="choose"),
    door("agreements/", agreement_views.agreements, SEE_AGREEMENTS, name="agreements"),
    door("agreements/draft/", agreement_views.draft, KEEP_AGREEMENT, name="draft"),
    door("agreements/<str:reference>/", agreement_views.agreement, SEE_AGREEMENTS, name="agreement"),
    door("agreements/<str:reference>/flows/", agreement_views.add, KEEP_AGREEMENT, name="add-flow"),
    door(
        "agreements/<str:reference>/flows/<int:number>/remove/",
        agreement_views.remove,
        KEEP_AGREEMENT,
        name="remove-flow",
    ),
    door("agreements/<str:reference>/sign/", agreement_views.sign, KEEP_AGREEMENT, name="sign"),
    door("agreements/<str:reference>/end/", agreement_views.end, KEEP_AGREEMENT, name="end-agreement"),
    door("consents/", consent_views.consents, RECORD_CONSENT, name="consents"),
    door("consents/origin/", consent_views.origin, RECORD_CONSENT, name="origin"),
    door("consents/<int:number>/", consent_views.consent, RECORD_CONSENT, name="consent"),
]
