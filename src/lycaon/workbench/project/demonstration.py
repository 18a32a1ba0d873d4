"""A believable house for a first look: made-up people, the bundled sample scanned, cases under way, clocks near.

Everything is done by the acts that people do, so that the demonstration shows what the workbench does and nothing else.
All names are invented, all sites end in ``.example``.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from lycaon import __version__
from lycaon.evidence.log import Custodian
from lycaon.evidence.receive import receive
from lycaon.evidence.store import Store
from lycaon.values.verdict import Legality
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.queries import proposal
from lycaon.workbench.correspondence import actions as notices
from lycaon.workbench.correspondence import answering, log_actions
from lycaon.workbench.correspondence.models import Channel, Notice
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import Decision
from lycaon.workbench.offers.actions import keep_capture, take_in
from lycaon.workbench.offers.evidence import own_store
from lycaon.workbench.offers.grouping import group_alike
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.queries import current
from lycaon.workbench.offers.rows import rows_in
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.actions import Profile, enrol_organisation, found_house
from lycaon.workbench.people.agreeing import Draft, add_flow, draft_agreement, sign_agreement, usual_flows
from lycaon.workbench.people.models import Membership, Organisation, Person
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.project.first_run import is_first_run, seat
from lycaon.workbench.triage import actions as triage
from lycaon.workbench.triage.states import Choice, Ground

PASSWORD = "a tortoise crosses no border"  # noqa: S105 - of made-up people; printed at every start
_LOOKED = ("taxon", "law", "links")


@dataclass(frozen=True, slots=True)
class Seat:
    """A role to log in as."""

    email: str
    name: str
    roles: tuple[Role, ...]
    does: str
    """What this person does, for the list that is printed."""


HOUSE_SEATS = (
    Seat("lead@wildlife-desk.example", "Ana Lead", (Role.LEAD,), "leads cases, chooses routes, sends"),
    Seat("analyst@wildlife-desk.example", "Ben Analyst", (Role.ANALYST,), "decides offers, opens cases"),
    Seat("reviewer@wildlife-desk.example", "Cleo Reviewer", (Role.REVIEWER,), "signs and reviews"),
    Seat("researcher@wildlife-desk.example", "Dev Researcher", (Role.RESEARCHER,), "plans and codes surveys"),
    Seat("admin@wildlife-desk.example", "Edda Administrator", (Role.ADMINISTRATOR,), "organisations, people"),
    Seat("privacy@wildlife-desk.example", "Finn Officer", (Role.DATA_PROTECTION_OFFICER,), "retention and requests"),
)
_PARTNERS = (
    Profile(kind=Kind.PLATFORM, name="Swapyard", country="FR", languages=("fr", "en"), domains=("swapyard.example",)),
    Profile(kind=Kind.AUTHORITY, name="Nature Inspectorate", country="FR", languages=("fr",),
            domains=("inspectorate.example",)),
    Profile(kind=Kind.OVERSIGHT, name="Advisory Board", country="BE", languages=("en", "fr", "nl"),
            domains=("board.example",)),
)  # fmt: skip
_PARTNER_SEATS = (
    Seat("trust@swapyard.example", "Gia Agent", (Role.PLATFORM_AGENT,), "answers notices for a platform"),
    Seat("officer@inspectorate.example", "Hugo Officer", (Role.AUTHORITY_OFFICER,), "receives logs, tells outcomes"),
    Seat("board@board.example", "Ines Board", (Role.OVERSIGHT,), "sees figures, never persons"),
)
PARTNER_SEATS = tuple(zip(_PARTNERS, _PARTNER_SEATS, strict=True))


def seats() -> list[Seat]:
    """Return every role that one can log in as."""
    return [*HOUSE_SEATS, *(one for _, one in PARTNER_SEATS)]


def demonstrate(findings: Path) -> bool:
    """Fill an empty installation; return whether there was anything to do.

    Args:
        findings: ``findings.jsonl`` of a scan of the sample.
    """
    if not is_first_run():
        return False
    house = _people()
    lead, analyst, reviewer = (_actor(seat.email) for seat in HOUSE_SEATS[:3])
    take_in(analyst, rows_in(findings), tenant=house, source=findings.name)
    group_alike(house)
    _decide(analyst)
    _cases(lead, analyst, reviewer)
    _correspondence(house, lead, analyst, reviewer)
    return True


def _people() -> Organisation:
    software = Actor.software("demonstration")
    house = found_house(
        software,
        Profile(
            kind=Kind.NGO, name="Wildlife Desk", country="FR", languages=("fr", "en", "de", "nl"),
            time_zone="Europe/Paris", domains=("wildlife-desk.example",), controller_name="Wildlife Desk (made up)",
            controller_address="1 rue de l’Exemple, 69000 Lyon", controller_email="privacy@wildlife-desk.example",
        ),
    )  # fmt: skip
    for one in HOUSE_SEATS:
        _sit(software, house, one)
    for profile, one in PARTNER_SEATS:
        _sit(software, enrol_organisation(software, profile), one)
    return house


def _sit(software: Actor, house: Organisation, one: Seat) -> Person:
    return seat(
        software, house, email=one.email, name=one.name, password=PASSWORD, roles=list(one.roles), is_made_up=True
    )


def _actor(email: str) -> Actor:
    return Actor.of(Membership.objects.select_related("person", "organisation").get(person__email=email))


def _decide(analyst: Actor) -> None:
    """Decide a part of the queue, so that there are figures to see and work left to do."""
    waiting = list(Offer.objects.filter(organisation=analyst.organisation, state=State.NEW).order_by("-priority", "id"))
    for number, offer in enumerate(waiting[8:40]):
        if Offer.objects.filter(pk=offer.pk, state=State.NEW).exists():
            is_clear = offer.probability >= 0.6
            triage.decide(
                analyst,
                [offer],
                Choice.CONFIRM if is_clear else Choice.REJECT,
                ground=None if is_clear else Ground.NOT_WILDLIFE,
                seconds=4.0 + number % 9,
            )
    for offer in waiting[-25:]:
        triage.decide(analyst, [offer], Choice.REJECT, ground=Ground.NOT_WILDLIFE, seconds=3.5)


def _cases(lead: Actor, analyst: Actor, reviewer: Actor) -> None:
    prohibited = _confirmed(lead, Legality.PROHIBITED)
    documents = _confirmed(lead, Legality.NEEDS_DOCUMENT)
    if len(prohibited) < 3 or len(documents) < 4:
        return
    far = _open(analyst, lead, reviewer, prohibited[:2], "Offers that appear prohibited, two accounts")
    _bring(far, (lead, analyst, reviewer), Step.FOLLOW_UP)
    cases.record_outcome(
        lead, far, prohibited[0], Result.REMOVED, on=timezone.localdate(), known_from="looked at the address again"
    )
    cases.write_note(analyst, far, "The second account appeared an hour after the first offer was gone.")
    middle = _open(analyst, lead, reviewer, documents[:3], "Tortoises and parrots without a certificate number")
    _bring(middle, (lead, analyst, reviewer), Step.ASSESS)
    cases.sign(analyst, middle, agrees=_LOOKED)
    cases.add_task(
        lead, middle, "Ask the expert to read the ring number again", who=lead.person,
        due=timezone.localdate() + timedelta(days=1), basis="four eyes, 5 working days",
    )  # fmt: skip
    fresh = cases.open_case(analyst, prohibited[2:3], title="One offer, live animal", is_urgent=True)
    cases.add_task(
        analyst, fresh, "Capture the offer before anybody is told", who=analyst.person, due=timezone.localdate(),
        basis="capture before contact",
    )  # fmt: skip


def _confirmed(lead: Actor, legality: Legality) -> list[Offer]:
    found = Offer.objects.filter(organisation=lead.organisation, state=State.CONFIRMED, headline=legality.value)
    return list(found.order_by("-priority", "id")[:6])


def _open(analyst: Actor, lead: Actor, reviewer: Actor, offers: Sequence[Offer], title: str) -> Case:
    case = cases.open_case(analyst, offers, title=title)
    members = [actor.person for actor in (analyst, reviewer) if actor.person]
    if lead.person is not None:
        cases.name_members(lead, case, members, lead=lead.person, is_restricted=False)
    with own_store() as store:
        for offer in offers:
            _receive(analyst, offer, store)
    case.refresh_from_db()
    return case


def _receive(analyst: Actor, offer: Offer, store: Store) -> None:
    """Keep the listing as the sample has it: an exhibit that was handed over says so, and is never called a capture."""
    listing, reason = current(offer).listing, f"bundled sample, offer {offer.reference}"
    who = Custodian(analyst.person.name if analyst.person else "", str(analyst))
    with tempfile.TemporaryDirectory() as name:
        given, folder = Path(name) / "listing.txt", Path(name) / "exhibit"
        folder.mkdir()
        given.write_text(f"{listing.title}\n\n{listing.text}\n\n{listing.price}\n{listing.place}\n", encoding="utf-8")
        exhibit = receive(
            [given], folder, giver="the bundled sample", statement="A made-up listing that comes with Lycaon.",
            reason=reason, now=timezone.now(), tool=f"lycaon {__version__}", asked_url=listing.url,
        )  # fmt: skip
        kept = store.keep(exhibit, folder, who)
    store.seal([kept], who, reason)
    keep_capture(analyst, offer, kept, kind=exhibit.kind.value, at=exhibit.at)


def _bring(case: Case, people: Iterable[Actor], step: Step) -> None:
    """Bring a case to a step, by those whose business each step is."""
    lead, analyst, reviewer = people
    for one in list(Step)[1 : list(Step).index(step)]:
        if one is Step.ASSESS:
            cases.sign(analyst, case, agrees=_LOOKED)
            cases.sign(reviewer, case, agrees=_LOOKED, says="Species agreed from the words; no photo was seen.")
        elif one is Step.ROUTE:
            cases.choose_route(lead, case, proposal(case)[0], reason="as the rules propose")
        elif one in {Step.PRESERVE, Step.DECONFLICT}:
            cases.leave_out(lead, case, one, reason="no partner or authority asked for it in this demonstration")
        else:
            cases.complete_step(lead, case, one, says=_FOUND.get(one, ""))


def _correspondence(house: Organisation, lead: Actor, analyst: Actor, reviewer: Actor) -> None:
    """A notice that waits for its review, one that was sent and decided, and a log that an authority has received."""
    far = Case.objects.filter(organisation=house, passed__step=Step.NOTIFY).first()
    if far is None:
        return
    agent, officer = (_actor(seat.email) for seat in _PARTNER_SEATS[:2])
    platform, office = agent.organisation, officer.organisation
    if platform is None or office is None:
        return
    _agree(lead, house, platform, "notice", "statement_of_reasons")
    _agree(lead, house, office, "information_log", "evidence_bundle", "outcome")
    notices.keep_contact(lead, platform, "notices@swapyard.example")
    offers = list(offers_of(far).order_by("-priority", "pk"))
    for number, offer in enumerate(offers[:2]):
        notice = notices.draft_notice(analyst, far, offer, platform)
        if number == 0:
            _send_and_decide(notice, lead, analyst, reviewer, agent)
    logs = log_actions.draft_logs(analyst, offers, office)
    for actor in (lead, reviewer):
        logs = log_actions.review_logs(actor, logs)
    logs = log_actions.send_logs(lead, logs, Channel.PORTAL)
    log_actions.receive_logs(officer, logs[:1])


def _agree(lead: Actor, house: Organisation, partner: Organisation, *kinds: str) -> None:
    today = timezone.localdate()
    draft = Draft(
        title=f"Wildlife Desk and {partner.name} (made up)", legal_basis="GDPR Art. 6(1)(f), balancing test of 2026",
        starts_on=today - timedelta(days=90), ends_on=today + timedelta(days=640),
    )  # fmt: skip
    agreement = draft_agreement(lead, draft, [house, partner])
    for kind in kinds:
        for flow in usual_flows([house, partner], kind):
            add_flow(lead, agreement, flow)
    sign_agreement(
        lead, agreement, signed_on=today - timedelta(days=90), document_sha256=hashlib.sha256(b"made up").hexdigest()
    )


def _send_and_decide(notice: Notice, lead: Actor, analyst: Actor, reviewer: Actor, agent: Actor) -> None:
    value = notice.value
    mended = {
        "good_faith": True,
        "why_evident": value.why_evident or "The offer names species, price and place; the rule asks for no more.",
        "explanation": value.explanation or "The offer appears prohibited, for the reasons that the rule names.",
    }
    notices.change_notice(analyst, notice, mended)
    notices.review_notice(reviewer, notice)
    notices.send_notice(lead, notice, Channel.PORTAL)
    answering.confirm_receipt(agent, notice)
    answering.answer_notice(
        agent, notice, Decision.REMOVED, Reasons(ground="Art. 5 of our rules", facts="A live animal was offered.")
    )


_FOUND = {
    Step.CAPTURE: "exhibits received with the sample",
    Step.TRIAGE: "confirmed in triage",
    Step.ENRICH: "older offers of the same account looked up",
    Step.REFER: "receipt of the inspectorate, by portal",
    Step.NOTIFY: "the platform removed one offer",
}
