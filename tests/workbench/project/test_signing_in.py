"""Signing in: a password, a second factor, a fresh session; slowed down for whoever guesses."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.workbench.people_of_tests import PASSWORD, World

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Person
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.models import Event

INVENTED_KEYS = (
    "", "{}", "[]", "{", "null", '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "eHg=", "rawId": "eHg=", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "o2A"}}',
)  # fmt: skip

LOGIN = "/account/log-in/"


@pytest.fixture(autouse=True)
def _forget_attempts(db: None) -> None:
    cache.clear()


@pytest.fixture
def person(world: World) -> Person:
    found = world[Role.ANALYST].person
    assert found is not None
    return found


def sign_in(client: Client, person: Person, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": person.email, "password": password})


def test_a_password_lets_in_and_starts_a_new_session(client: Client, person: Person) -> None:
    client.get(LOGIN)
    client.cookies["sessionid"] = "chosen-by-the-attacker-000000000"
    assert sign_in(client, person).headers["Location"] == "/"
    assert client.cookies["sessionid"].value != "chosen-by-the-attacker-000000000"
    assert client.get("/").status_code == 200


def test_a_session_from_before_signing_in_is_not_the_one_after(client: Client, person: Person) -> None:
    client.post("/account/password/reset/", {"email": "nobody@example.org"})  # something that keeps a session
    before = client.session.session_key
    sign_in(client, person)
    assert client.session.session_key != before
    stolen = Client()
    stolen.cookies["sessionid"] = before or ""
    assert stolen.get("/").status_code == 302


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper()])
def test_a_wrong_password_does_not(client: Client, person: Person, password: str) -> None:
    assert sign_in(client, person, password).status_code == 200
    assert client.get("/").status_code == 302


def test_an_unknown_address_and_a_wrong_password_look_alike(client: Client, person: Person) -> None:
    def words(login: str) -> str:
        page = client.post(LOGIN, {"login": login, "password": "wrong"}).content.decode()
        return re.sub(r'value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"', "", page)

    assert words(person.email) == words("nobody@example.org")
    asked = [
        client.post("/account/password/reset/", {"email": email}) for email in (person.email, "nobody@example.org")
    ]
    assert asked[0].status_code == asked[1].status_code == 302
    assert asked[0].headers["Location"] == asked[1].headers["Location"]


def test_guessing_is_slowed_down(client: Client, person: Person) -> None:
    for _ in range(5):
        sign_in(client, person, "wrong")
    assert sign_in(client, person).status_code == 200  # the right one, too late
    assert client.get("/").status_code == 302
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(other, person).status_code == 200  # from elsewhere, the same account


def test_codes_of_the_second_factor_cannot_be_guessed(client: Client, person: Person) -> None:
    totp.TOTP.activate(person, totp.generate_totp_secret())
    sign_in(client, person)
    answers = [client.post("/account/second-factor/enter/", {"code": f"{n:06}"}) for n in range(12)]
    assert client.get("/").status_code == 302
    assert b"Too many" in answers[-1].content or answers[-1].status_code == 429


@pytest.mark.parametrize("credential", INVENTED_KEYS)
def test_an_invented_key_lets_nobody_in(client: Client, person: Person, credential: str) -> None:
    totp.TOTP.activate(person, totp.generate_totp_secret())
    sign_in(client, person)
    answer = client.post("/account/second-factor/enter/", {"credential": credential})
    assert answer.status_code in {200, 400}
    assert client.get("/").status_code == 302


def test_a_code_of_the_app_is_asked_for_and_lets_in_once(client: Client, person: Person) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    assert sign_in(client, person).headers["Location"].startswith("/account/second-factor/enter/")
    assert client.get("/").status_code == 302
    code = totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    written = totp.format_hotp_value(code)
    assert client.post("/account/second-factor/enter/", {"code": written}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    again = Client()
    sign_in(again, person)
    assert again.post("/account/second-factor/enter/", {"code": written}).status_code == 200
    assert again.get("/").status_code == 302


def test_a_recovery_code_lets_in_once(client: Client, person: Person) -> None:
    totp.TOTP.activate(person, totp.generate_totp_secret())
    [code, *_] = RecoveryCodes.activate(person).get_unused_codes()
    for status in (302, 200):
        browser = Client()
        sign_in(browser, person)
        assert browser.post("/account/second-factor/enter/", {"code": code}).status_code == status


def test_where_it_is_required_nothing_opens_before_it_is_set_up(
    world: World, person: Person, browser_of: Callable[[Actor | None], Client], settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = browser_of(world[Role.ANALYST])
    for address in ("/", "/offers/", "/cases/"):
        assert browser.get(address).headers["Location"] == "/account/second-factor/"
        assert browser.post(address).headers["Location"] == "/account/second-factor/"
    assert browser.get("/account/second-factor/").status_code == 200
    totp.TOTP.activate(person, totp.generate_totp_secret())
    assert browser.get("/").status_code == 200


def test_who_changes_a_factor_confirms_first(client: Client, person: Person) -> None:
    sign_in(client, person)
    for address in ("app/activate/", "keys/add/"):
        assert client.get(f"/account/second-factor/{address}").headers["Location"].startswith("/account/confirm/")
    assert client.post("/account/confirm/", {"password": "wrong"}).status_code == 200
    assert client.get("/account/second-factor/app/activate/").status_code == 302
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.get("/account/second-factor/app/activate/").status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        method | {"at": method["at"] - 16 * 60} for method in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get("/account/second-factor/app/activate/").status_code == 302


def test_a_key_is_offered_and_an_invented_one_refused(client: Client, person: Person) -> None:
    sign_in(client, person)
    client.post("/account/confirm/", {"password": PASSWORD})
    page = client.get("/account/second-factor/keys/add/").content.decode()
    [offered] = re.findall(r'<script id="js_data" type="application/json">(.*?)</script>', page)
    assert json.loads(offered)["creation_options"]["publicKey"]["rp"]["id"] == "testserver"
    for credential in INVENTED_KEYS:
        answer = client.post("/account/second-factor/keys/add/", {"name": "k", "credential": credential})
        assert answer.status_code in {200, 400}, credential
    assert not Authenticator.objects.filter(user=person).exists()


def test_sessions_are_listed_and_can_be_ended(client: Client, person: Person) -> None:
    elsewhere = Client(HTTP_USER_AGENT="Elsewhere/1.0")
    sign_in(elsewhere, person)
    sign_in(client, person)
    assert elsewhere.get("/").status_code == 200
    assert b"Elsewhere" in client.get("/account/sessions/").content
    client.post("/account/sessions/")
    assert (elsewhere.get("/").status_code, client.get("/").status_code) == (302, 200)
    assert UserSession.objects.filter(user=person).count() == 1


def test_signing_out_ends_the_session_and_only_by_post(client: Client, person: Person) -> None:
    sign_in(client, person)
    key = client.session.session_key
    client.get("/account/log-out/")
    assert client.get("/").status_code == 200
    client.post("/account/log-out/")
    stolen = Client()
    stolen.cookies["sessionid"] = key or ""
    assert stolen.get("/").status_code == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    for address in ("/account/signup/", "/account/sign-up/", "/account/email/", "/account/login/code/", "/admin/"):
        assert client.get(address).status_code == client.post(address).status_code == 404


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client: Client, person: Person, target: str) -> None:
    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize(
    "address", [LOGIN, "/people/enrol/", "/account/log-out/", "/preferences/", reverse("people:choose")]
)
def test_a_form_of_another_site_is_refused(
    world: World, browser_of: Callable[[Actor | None], Client], address: str
) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert world[Role.ADMINISTRATOR].person is not None
    careful.force_login(world[Role.ADMINISTRATOR].person)
    before = Event.objects.count()
    assert careful.post(address, {"name": "x", "kind": "ngo", "country": "FR", "languages": "en"}).status_code == 403
    foreign = careful.post(address, HTTP_ORIGIN="https://evil.example")
    assert foreign.status_code == 403
    assert (careful.get("/").status_code, Event.objects.count()) == (200, before)


def test_cookies_and_headers_keep_others_out(client: Client, person: Person) -> None:
    sign_in(client, person)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    headers = client.get("/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"].split(",")[0] in ("no-store", "max-age=0")
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy  # nobody else's server
