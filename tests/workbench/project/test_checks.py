"""Production mode does not start while anything unsafe is set, and each unsafe thing alone stops it."""

from pathlib import Path
from typing import Any

import pytest
from django.core import checks as django_checks
from django.db import connection
from tests.workbench.people_of_tests import World

from lycaon.errors import SetupError
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.project.checks import faults, refuse_if_unsafe
from lycaon.workbench.project.database import Embedded, django_settings
from lycaon.workbench.project.environment import Environment, Mode

SAFE: dict[str, Any] = {
    "lycaon_mode": Mode.PRODUCTION, "lycaon_url": "https://desk.example.org", "allowed_hosts": ("desk.example.org",),
    "email_url": "smtps://u:p@mail.example.org", "email_from": "Desk <desk@example.org>",
    "database_url": "postgresql://lycaon_app@db/lycaon", "database_owner_url": "postgresql://lycaon_owner@db/lycaon",
}  # fmt: skip
SAFE_SETTINGS = {"SECOND_FACTOR_REQUIRED": True, "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True}


@pytest.fixture
def safe(world: World, settings: Any) -> World:
    """A world in which nothing is unsafe."""
    for name, value in SAFE_SETTINGS.items():
        setattr(settings, name, value)
    Organisation.objects.filter(is_host=True).update(
        controller_name="Host", controller_address="Street 1", controller_email="c@example.org"
    )
    return world


def codes(**changes: Any) -> list[str]:
    return [one.code for one in faults(Environment(**SAFE | changes))]


def test_what_is_safe_starts(safe: World) -> None:
    assert codes() == []
    refuse_if_unsafe(Environment(**SAFE))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lycaon_url": "http://desk.example.org"}, "address"),
        ({"allowed_hosts": ("*", "desk.example.org")}, "hosts"),
        ({"allowed_hosts": ("other.example.org",)}, "host_of_address"),
        ({"email_url": ""}, "mail"),
        ({"email_url": "smtp://mail.example.org:25?tls=0"}, "mail_tls"),
        ({"email_from": "Lycaon <lycaon@localhost>"}, "sender"),
        ({"database_owner_url": "postgresql://lycaon_app@db/lycaon"}, "owner"),
    ],
)
def test_an_unsafe_environment_is_refused(safe: World, change: dict[str, Any], code: str) -> None:
    assert codes(**change) == [code]
    with pytest.raises(SetupError, match=code):
        refuse_if_unsafe(Environment(**SAFE | change))
    refuse_if_unsafe(Environment(**SAFE | change | {"lycaon_mode": Mode.DEMO}))


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "debug"),
        ("SECRET_KEY", "x" * 60, "secret_key"),
        ("SECRET_KEY", "short", "secret_key"),
        ("SELLER_KEY", "short", "seller_key"),
        ("SECOND_FACTOR_REQUIRED", False, "second_factor"),
        ("SESSION_COOKIE_SECURE", False, "cookies"),
    ],
)
def test_an_unsafe_setting_is_refused(safe: World, settings: Any, name: str, value: Any, code: str) -> None:
    setattr(settings, name, value)
    assert codes() == [code]


def test_a_house_without_controller_or_at_all_is_refused(safe: World) -> None:
    Organisation.objects.filter(is_host=True).update(controller_address="")
    assert codes() == ["controller"]
    Organisation.objects.filter(is_host=True).update(is_host=False)
    assert codes() == ["house"]


def test_made_up_people_are_refused(safe: World) -> None:
    Person.objects.filter(pk=safe.stranger_lead.person.pk).update(is_made_up=True)  # type: ignore[union-attr]
    assert codes() == ["made_up"]


def test_the_owner_of_the_tables_is_no_role_for_the_application(own_database: Any, embedded: Embedded) -> None:
    connection.close()
    connection.settings_dict.update(django_settings(own_database.owner_url))
    assert "record" in codes()


def test_django_knows_the_checks(safe: World) -> None:
    ids = {message.id for message in django_checks.run_checks(include_deployment_checks=True)}
    assert "lycaon.address" in ids  # the installation of the tests is a demonstration


def test_a_setting_that_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    for environ, words in (
        ({"LYCAON_MODE": "prod"}, "demo or production"),
        ({"TRUSTED_PROXY": "yes"}, "1 or 0"),
    ):
        with pytest.raises(SetupError, match=words):
            Environment.read({"LYCAON_HOME": str(tmp_path)} | environ)
