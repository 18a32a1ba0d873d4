"""Two organisations learn that both work on the same, and neither learns anything else."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.cases_of_tests import a_case
from tests.workbench.people_of_tests import World, a_person, an_organisation

from lycaon.errors import NotAllowedError, WithheldError, WrongStateError
from lycaon.workbench.cases.models import Case
from lycaon.workbench.deconfliction import actions
from lycaon.workbench.deconfliction.access import met_for
from lycaon.workbench.deconfliction.keys import Identifier, OwnKeys, identity_of, key, signed_by
from lycaon.workbench.deconfliction.models import Enquiry, Key
from lycaon.workbench.deconfliction.today import changed
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Agreement, Organisation
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.privacy.sweeping import sweep_all
from lycaon.workbench.record.models import Event

Browser = Callable[[Actor | None], Client]


@pytest.fixture
def agreed(world: World) -> World:
    """Both houses of the installation may ask and tell each other."""
    an_agreement(world.host, world.stranger, "deconfliction")
    an_agreement(world.stranger, world.host, "deconfliction")
    return world


def cases_of_both(world: World, theirs: str) -> tuple[Case, Case]:
    """Our case with an offer of one account, and one of the other house whose account has a name of its own."""
    return a_case(world[Role.LEAD], 1, seller="plumes_du_sud"), a_case(world.stranger_lead, 1, seller=theirs)


@pytest.mark.parametrize(
    ("theirs", "changes", "matched"),
    [
        ("plumes_du_sud", {"listing_id": "swapyard.example:x"}, {"account"}),
        (" Plumes_du_Sud", {"listing_id": "swapyard.example:x"}, {"account"}),
        ("somebody_else", {}, {"offer"}),
        ("plumes_du_sud", {}, {"account", "offer"}),
        ("somebody_else", {"listing_id": "swapyard.example:x"}, set()),
    ],
)
def test_a_match_is_told_by_kind_and_nothing_else(
    agreed: World, theirs: str, changes: dict[str, str], matched: set[str]
) -> None:
    ours = a_case(agreed[Role.LEAD], 1, seller="plumes_du_sud")
    a_case(agreed.stranger_lead, 1, seller=theirs, **changes)
    enquiry = actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
    assert {one.kind for one in enquiry.keys.filter(is_match=True)} == matched
    assert (enquiry.keys.count(), enquiry.answered_at is not None) == (2, True)


def test_both_sides_learn_of_it_and_of_nothing_more(agreed: World, browser_of: Browser) -> None:
    ours, theirs = cases_of_both(agreed, "plumes_du_sud")
    enquiry = actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
    since = timezone.now() - timedelta(hours=1)
    page = browser_of(agreed[Role.LEAD]).get(f"/deconfliction/{enquiry.reference}/").content.decode()
    assert ("match" in page, theirs.reference in page) == (True, False)
    there = browser_of(agreed.stranger_lead)
    listed = there.get("/deconfliction/").content.decode()
    assert (theirs.reference in listed, "Host" in listed) == (True, True)
    for secret in (ours.reference, enquiry.reference, "plumes_du_sud", ours.title):
        assert secret not in listed
    assert there.get(f"/deconfliction/{enquiry.reference}/").status_code == 404
    assert [theirs.reference in one.words for one in changed(agreed.stranger_lead, since)] == [True]
    assert [ours.reference in one.words for one in changed(agreed[Role.LEAD], since)] == [True]


def test_who_is_no_member_of_the_case_learns_nothing(agreed: World) -> None:
    ours, theirs = cases_of_both(agreed, "plumes_du_sud")
    Case.objects.filter(pk=theirs.pk).update(is_restricted=True)
    actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
    other = a_person(Role.LEAD, at=agreed.stranger)
    assert met_for(agreed.stranger_lead).count() > 0
    assert met_for(other).count() == 0


def test_nothing_in_the_tables_or_the_record_names_anybody(agreed: World) -> None:
    ours, _theirs = cases_of_both(agreed, "plumes_du_sud")
    actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
    with connection.cursor() as cursor:
        for table in ("deconfliction_enquiry", "deconfliction_key", "record_event"):
            cursor.execute(f"SELECT one::text FROM {table} AS one")  # noqa: S608 - of this list
            assert not any("plumes" in row[0] or "swapyard" in row[0] for row in cursor.fetchall()), table
    told = [json.loads(one.data) for one in Event.objects.filter(verb="deconflict").order_by("pk")]
    assert [one.get("matches") for one in told] == [None, 2] or told[-1]["keys"] == 2
    assert not any(row.key in str(told) for row in Key.objects.all()), "the record cannot forget; a key lapses"


def test_without_an_agreement_nobody_is_asked(world: World) -> None:
    ours, _theirs = cases_of_both(world, "plumes_du_sud")
    with pytest.raises(WithheldError, match="no_agreement"):
        actions.ask(world[Role.LEAD], ours, world.stranger)
    assert not Enquiry.objects.exists()


def test_an_agreement_one_way_lets_ask_and_not_tell(world: World) -> None:
    an_agreement(world.host, world.stranger, "deconfliction")
    ours, _theirs = cases_of_both(world, "plumes_du_sud")
    enquiry = actions.ask(world[Role.LEAD], ours, world.stranger)
    assert enquiry.answered_at is None
    assert {one.is_match for one in enquiry.keys.all()} == {None}


def test_an_agreement_that_ended_opens_nothing(agreed: World) -> None:
    ours, _theirs = cases_of_both(agreed, "plumes_du_sud")
    Agreement.objects.update(ended_on=timezone.localdate())
    with pytest.raises(WithheldError, match="has ended"):
        actions.ask(agreed[Role.LEAD], ours, agreed.stranger)


def test_closed_cases_and_forgotten_handles_match_nothing(agreed: World) -> None:
    ours, theirs = cases_of_both(agreed, "plumes_du_sud")
    Case.objects.filter(pk=theirs.pk).update(
        closed_at=timezone.now(), closing_reason="done", keep_until=timezone.localdate()
    )
    assert not actions.ask(agreed[Role.LEAD], ours, agreed.stranger).keys.filter(is_match=True).exists()
    Case.objects.filter(pk=ours.pk).update(
        closed_at=timezone.now(), closing_reason="done", keep_until=timezone.localdate()
    )
    ours.refresh_from_db()
    with pytest.raises(WrongStateError, match="closed"):
        actions.ask(agreed[Role.LEAD], ours, agreed.stranger)


@pytest.mark.parametrize("limit", ["one", "day", "month"])
def test_nobody_tries_handles_through(agreed: World, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    ours, _theirs = cases_of_both(agreed, "plumes_du_sud")
    if limit == "one":
        monkeypatch.setattr(actions, "MOST_KEYS", 1)
    else:
        time = timedelta(days=1 if limit == "day" else 30)
        monkeypatch.setattr(actions, "LIMITS", {**actions.LIMITS, limit: (time, 3)})
        first = actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
        assert actions.asked_within(agreed.host, agreed.stranger)[limit] == 2
        assert actions.asked_within(agreed.stranger, agreed.host)[limit] == 0
    with pytest.raises(WrongStateError, match="Too much"):
        actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
    if limit != "one":
        Enquiry.objects.filter(pk=first.pk).update(asked_at=timezone.now() - timedelta(days=31))
        assert actions.ask(agreed[Role.LEAD], ours, agreed.stranger).keys.count() == 2


def test_keys_lapse_after_ninety_days(agreed: World) -> None:
    ours, _theirs = cases_of_both(agreed, "plumes_du_sud")
    enquiry = actions.ask(agreed[Role.LEAD], ours, agreed.stranger)
    assert enquiry.expires_at - enquiry.asked_at >= timedelta(days=90) - timedelta(seconds=5)
    sweep_all(Actor.software("retention"), now=timezone.now() + timedelta(days=89))
    assert Key.objects.count() == 2
    sweep_all(Actor.software("retention"), now=timezone.now() + timedelta(days=91))
    assert (Enquiry.objects.count(), Key.objects.count()) == (0, 0)


def test_only_people_of_cases_ask(agreed: World) -> None:
    ours, _theirs = cases_of_both(agreed, "plumes_du_sud")
    for role in (Role.REVIEWER, Role.ADMINISTRATOR, Role.PLATFORM_AGENT):
        with pytest.raises(NotAllowedError):
            actions.ask(agreed[role], ours, agreed.stranger)
    with pytest.raises(WrongStateError):
        actions.ask(agreed.stranger_lead, ours, agreed.host)  # a case of another house


def test_a_lead_asks_on_the_screen(agreed: World, browser_of: Browser) -> None:
    ours, _theirs = cases_of_both(agreed, "plumes_du_sud")
    lead = browser_of(agreed[Role.LEAD])
    assert lead.get(f"/deconfliction/ask/{ours.reference}/").status_code == 200
    sent = lead.post(f"/deconfliction/ask/{ours.reference}/", {"partner": agreed.stranger.reference})
    assert sent.status_code == 303
    assert lead.get(sent["Location"]).status_code == 200
    assert lead.get(sent["Location"] + "file/").status_code == 409, "this partner works here: nothing is carried"
    other = lead.post(
        f"/deconfliction/ask/{ours.reference}/", {"partner": agreed.organisations[Kind.PLATFORM].reference}
    )
    assert other.status_code == 422


# Between installations: one database stands for both, the key of the installation changes with who acts.


class Two:
    """Two installations that know each other's keys."""

    def __init__(self, world: World, settings: Any) -> None:
        self.world, self.settings = world, settings
        self.a_lead, self.b_lead = world[Role.LEAD], world.stranger_lead
        self.b_known_to_a = an_organisation(Kind.NGO, name="B, as A knows it")
        self.a_known_to_b = an_organisation(Kind.NGO, name="A, as B knows it")
        administrator = a_person(Role.ADMINISTRATOR, at=world.stranger)
        self.at("b")
        identity_of_b = actions.own_keys().identity.words
        self.at("a")
        actions.keep_partner_key(world[Role.ADMINISTRATOR], self.b_known_to_a, identity_of_b)
        identity_of_a = actions.own_keys().identity.words
        self.at("b")
        actions.keep_partner_key(administrator, self.a_known_to_b, identity_of_a)
        for one, other in ((world.host, self.b_known_to_a), (world.stranger, self.a_known_to_b)):
            an_agreement(one, other, "deconfliction")
        self.at("a")

    def at(self, which: str) -> None:
        self.settings.DECONFLICTION_KEY = which * 40


@pytest.fixture
def two(world: World, settings: Any) -> Two:
    return Two(world, settings)


def asked(two: Two, theirs: str = "plumes_du_sud") -> tuple[Enquiry, bytes]:
    ours, _theirs = cases_of_both(two.world, theirs)
    two.at("a")
    enquiry = actions.ask(two.a_lead, ours, two.b_known_to_a)
    return enquiry, actions.enquiry_file(two.a_lead, enquiry)


@pytest.mark.parametrize(("theirs", "matches"), [("plumes_du_sud", 2), ("somebody_else", 1)])
def test_two_installations_compare_by_files(two: Two, theirs: str, matches: int) -> None:
    enquiry, paper = asked(two, theirs)
    assert enquiry.answered_at is None
    assert b"plumes" not in paper
    two.at("b")
    brought = actions.take_file(two.b_lead, paper)
    assert (brought.asker, brought.case, brought.keys.filter(is_match=True).count()) == (
        two.a_known_to_b,
        None,
        matches,
    )
    assert met_for(two.b_lead).count() == matches
    answer = actions.answer_file(two.b_lead, brought)
    two.at("a")
    told = actions.take_file(two.a_lead, answer)
    assert (told.pk, told.keys.filter(is_match=True).count()) == (enquiry.pk, matches)
    assert told.answered_at is not None


def test_the_files_go_by_the_screen(two: Two, browser_of: Browser) -> None:
    enquiry, _paper = asked(two)
    carried = browser_of(two.a_lead).get(f"/deconfliction/{enquiry.reference}/file/")
    assert "attachment" in carried["Content-Disposition"]
    two.at("b")
    there = browser_of(two.b_lead)
    taken = there.post("/deconfliction/take/", {"file": SimpleUploadedFile("e.json", carried.content)})
    assert taken.status_code == 303
    answer = there.get(taken["Location"] + "file/")
    two.at("a")
    home = browser_of(two.a_lead).post("/deconfliction/take/", {"file": SimpleUploadedFile("a.json", answer.content)})
    assert home.status_code == 303
    refused = browser_of(two.a_lead).post("/deconfliction/take/", {"file": SimpleUploadedFile("a.json", b"{}")})
    assert refused.status_code == 422


def altered(paper: bytes, **changes: object) -> bytes:
    outer = json.loads(paper)
    body = json.loads(outer["body"]) | changes
    return json.dumps({**outer, "body": json.dumps(body)}).encode()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda paper: altered(paper, keys=["0" * 64]), "not signed"),
        (lambda paper: altered(paper, sender="A" * 86 + "=="), "not signed"),
        (lambda paper: altered(paper, what="other"), "no file"),
        (lambda paper: altered(paper, keys=["../x"]), "no file"),
        (lambda paper: altered(paper, until="2099-01-01"), "no file"),
        (lambda paper: paper[:-20], "no file"),
        (lambda paper: b"[]", "no file"),
        (lambda paper: b"\xff\xfe", "no file"),
        (lambda paper: b"[" * 50_000, "no file"),
    ],
)
def test_what_nobody_signed_is_not_taken(two: Two, change: Callable[[bytes], bytes], says: str) -> None:
    _enquiry, paper = asked(two)
    two.at("b")
    with pytest.raises(WrongStateError, match=says):
        actions.take_file(two.b_lead, change(paper))
    assert Enquiry.objects.count() == 1


def test_a_file_is_taken_once_by_whom_it_is_for_and_in_its_time(two: Two) -> None:
    enquiry, paper = asked(two)
    with pytest.raises(WrongStateError, match="not signed"):
        actions.take_file(two.a_lead, paper)  # our own
    two.at("b")
    brought = actions.take_file(two.b_lead, paper)
    with pytest.raises(WrongStateError, match="taken already"):
        actions.take_file(two.b_lead, paper)
    answer = actions.answer_file(two.b_lead, brought)
    two.at("a")
    actions.take_file(two.a_lead, answer)
    with pytest.raises(WrongStateError, match="answers nothing"):
        actions.take_file(two.a_lead, answer)
    Enquiry.objects.filter(pk=enquiry.pk).update(expires_at=timezone.now())
    enquiry.refresh_from_db()
    with pytest.raises(WrongStateError, match="lapsed"):
        actions.enquiry_file(two.a_lead, enquiry)


def test_the_agreement_is_asked_again_when_a_file_is_fetched(two: Two) -> None:
    enquiry, _paper = asked(two)
    Agreement.objects.update(ended_on=timezone.localdate())
    with pytest.raises(WithheldError, match="has ended"):
        actions.enquiry_file(two.a_lead, enquiry)


def test_outside_enquiries_are_limited_too(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    _enquiry, paper = asked(two)
    two.at("b")
    monkeypatch.setattr(actions, "MOST_KEYS", 1)
    with pytest.raises(WrongStateError, match="Too much"):
        actions.take_file(two.b_lead, paper)


def test_no_third_installation_can_make_the_same_keys() -> None:
    a, b, c = (OwnKeys(name.encode() * 40) for name in "abc")
    assert a.with_partner(b.identity) == b.with_partner(a.identity)
    assert len({a.with_partner(b.identity), a.with_partner(c.identity), b.with_partner(c.identity)}) == 3
    one = Identifier("account", "ads.example", "joe")
    assert key(a.with_partner(b.identity), "E-1", one) != key(c.with_partner(b.identity), "E-1", one)
    assert key(a.within("O-1", "O-2"), "E-1", one) == key(a.within("O-2", "O-1"), "E-1", one)
    assert key(a.within("O-1", "O-2"), "E-1", one) != key(a.within("O-1", "O-3"), "E-1", one)
    assert identity_of(a.identity.words) == a.identity
    assert signed_by(a.identity, b"x", a.sign(b"x"))
    assert not signed_by(a.identity, b"y", a.sign(b"x"))
    assert not signed_by(a.identity, b"x", b"short")


@pytest.mark.parametrize("words", ["", "no key", "QUJD", "A" * 86 + "=", "é" * 88])
def test_what_is_no_key_is_refused(world: World, words: str) -> None:
    with pytest.raises(WrongStateError):
        actions.keep_partner_key(world[Role.ADMINISTRATOR], world.stranger, words)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["account", "offer"]))
def test_two_names_have_two_keys(one: str, other: str, kind: str) -> None:
    import unicodedata

    def folded(name: str) -> str:
        return unicodedata.normalize("NFKC", name).strip().casefold().replace("\n", " ")

    same = key(b"s", "E-1", Identifier(kind, "a", one)) == key(b"s", "E-1", Identifier(kind, "a", other))
    assert same is (folded(one) == folded(other))


def test_an_administrator_keeps_a_partners_key(world: World, browser_of: Browser) -> None:
    partner = Organisation.objects.get(pk=world.stranger.pk)
    identity = OwnKeys(b"b" * 40).identity
    administrator = browser_of(world[Role.ADMINISTRATOR])
    address = f"/deconfliction/partners/{partner.reference}/"
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"identity": identity.words}).status_code == 303
    assert administrator.post(address, {"identity": actions.own_keys().identity.words}).status_code == 422
    event = Event.objects.get(verb="keep_partner_key")
    assert identity.fingerprint in event.data
    assert Offer.objects.count() == 0
