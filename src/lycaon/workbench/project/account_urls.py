"""Addresses of signing in: those pages of allauth that we keep, each behind a verb.

What is not here does not exist: nobody signs up or changes an address by himself, or signs in without a password.
"""

from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponseBase
from django.urls import re_path

from lycaon.workbench.people.doors import View, door, guarded
from lycaon.workbench.people.permissions import OWN_ACCOUNT, PUBLIC
from lycaon.workbench.ui.views import bad_request


def _with_key(view: View) -> View:
    """Answer 400 where what came as a security key is none: the library that reads it raises instead."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (ValueError, TypeError, KeyError):
            if "credential" not in request.POST:
                raise
            return bad_request(request)

    return read


urlpatterns = [
    door("log-in/", account.login, PUBLIC, name="account_login"),
    door("log-out/", account.logout, OWN_ACCOUNT, name="account_logout"),
    door("inactive/", account.account_inactive, PUBLIC, name="account_inactive"),
    door("confirm/", account.reauthenticate, OWN_ACCOUNT, name="account_reauthenticate"),
    door("password/change/", account.password_change, OWN_ACCOUNT, name="account_change_password"),
    door("password/reset/", account.password_reset, PUBLIC, name="account_reset_password"),
    door("password/reset/sent/", account.password_reset_done, PUBLIC, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        guarded(account.password_reset_from_key, PUBLIC),
        name="account_reset_password_from_key",
    ),
    door(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        PUBLIC,
        name="account_reset_password_from_key_done",
    ),
    door("second-factor/", mfa.index, OWN_ACCOUNT, name="mfa_index"),
    door("second-factor/enter/", _with_key(mfa.authenticate), PUBLIC, name="mfa_authenticate"),
    door("second-factor/confirm/", _with_key(mfa.reauthenticate), OWN_ACCOUNT, name="mfa_reauthenticate"),
    door("second-factor/app/activate/", totp.activate_totp, OWN_ACCOUNT, name="mfa_activate_totp"),
    door("second-factor/app/deactivate/", totp.deactivate_totp, OWN_ACCOUNT, name="mfa_deactivate_totp"),
    door("second-factor/codes/", codes.view_recovery_codes, OWN_ACCOUNT, name="mfa_view_recovery_codes"),
    door("second-factor/codes/new/", codes.generate_recovery_codes, OWN_ACCOUNT, name="mfa_generate_recovery_codes"),
    door("second-factor/codes/file/", codes.download_recovery_codes, OWN_ACCOUNT, name="mfa_download_recovery_codes"),
    door("second-factor/keys/", webauthn.list_webauthn, OWN_ACCOUNT, name="mfa_list_webauthn"),
    door("second-factor/keys/add/", _with_key(webauthn.add_webauthn), OWN_ACCOUNT, name="mfa_add_webauthn"),
    door(
        "second-factor/keys/confirm/",
        _with_key(webauthn.reauthenticate_webauthn),
        OWN_ACCOUNT,
        name="mfa_reauthenticate_webauthn",
    ),
    door("second-factor/keys/<int:pk>/remove/", webauthn.remove_webauthn, OWN_ACCOUNT, name="mfa_remove_webauthn"),
    door("second-factor/keys/<int:pk>/edit/", webauthn.edit_webauthn, OWN_ACCOUNT, name="mfa_edit_webauthn"),
    door("sessions/", sessions.list_usersessions, OWN_ACCOUNT, name="usersessions_list"),
]
