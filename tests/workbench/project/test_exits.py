"""What an agreement denies is nowhere: every way out of the workbench is walked with real objects, and all bytes are read.

Each denied field holds a word of its own. A way out that nothing here opens is red, so that none can be added unseen.
"""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponseForbidden, HttpResponseNotFound
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence.test_requests import ORDER
from tests.workbench.correspondence_of_tests import a_draft, judged_offers
from tests.workbench.leavings import read_mail, read_out
from tests.workbench.people_of_tests import World, a_person
from tests.workbench.store_of_tests import a_capture, a_store
from tests.workbench.surveys_of_tests import a_survey

from lycaon.exchange import information_log
from lycaon.exchange.notice import Attachment, NamedTaxon
from lycaon.workbench.api import actions as api
from lycaon.workbench.api import hooks
from lycaon.workbench.api.models import Hook, Scope
from lycaon.workbench.api.verbs import KEEP_TOKENS
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.correspondence import actions, answering, log_actions, request_actions
from lycaon.workbench.correspondence.models import Channel, Log, Notice, Request, Sending
from lycaon.workbench.correspondence.posting import deliver
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import Decision, LogState, RequestState
from lycaon.workbench.offers.models import Capture, Offer
from lycaon.workbench.people import actions as people
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.mails import send_invitation
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.privacy import heads
from lycaon.workbench.privacy.models import Head
from lycaon.workbench.project import exits, urls
from lycaon.workbench.surveys.models import Survey
from lycaon.workbench.surveys.publication import home_of
from lycaon.workbench.surveys.states import State

WORKBENCH = Path(exits.__file__).parents[1]

ELSEWHERE = {
    "deconfliction.views.handed": "test_deconfliction.py looks into the files, which hold hashes alone",
    "api.hooks._posted": "carries what hooks.message made, which is read here; test_hooks.py",
    "api.hooks._to": "opens the connection of _posted; holds no data",
    "project.running._wait_for": "asks our own server whether it is up",
    "surveys.publication.make": "test_surveys.py reads every file of a publication for handles and references",
}
"""Ways out that are not opened here, and why."""

NOTHING_TO_SHOW = {
    "account_reset_password_from_key", "account_reauthenticate", "account_inactive", "mfa_authenticate",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "mfa_download_recovery_codes", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "people:join", "first-run", "account_login",
    "account_logout", "ui:preferences", "tokens:revoke", "account_reset_password_done", "people:choose",
    "correspondence:portal-receipt", "correspondence:portal-take-up", "correspondence:request-acknowledge",
    "correspondence:request-check", "health", "api:api-root", "correspondence:request-sign", "correspondence:request-close",
}  # fmt: skip
"""Pages of one's own account, and acts that answer with a redirect: they show no object that somebody else wrote."""


def canary(name: str) -> str:
    """A word that stands in one denied field and nowhere else."""
    return f"zq{name.replace('.', '').replace('_', '')}zq"


DENIED = {
    "notice": ("taxon", "item_id", "preserve_note", "attachments"),
    "information_log": ("accounts", "own_grade", "network", "severity", "specimens", "conservation", "handling",
                        "offers.text", "offers.price", "offers.place", "offers.translation", "offers.claims"),
    "statement_of_reasons": ("facts", "redress"),
    "order": ("urgency", "confidentiality"),
    "order_answer": ("refusal",),
}  # fmt: skip
INSIDE = ("note", "task", "route", "closing", "survey")
"""Words of the house that no agreement lets out."""


@dataclass
class Left:
    """What left, by the way it took, and the ways that were opened."""

    words: dict[str, list[str]] = field(default_factory=dict)
    opened: Counter[str] = field(default_factory=Counter)
    called: set[str] = field(default_factory=set)

    def keep(self, way: str, parts: Iterator[str] | list[str]) -> None:
        self.words.setdefault(way, []).extend(parts)

    def found(self, words: tuple[str, ...], *, without: tuple[str, ...] = ()) -> list[str]:
        """Where one of the words stands, and which."""
        return sorted(
            f"{way}: {word}"
            for way, texts in self.words.items()
            for word in words
            if not way.startswith(without) and any(word in text for text in texts)
        )


@pytest.fixture
def full(world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A house that has sent a notice, a log with evidence and a mail of each; partners have answered."""
    settings.EVIDENCE_HOME, settings.SURVEYS_HOME = str(tmp_path / "evidence"), str(tmp_path / "surveys")
    settings.HEADS_HOME, settings.RECORD_KEY_FILE = str(tmp_path / "heads"), str(tmp_path / "record.pem")
    settings.HEADS_TO = ("notary@example.org",)
    monkeypatch.setattr(request_actions, "is_mfa_enabled", lambda _person: True)
    for kind, denied in DENIED.items():
        _agree(world, kind, denied)
    an_agreement(world.host, world.organisations[Kind.AUTHORITY], "evidence_bundle")
    an_agreement(world.organisations[Kind.AUTHORITY], world.host, "outcome")
    _notice(world)
    _log(world, tmp_path)
    _request(world)
    _survey(world, tmp_path)
    return world


def _agree(world: World, thing: str, denied: tuple[str, ...]) -> None:
    host, platform, office = world.host, world.organisations[Kind.PLATFORM], world.organisations[Kind.AUTHORITY]
    ways = {"notice": (host, platform), "information_log": (host, office), "statement_of_reasons": (platform, host),
            "order": (office, platform), "order_answer": (platform, office)}  # fmt: skip
    an_agreement(*ways[thing], thing, fields_deny=list(denied))


def _notice(world: World) -> None:
    lead = world[Role.LEAD]
    notice = a_draft(world, seller="known")
    actions.keep_contact(lead, notice.recipient, "trust@swapyard.example")
    changes = {
        "good_faith": True,
        "taxon": NamedTaxon(scientific=canary("taxon"), probability=0.9),
        "item_id": canary("item_id"),
        "preserve_note": canary("preserve_note"),
        "attachments": (Attachment(name=canary("attachments"), media_type="image/png", sha256="0" * 64),),
    }
    actions.change_notice(world[Role.ANALYST], notice, changes)
    actions.review_notice(world[Role.REVIEWER], notice)
    actions.send_notice(lead, notice, Channel.EMAIL)
    cases.write_note(lead, notice.case, canary("note"))
    cases.add_task(lead, notice.case, canary("task"))
    type(notice.case).objects.filter(pk=notice.case.pk).update(route_reason=canary("route"))
    reasons = Reasons(ground="rules", facts=canary("facts"), redress=canary("redress"))
    answering.answer_notice(world[Role.PLATFORM_AGENT], notice, Decision.REMOVED, reasons)


def _log(world: World, tmp_path: Path) -> None:
    lead, office = world[Role.LEAD], world.organisations[Kind.AUTHORITY]
    actions.keep_contact(lead, office, "desk@authority.example")
    found = judged_offers(lead, 1, title="African grey parrot")
    store = a_store(tmp_path / "evidence")
    a_capture(store, lead, found[0], "African grey parrot", tmp_path / "aside")
    Offer.objects.filter(pk=found[0].pk).update(state="confirmed")
    found[0].refresh_from_db()
    [log] = log_actions.draft_logs(world[Role.ANALYST], found, office)
    offer = replace(
        log.value.offers[0], text=canary("offers.text"), price=canary("offers.price"), place=canary("offers.place"),
        translation=canary("offers.translation"), claims=(canary("offers.claims"),),
    )  # fmt: skip
    account = information_log.LoggedAccount(platform="swapyard", handle=canary("accounts"))
    log_actions.change_log(world[Role.ANALYST], log, {
        "offers": (offer,), "accounts": (account,), "own_grade": canary("own_grade"), "network": (canary("network"),),
        "severity": canary("severity"), "specimens": canary("specimens"), "conservation": (canary("conservation"),),
        "handling": canary("handling"),
    })  # fmt: skip
    for role in (Role.LEAD, Role.REVIEWER):
        log_actions.review_logs(world[role], [log])
    log_actions.send_logs(lead, [log], Channel.EMAIL)
    officer = world[Role.AUTHORITY_OFFICER]
    log_actions.receive_logs(officer, [log])
    log_actions.answer_logs(officer, [log], LogState.ACCEPTED)


def _request(world: World) -> None:
    office, platform = world.organisations[Kind.AUTHORITY], world.organisations[Kind.PLATFORM]
    Organisation.objects.filter(pk=office.pk).update(domains=["example.org"])
    drafts = a_person(Role.AUTHORITY_OFFICER, at=Organisation.objects.get(pk=office.pk))
    asked = replace(ORDER, urgency=canary("urgency"), confidentiality=canary("confidentiality"))
    request = request_actions.draft_request(drafts, platform, asked)
    request = Request.objects.select_related("organisation", "recipient").get(pk=request.pk)
    request_actions.check_request(world[Role.AUTHORITY_OFFICER], request)
    request_actions.sign_request(world[Role.AUTHORITY_OFFICER], request)
    request_actions.answer_request(world[Role.PLATFORM_AGENT], request, RequestState.REFUSED, refusal=canary("refusal"))


def _survey(world: World, tmp_path: Path) -> None:
    survey = a_survey(world[Role.RESEARCHER])
    folder = home_of(survey)
    for part, words in (("public", "figures"), ("restricted", canary("survey"))):
        (folder / part).mkdir(parents=True)
        (folder / part / "report.html").write_text(words)
    Survey.objects.filter(pk=survey.pk).update(state=State.PUBLISHED)


def _references(world: World) -> dict[str, list[str]]:
    """What an address can name; each argument has those that fit it best first."""
    notice, log, request = Notice.objects.get(), Log.objects.get(), Request.objects.get()
    offer, capture = log.told_offers.get().offer, Capture.objects.exclude(store_id__startswith="0").get()
    names = [notice.reference, log.reference, request.reference, notice.case.reference, offer.reference,
             Survey.objects.get().reference]  # fmt: skip
    return {
        "reference": names, "seq": [str(Head.objects.get().seq)], "kind": ["pdf", "json", "sig", "evidence"], "store_id": [capture.store_id], "number": ["1"],
        "name": ["report.html", "../restricted/report.html"],
    }  # fmt: skip


def _addresses(known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the name of every door and every address that its objects give it."""

    def under(resolver: URLResolver, paths: list[str], spaces: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            here = [path + end for path in paths for end in _filled(one, known)]
            if isinstance(one, URLResolver):
                yield from under(one, here, (*spaces, *((one.namespace,) if one.namespace else ())))
            else:
                yield from ((":".join((*spaces, one.name or "")), path) for path in here)

    yield from under(get_resolver(), ["/"], ())


def _filled(one: URLPattern | URLResolver, known: dict[str, list[str]]) -> list[str]:
    route = str(one.pattern)
    if route.startswith("^"):
        return []  # a one-time link of the accounts' library
    ways = [route]
    for name, converter in one.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        written = {f"<{kind}:{name}>", f"<{name}>"}
        ways = [
            way.replace(mark, value)
            for way in ways
            for mark in written
            if mark in way
            for value in known.get(name, ["1"] if kind == "int" else ["none"])
        ]
    return ways


@contextmanager
def _watched(left: Left) -> Iterator[None]:
    """Note which ways out were called."""
    wanted = {
        (str(WORKBENCH / Path(*one.name.split(".")[:-1])) + ".py", one.name.split(".")[-1]): one.name
        for one in exits.exits()
        if one.way != "page"
    }

    def see(frame: FrameType, _event: str, _argument: object) -> None:
        name = wanted.get((frame.f_code.co_filename, frame.f_code.co_name))
        if name:
            left.called.add(name)

    before = sys.gettrace()
    sys.settrace(see)  # hears of calls alone, for it asks for nothing within them
    try:
        yield
    finally:
        sys.settrace(before)


def _walk(world: World, left: Left, browser_of: Callable[[Actor | None], Client]) -> None:
    """Open every page that somebody who is not of the house may open, and every file of the house."""
    addresses = [one for one in _addresses(_references(world)) if _fits(one[1])]
    pages = {one.name for one in exits.exits() if one.way == "page"}
    for actor in (*(world[role] for role in sorted(exits.PARTNERS)), world.stranger_lead, None):
        client = browser_of(actor)
        for name, path in addresses:
            is_open = name in pages or actor is world.stranger_lead
            if is_open and name not in {"account_logout", "health"} and not name.startswith("api:"):
                _open(left, f"page {name}", name, client, path)
    house = browser_of(world[Role.LEAD])
    for name, path in addresses:
        for asked in _FILES.get(name, ()):
            _open(left, f"file {name}", name, house, path + asked)
    answer = house.post("/triage/decisions.jsonl")
    left.keep("file triage:hand-on", list(read_out(b"".join(answer.streaming_content))))  # type: ignore[attr-defined]


def _fits(path: str) -> bool:
    """Whether an address names an object of its own kind; the matrix of permissions tries all the others."""
    known = {"cases": "C-", "offers": "F-", "triage": "F-", "surveys": "SV-", "notices": "N-", "logs": "L-",
             "requests": "R-"}  # fmt: skip
    parts = path.strip("/").split("/")
    wanted = next((known[part] for part in parts if part in known), "")
    named = [part for part in parts if part[:3].strip("CFSVNLR") in {"-", ""} and "-" in part[:3]]
    return all(part.startswith(wanted or "N-") for part in named[:1])


_FILES = {
    "correspondence:log-file": ("",), "correspondence:file": ("",), "correspondence:figures": ("?as=csv", "?as=json"),
    "surveys:frozen": ("",), "surveys:file": ("", "?as=file"),
    "offers:picture": ("", "?as=kept"),
}  # fmt: skip
"""Files that the house hands over, and how each is asked for."""


def _open(left: Left, way: str, name: str, client: Client, path: str) -> None:
    answer = client.get(path)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer.status_code == 200:
        left.opened[name] += 1
    left.keep(way, [str(dict(answer.headers)), *read_out(data, path)])


def _call(world: World, left: Left) -> None:
    """Call every operation that reads as every outsider who can have a token, and the files as somebody of the house."""
    addresses = [one for one in _addresses(_references(world)) if one[0].startswith("api:") and _fits(one[1])]
    outside = [one for one in (world[Role.PLATFORM_AGENT], world[Role.AUTHORITY_OFFICER], world.stranger_lead)
               if allowed(one, KEEP_TOKENS)]  # fmt: skip
    for actor in (*outside, world[Role.LEAD]):
        made = api.make_token(actor, name="test", scopes=tuple(Scope))
        client = Client(headers={"authorization": f"Bearer {made.secret}"})
        for name, path in addresses:
            if actor is not world[Role.LEAD] or "file" in name:
                answer = client.get(path)
                left.opened[name] += answer.status_code != 404
                data = b"".join(answer.streaming_content) if answer.streaming else answer.content
                left.keep(f"api {name}", [str(dict(answer.headers)), *read_out(data, path)])
        if actor is world[Role.LEAD]:
            exported = client.post("/api/v1/decisions/export", "{}", content_type="application/json")
            left.keep("api decisions", list(read_out(b"".join(exported.streaming_content))))  # type: ignore[attr-defined]


def _send(world: World, left: Left) -> None:
    """Deliver the outbox, an invitation, and the events to the address of every organisation."""
    assert set(deliver(list(Sending.objects.order_by("pk")))) == {"sent"}
    office = Organisation.objects.get(pk=world.organisations[Kind.AUTHORITY].pk)
    asked = {"email": "new@example.org", "name": "New", "roles": [Role.AUTHORITY_OFFICER]}
    invited = people.invite(world[Role.ADMINISTRATOR], office, **asked)  # type: ignore[arg-type]
    send_invitation(invited, address="https://desk.example/join/secret/")
    connection.check_constraints()
    head = heads.publish_head(Actor.software("record_head"))
    assert head is not None
    heads.mail(head).send()
    for one in mail.outbox:
        left.keep("mail", list(read_mail(one.message().as_bytes())))

    def hear(_url: str, body: bytes, headers: dict[str, str]) -> int:
        left.keep("hook", [body.decode(), str(headers)])
        return 200

    for organisation in Organisation.objects.all():
        hook = Hook.objects.create(organisation=organisation, url="https://hear.example/", secret="s")
        while hooks.deliver(hook, hear):
            pass


def _inside(left: Left, caplog: pytest.LogCaptureFixture) -> None:
    """Read what is written about every act and can never be taken back, and what a server keeps in its files."""
    left.keep("application log", [caplog.text])
    with connection.cursor() as cursor:
        for table in ("record_event", "record_read", "procrastinate_jobs", "procrastinate_events", "django_cache"):
            cursor.execute(f"SELECT one::text FROM {table} AS one")  # noqa: S608 - of this list
            left.keep(f"table {table}", [row[0] for row in cursor.fetchall()])


def _searched(browser_of: Callable[[Actor | None], Client], stranger: Actor, words: list[str]) -> list[str]:
    """Look for denied words as somebody of another house; return the objects of ours that come up."""
    known = [*Offer.objects.values_list("reference", flat=True), *Notice.objects.values_list("reference", flat=True)]
    client = browser_of(stranger)
    pages = [client.get(f"{address}{word}").content.decode() for word in words for address in _SEARCHES]
    return [name for name in known for page in pages if name in page]


_SEARCHES = ("/offers/?words=", "/offers/?q=", "/notices/?q=", "/logs/?q=")


def test_a_denied_field_is_nowhere(
    full: World, browser_of: Callable[[Actor | None], Client], caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The one walk over all ways out."""
    caplog.set_level(logging.DEBUG, logger="lycaon")
    caplog.set_level(logging.ERROR, logger="django.request")  # thousands of refusals, each with its traceback
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden())
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound())
    left = Left()
    denied = tuple(canary(name) for fields in DENIED.values() for name in fields)
    with _watched(left):
        _send(full, left)
        _walk(full, left, browser_of)
        _call(full, left)
    assert _searched(browser_of, full.stranger_lead, [*denied[:3], "parrot"]) == []
    _inside(left, caplog)
    # The test sees what it looks for: in the house the words stand where they were written.
    lead = browser_of(full[Role.LEAD])
    own = (
        lead.get(f"/logs/{Log.objects.get().reference}/").content
        + lead.get(f"/notices/{Notice.objects.get().reference}/").content
    )
    assert own
    assert all(canary(name) in Log.objects.get().document for name in DENIED["information_log"])
    assert all(canary(name) in Notice.objects.get().document for name in DENIED["notice"])
    # An authority reads what it wrote itself; what it may not tell is not at the platform.
    own_words = (
        "page correspondence:request",
        "page correspondence:request-file",
        "page correspondence:request-change",
    )
    assert left.found(denied, without=own_words) == []
    assert left.found(tuple(canary(name) for name in INSIDE)) == []
    assert not any(word in text for way in left.words if way.startswith(own_words[0]) for text in left.words[way]
                   for word in (canary("facts"), canary("taxon")))  # fmt: skip
    unopened = [
        one.name
        for one in exits.exits()
        if (one.way == "page" and not left.opened[one.name] and one.name not in NOTHING_TO_SHOW)
        or (one.way != "page" and one.name not in left.called and one.name not in ELSEWHERE)
    ]
    assert unopened == [], "a way out that this test does not open"


def test_an_authority_and_a_platform_each_see_their_side_alone(
    full: World, browser_of: Callable[[Actor | None], Client]
) -> None:
    address = f"/portal/requests/{Request.objects.get().reference}/"
    ours, theirs = (
        browser_of(full[role]).get(address).content.decode() for role in (Role.AUTHORITY_OFFICER, Role.PLATFORM_AGENT)
    )
    assert canary("urgency") not in theirs
    assert canary("refusal") not in ours + theirs, "only what was let through is kept"


def test_exits_are_found_in_the_code() -> None:
    ways = {one.name: one.way for one in exits.exits()}
    assert ways["correspondence.outbox.message"] == "mail"
    assert ways["correspondence.bundling.bundled"] == "file"
    assert ways["correspondence:portal-log-file"] == "page"
    assert ways["api.hooks._posted"] == "network"
    assert not any(name.startswith("cases:") for name in ways), "pages of the house alone are no way out"
    assert set(ELSEWHERE) <= set(ways)
    assert set(ways) >= NOTHING_TO_SHOW
