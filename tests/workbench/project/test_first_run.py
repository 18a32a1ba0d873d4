"""The first page: who runs the installation is asked once, of whoever has the secret."""

import pytest
from django.test import Client
from django.urls import reverse

from lycaon.workbench.people.models import Membership, Organisation, Person
from lycaon.workbench.people.roles import Role
from lycaon.workbench.project.first_run import secret
from lycaon.workbench.record.models import Event

TOLD = {
    "organisation": "Wildlife Desk",
    "kind": "ngo",
    "country": "fr",
    "languages": ["fr", "en"],
    "time_zone": "Europe/Paris",
    "controller_name": "Wildlife Desk",
    "controller_address": "1 rue de l'Exemple",
    "controller_email": "privacy@desk.example",
    "name": "Ana",
    "email": "Ana@Desk.example",
    "password": "a tortoise crosses no border",
}


def address(word: str | None = None) -> str:
    return f"{reverse('first-run')}?secret={secret() if word is None else word}"


def test_the_house_and_its_administrator_are_made(db: None) -> None:
    client = Client()
    assert client.get(address()).status_code == 200
    assert client.post(address(), TOLD).status_code == 303
    house = Organisation.objects.get(is_host=True)
    assert (house.country, house.languages) == ("FR", ["fr", "en"])
    assert Membership.objects.get().roles == [Role.ADMINISTRATOR]
    assert Person.objects.get().check_password(TOLD["password"])
    assert {event.actor for event in Event.objects.all()} == {"lycaon:first_run"}
    assert client.get(address()).status_code == 404


@pytest.mark.parametrize("word", ["", "x", "é", "0" * 64])
def test_without_the_secret_there_is_no_such_page(db: None, word: str) -> None:
    assert Client().get(address(word)).status_code == 404
    assert Client().post(address(word), TOLD).status_code == 404
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password", "short"),
        ("password", "password1234"),
        ("email", "nowhere"),
        ("country", "France"),
        ("languages", []),
    ],
)
def test_what_is_missing_or_weak_is_said(db: None, name: str, value: object) -> None:
    answer = Client().post(address(), TOLD | {name: value})
    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_who_also_leads_gets_both_roles(db: None) -> None:
    Client().post(address(), TOLD | {"leads": "on"})
    assert Membership.objects.get().roles == [Role.ADMINISTRATOR, Role.LEAD]
