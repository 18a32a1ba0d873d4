"""Preferences, forms and the pages of failure."""

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lycaon.workbench.ui import views
from lycaon.workbench.ui.masthead import Entry, Masthead
from lycaon.workbench.ui.preferences import Preferences, Theme, read, write


@pytest.mark.parametrize(
    ("cookies", "wanted"),
    [({}, Preferences()), ({"lycaon_theme": "dark"}, Preferences(theme=Theme.DARK)), ({"lycaon_theme": "<b>"}, Preferences()),
     ({"lycaon_keys": "off"}, Preferences(keys=False)), ({"lycaon_keys": "x"}, Preferences())],
)  # fmt: skip
def test_preferences_are_read_from_cookies(cookies: dict[str, str], wanted: Preferences) -> None:
    request = HttpRequest()
    request.COOKIES = cookies
    assert read(request) == wanted


@pytest.mark.parametrize(
    ("asked", "kept"),
    [({"theme": "dark"}, {"lycaon_theme": "dark"}), ({"theme": "pink"}, {}), ({"language": "nl"}, {"lycaon_language": "nl"}),
     ({"language": "xx"}, {}), ({"keys": "off"}, {"lycaon_keys": "off"}), ({"keys": "perhaps", "other": "x"}, {})],
)  # fmt: skip
def test_only_what_is_a_preference_is_kept(asked: dict[str, str], kept: dict[str, str]) -> None:
    response = HttpResponse()
    write(response, asked)
    assert {name: one.value for name, one in response.cookies.items()} == kept


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/offers/?a=b", "/offers/?a=b"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_preferences_lead_back_and_never_elsewhere(back: str, to: str, db: None) -> None:
    response = Client().post("/preferences/", {"theme": "dark", "next": back})
    assert (response.status_code, response["Location"]) == (303, to)


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "/"), ("/offers/F-1/", "/offers/"), ("/offers", ""), ("/cases/", "/cases/"), ("/x/", "")],
)
def test_current_entry_is_the_one_that_says_most(path: str, current: str) -> None:
    head = Masthead(entries=tuple(Entry(label=url, url=url) for url in ("/", "/offers/", "/cases/")))
    found = head.current(path)
    assert (found.url if found else "") == current


@pytest.mark.parametrize("language", ["en", "fr", "de", "nl"])
@pytest.mark.parametrize(("view", "status"), [(views.bad_request, 400), (views.failed, 500)])
def test_a_page_of_failure_asks_nothing_of_the_database(view, status: int, language: str) -> None:
    from django.utils import translation

    request = RequestFactory().get("/")
    request.id = "abc123"
    with translation.override(language):
        response = view(request)
    assert response.status_code == status
    assert "abc123" in response.content.decode()
    assert f'lang="{language}"' in response.content.decode()


class _Form(forms.Form):
    address = forms.URLField(label="Address", help_text="Of the offer.", assume_scheme="https")
    why = forms.ChoiceField(label="Why", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


def test_a_form_says_first_what_is_wrong_and_keeps_what_was_typed() -> None:
    html = str(_Form({"address": "no address", "note": "kept <b>"}))
    summary, rest = html.split("</ul></div>", 1)
    assert 'href="#id_address"' in summary
    assert 'href="#id_why"' in summary
    assert "kept &lt;b&gt;" in rest
    assert 'aria-invalid="true"' in rest
    label, hint, error, field = (
        rest.index(one) for one in ('for="id_address"', "Of the offer.", "id_address_error", "<input")
    )
    assert label < hint < error < field
    assert 'aria-describedby="id_address_helptext id_address_error"' in rest
    assert rest.count("(optional)") == 1


def test_everything_that_can_be_shared_has_a_word() -> None:
    from lycaon.workbench.people.flows import things
    from lycaon.workbench.people.things import THINGS

    assert set(THINGS) == set(things())
