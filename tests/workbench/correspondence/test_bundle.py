"""The evidence of a log: built from a real store, fetched by the authority, checked with stock tools and with ours."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import judged_offers
from tests.workbench.people_of_tests import World
from tests.workbench.store_of_tests import a_capture, a_store

from lycaon.cli.verify import verify
from lycaon.evidence.store import Store
from lycaon.values.evidence import Action
from lycaon.workbench.correspondence import log_actions
from lycaon.workbench.correspondence.models import Channel, Log
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Flow
from lycaon.workbench.people.roles import Kind, Role

Browser = Callable[[Actor | None], Client]


@pytest.fixture
def store(settings: object, tmp_path: Path) -> Store:
    settings.EVIDENCE_HOME = str(tmp_path / "evidence")  # type: ignore[attr-defined]
    return a_store(tmp_path / "evidence")


@pytest.fixture
def log(world: World, store: Store, tmp_path: Path) -> Log:
    """A log about two offers in the portal of the authority; each was captured."""
    office, lead = world.organisations[Kind.AUTHORITY], world[Role.LEAD]
    for thing in ("information_log", "evidence_bundle"):
        an_agreement(world.host, office, thing)
    found = judged_offers(lead, 2, sellers=1)
    for number, offer in enumerate(found):
        a_capture(store, lead, offer, f"African grey parrot {number}", tmp_path / str(number))
    Offer.objects.filter(pk__in=[one.pk for one in found]).update(state="confirmed")
    for one in found:
        one.refresh_from_db()
    logs = log_actions.draft_logs(world[Role.ANALYST], found, office)
    for role in (Role.LEAD, Role.REVIEWER):
        logs = log_actions.review_logs(world[role], logs)
    [sent] = log_actions.send_logs(lead, logs, Channel.PORTAL)
    return sent


def fetched(browser: Client, log: Log) -> bytes:
    answer = browser.get(reverse("correspondence:portal-log-file", args=[log.reference, "evidence"]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip"), answer.content[:300]
    assert f"{log.reference}-evidence.zip" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout[-500:], done.stderr[-500:])
    return done.stdout


def test_an_authority_checks_its_bundle_alone(
    world: World, browser_of: Browser, log: Log, store: Store, tmp_path: Path
) -> None:
    officer = browser_of(world[Role.AUTHORITY_OFFICER])
    page = officer.get(reverse("correspondence:portal-log", args=[log.reference])).content.decode()
    assert reverse("correspondence:portal-log-file", args=[log.reference, "evidence"]) in page
    captures = store.captures()
    data = fetched(officer, log)
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / "away")
    bag = tmp_path / "away" / log.reference
    # With what stands on any machine:
    assert run(bag, "sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt") == ""
    assert run(bag, "sha256sum", "--check", "--strict", "--quiet", "tagmanifest-sha256.txt") == ""
    signed = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "head.json",
              "-sigfile", "head.sig")  # fmt: skip
    assert "Success" in run(bag / "data" / "custody", *signed)
    # With ours, which trusts nothing that stands in the bundle but the key that the sender told by telephone:
    checked = CliRunner().invoke(verify, [str(bag), "--key", store.identity.key])
    assert (checked.exit_code, "FAILS" in checked.output) == (0, False), checked.output
    # Every hand-over is in custody, with who fetched it and for whom.
    handed = [line.event for one in captures for line in store.history(one) if line.event.action is Action.EXPORTED]
    assert len(handed) == len(captures) == 2
    assert {event.actor for event in handed} == {world[Role.AUTHORITY_OFFICER].person.name}  # type: ignore[union-attr]
    assert all(log.reference in event.reason and log.recipient.name in event.reason for event in handed)
    fetched(officer, log)
    again = [line.event for one in captures for line in store.history(one) if line.event.action is Action.EXPORTED]
    assert len(again) == 4


def test_a_changed_byte_is_named(world: World, browser_of: Browser, log: Log, tmp_path: Path) -> None:
    data = fetched(browser_of(world[Role.AUTHORITY_OFFICER]), log)
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / "away")
    bag = tmp_path / "away" / log.reference
    page = next(bag.rglob("*page.html"))
    page.write_bytes(page.read_bytes().replace(b"grey", b"gray"))
    checked = CliRunner().invoke(verify, [str(bag)])
    assert checked.exit_code == 1
    assert page.name in checked.output


@pytest.mark.parametrize("field", ["accounts", "offers", "custody", "files"])
def test_a_bundle_goes_whole_or_not_at_all(
    world: World, browser_of: Browser, log: Log, store: Store, field: str
) -> None:
    Flow.objects.filter(object="evidence_bundle").update(fields_deny=[field])
    address = reverse("correspondence:portal-log-file", args=[log.reference, "evidence"])
    assert browser_of(world[Role.AUTHORITY_OFFICER]).get(address).status_code == 409
    assert not any(line.event.action is Action.EXPORTED for one in store.captures() for line in store.history(one)), (
        "what was refused was not handed over"
    )


def test_nobody_else_fetches_it(world: World, browser_of: Browser, log: Log) -> None:
    address = reverse("correspondence:portal-log-file", args=[log.reference, "evidence"])
    assert browser_of(world[Role.PLATFORM_AGENT]).get(address).status_code == 403
    assert (
        browser_of(world.stranger_lead)
        .get(reverse("correspondence:log-file", args=[log.reference, "evidence"]))
        .status_code
        == 404
    )
