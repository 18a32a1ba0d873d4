"""The operations: parse, access, act, reply."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.throttling import AuthRateThrottle
from pydantic import Field, StringConstraints

from lycaon.errors import DecisionError, LycaonError, NotAllowedError, WrongStateError
from lycaon.law import wording
from lycaon.values.listing import Rejected
from lycaon.workbench.api import actions, checking
from lycaon.workbench.api.access import hook_for, hooks_for
from lycaon.workbench.api.doorway import Bearer, Call, needs, once
from lycaon.workbench.api.models import Hook, Scope
from lycaon.workbench.api.shapes import (
    CaseIn,
    CaseOut,
    CasesPage,
    CheckOut,
    DecisionIn,
    HookIn,
    HookMade,
    HookOut,
    ListingIn,
    ListingOut,
    ListingsIn,
    NoteIn,
    OfferOut,
    OffersPage,
    OfferWholeOut,
    OutcomeIn,
    Problem,
    StepIn,
    TakenOut,
)
from lycaon.workbench.api.verbs import CHECK_LISTING, KEEP_HOOK
from lycaon.workbench.cases import actions as case_actions
from lycaon.workbench.cases import queries as case_queries
from lycaon.workbench.cases.access import case_for, cases_for, offers_of
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.verbs import DO_STEP, OPEN_CASE, READ_CASE, RECORD_OUTCOME, WRITE_NOTE
from lycaon.workbench.offers import actions as offer_actions
from lycaon.workbench.offers.access import offer_for, offers_for, seller_for
from lycaon.workbench.offers.models import Capture, Offer
from lycaon.workbench.offers.queries import current
from lycaon.workbench.offers.rows import row_of
from lycaon.workbench.offers.verbs import READ_OFFER, TAKE_IN
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.record.events import note_read
from lycaon.workbench.triage import actions as triage_actions
from lycaon.workbench.triage.states import Choice, Ground
from lycaon.workbench.triage.verbs import DECIDE_OFFER

KEPT_FROM = 0.1
"""Least probability of wildlife at which a listing that comes in is kept as an offer."""

api = NinjaAPI(
    title="Lycaon",
    version="1",
    description="Find, judge and carry offers of wildlife. Every answer speaks of offers, never of persons.",
    auth=Bearer(),
    docs_url=None,  # its page would load scripts from elsewhere; the description itself is served
    openapi_url="openapi.json",
    urls_namespace="api",
    throttle=[AuthRateThrottle("1200/m")],
)

Language = Literal["en", "fr", "de", "nl"]
OfferState = Literal["", "new", "confirmed", "rejected", "unsure", "in_case", "closed"]
Cursor = Annotated[str, StringConstraints(max_length=60, pattern=r"^([0-9.e-]{1,30}~[0-9]{1,18})?$")]
Size = Annotated[int, Field(ge=1, le=200)]
_PROBLEMS = {403: Problem, 404: Problem, 409: Problem}


@api.exception_handler(DecisionError)
def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    status = 403 if isinstance(error, NotAllowedError) else 409
    code = error.code if isinstance(error, LycaonError) else "decision"
    return api.create_response(request, {"code": code, "says": str(error)}, status=status)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, _error: Exception) -> HttpResponse:
    return api.create_response(request, {"code": "not_found", "says": "There is none of this name."}, status=404)


@api.exception_handler(ValidationError)
def _not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = "; ".join(f"{'.'.join(map(str, one.get('loc', ())))}: {one.get('msg', '')}" for one in error.errors[:10])
    return api.create_response(request, {"code": "unreadable", "says": wrong}, status=422)


@api.post("/check", response={200: CheckOut, **_PROBLEMS}, tags=["check"])
@needs(Scope.CHECK, CHECK_LISTING)
def check(
    request: Call,  # noqa: ARG001 - the door has asked it all
    listing: ListingIn,
    language: Language = "en",
) -> CheckOut:
    """Say what to do with a listing: allow, ask for a document, hold for a person, or block. Nothing is kept."""
    return checking.checked(listing, today=timezone.localdate(), language=language)


@api.post("/check/batch", response={200: list[CheckOut], **_PROBLEMS}, tags=["check"])
@needs(Scope.CHECK, CHECK_LISTING)
def check_batch(
    request: Call,  # noqa: ARG001 - the door has asked it all
    told: ListingsIn,
    language: Language = "en",
) -> list[CheckOut]:
    """Check up to a hundred listings, in their order."""
    today = timezone.localdate()
    return [checking.checked(listing, today=today, language=language) for listing in told.listings]


@api.get("/offers", response={200: OffersPage, **_PROBLEMS}, tags=["offers"])
@needs(Scope.OFFERS_READ, READ_OFFER)
def offers(
    request: Call,
    state: OfferState = "",
    after: Cursor = "",
    size: Size = 50,
) -> OffersPage:
    """List offers, the most pressing first."""
    found = offers_for(request.actor).select_related("site", "account").order_by("-priority", "id")
    if state:
        found = found.filter(state=state)
    if after:
        text, _, number = after.partition("~")
        priority = _number(text)
        found = found.filter(Q(priority__lt=priority) | Q(priority=priority, pk__gt=int(number)))
    rows = list(found[: size + 1])
    more = rows[size - 1] if len(rows) > size else None
    return OffersPage(
        items=[_offer(offer) for offer in rows[:size]], next=f"{more.priority!r}~{more.pk}" if more else None
    )


@api.get("/offers/{reference}", response={200: OfferWholeOut, **_PROBLEMS}, tags=["offers"])
@needs(Scope.OFFERS_READ, READ_OFFER)
def offer(request: Call, reference: str) -> OfferWholeOut:
    """Show one offer with its latest listing."""
    found = offer_for(request.actor, _name(reference))
    note_read(request.actor, READ_OFFER, found, reason="api")
    now = current(found)
    verdict = now.scan.value.verdict
    listing = now.listing
    return OfferWholeOut(
        **_offer(found).model_dump(),
        listing=ListingOut(
            listing_id=listing.listing_id, url=listing.url, title=listing.title, text=listing.text,
            language=listing.language, price=listing.price, place=listing.place, posted_on=listing.posted_at,
            seen_at=listing.seen_at,
        ),
        sentence=wording.render(verdict).sentence if verdict and verdict.reading else "",
        captures=list(Capture.objects.filter(offer=found).order_by("at").values_list("store_id", flat=True)),
    )  # fmt: skip


@api.post("/offers", response={200: TakenOut, **_PROBLEMS}, tags=["offers"])
@needs(Scope.OFFERS_WRITE, TAKE_IN)
def take_in(request: Call, told: ListingsIn) -> HttpResponse:
    """Scan listings and take in those that show a sign of wildlife. Sending the same again changes nothing."""
    return once(api, request, lambda: _taken(request.actor, told.listings))


@api.post("/offers/{reference}/decision", response={200: OfferOut, **_PROBLEMS}, tags=["offers"])
@needs(Scope.OFFERS_WRITE, DECIDE_OFFER)
def decide(request: Call, reference: str, told: DecisionIn) -> HttpResponse:
    """Confirm or reject an offer, or hand it to an expert."""
    found = offer_for(request.actor, _name(reference))

    def act() -> OfferOut:
        ground = Ground(told.ground) if told.ground else None
        triage_actions.decide(request.actor, [found], Choice(told.choice), ground=ground, says=_plain(told.says))
        return _offer(offer_for(request.actor, reference))

    return once(api, request, act)


@api.get("/cases", response={200: CasesPage, **_PROBLEMS}, tags=["cases"])
@needs(Scope.CASES_READ, READ_CASE)
def cases(
    request: Call,
    closed: bool = False,
    after: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,18}$")] = "",
    size: Size = 50,
) -> CasesPage:
    """List the cases of which the person of the token is a member, the latest first."""
    found = cases_for(request.actor).filter(closed_at__isnull=not closed).select_related("lead").order_by("-pk")
    if after:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: size + 1])
    more = str(rows[size - 1].pk) if len(rows) > size else None
    return CasesPage(items=[_case(one) for one in rows[:size]], next=more)


@api.get("/cases/{reference}", response={200: CaseOut, **_PROBLEMS}, tags=["cases"])
@needs(Scope.CASES_READ, READ_CASE)
def case(request: Call, reference: str) -> CaseOut:
    """Show one case."""
    found = case_for(request.actor, _name(reference))
    note_read(request.actor, READ_CASE, found, reason="api")
    return _case(found)


@api.post("/cases", response={200: CaseOut, **_PROBLEMS}, tags=["cases"])
@needs(Scope.CASES_WRITE, OPEN_CASE)
def open_case(request: Call, told: CaseIn) -> HttpResponse:
    """Open a case from offers."""
    wanted = [offer_for(request.actor, reference) for reference in dict.fromkeys(told.offers)]
    return once(
        api,
        request,
        lambda: _case(
            case_actions.open_case(request.actor, wanted, title=_plain(told.title), is_urgent=told.is_urgent)
        ),
    )


@api.post("/cases/{reference}/steps", response={200: CaseOut, **_PROBLEMS}, tags=["cases"])
@needs(Scope.CASES_WRITE, DO_STEP)
def do_step(request: Call, reference: str, told: StepIn) -> HttpResponse:
    """Complete a step, or leave it out with the reason."""
    found = case_for(request.actor, _name(reference))
    step = _one_of(Step, told.step)

    def act() -> CaseOut:
        if told.left_out:
            case_actions.leave_out(request.actor, found, step, reason=_plain(told.says))
        else:
            case_actions.complete_step(request.actor, found, step, says=_plain(told.says))
        return _case(found)

    return once(api, request, act)


@api.post("/cases/{reference}/notes", response={200: CaseOut, **_PROBLEMS}, tags=["cases"])
@needs(Scope.CASES_WRITE, WRITE_NOTE)
def write_note(request: Call, reference: str, told: NoteIn) -> HttpResponse:
    """Write a note to a case."""
    found = case_for(request.actor, _name(reference))

    def act() -> CaseOut:
        case_actions.write_note(request.actor, found, _plain(told.text))
        return _case(found)

    return once(api, request, act)


@api.post("/cases/{reference}/outcomes", response={200: CaseOut, **_PROBLEMS}, tags=["cases"])
@needs(Scope.CASES_WRITE, RECORD_OUTCOME)
def record_outcome(request: Call, reference: str, told: OutcomeIn) -> HttpResponse:
    """Record what came of an offer of a case."""
    found = case_for(request.actor, _name(reference))
    result = _one_of(Result, told.result)
    wanted = offers_of(found).filter(reference=told.offer).first()
    if wanted is None:
        raise Http404

    def act() -> CaseOut:
        case_actions.record_outcome(
            request.actor, found, wanted, result, on=told.on, known_from=_plain(told.known_from)
        )
        return _case(found)

    return once(api, request, act)


@api.get("/hooks", response={200: list[HookOut], **_PROBLEMS}, tags=["hooks"])
@needs(Scope.HOOKS, KEEP_HOOK)
def hooks(request: Call) -> list[HookOut]:
    """List the webhooks of the organisation."""
    return [_hook(hook) for hook in hooks_for(request.actor)]


@api.post("/hooks", response={200: HookMade, **_PROBLEMS}, tags=["hooks"])
@needs(Scope.HOOKS, KEEP_HOOK)
def keep_hook(request: Call, told: HookIn) -> HttpResponse:
    """Say where to send word of what happens from now on. The secret is in this answer and in no other."""

    def act() -> HookMade:
        hook = actions.keep_hook(request.actor, url=_plain(told.url), verbs=[_plain(verb) for verb in told.verbs])
        return HookMade(**_hook(hook).model_dump(), secret=hook.secret)

    return once(api, request, act)


@api.delete("/hooks/{reference}", response={200: HookOut, **_PROBLEMS}, tags=["hooks"])
@needs(Scope.HOOKS, KEEP_HOOK)
def end_hook(request: Call, reference: str) -> HookOut:
    """Send nothing more to an address."""
    return _hook(actions.end_hook(request.actor, hook_for(request.actor, _name(reference))))


def _taken(actor: Actor, listings: Sequence[ListingIn]) -> TakenOut:
    if actor.organisation is None:
        raise WrongStateError("offers belong to an organisation; this token acts for none")
    engine, today = checking.scanner(), timezone.localdate()
    rows: list[offer_actions.Row] = []
    silent = 0
    for number, told in enumerate(listings):
        if not told.id:
            rows.append((f"listing {number}", Rejected(where=f"listing {number}", code="no_id", reason="it has no id")))
            continue
        listing = checking.listing_of(told, number)
        scan = engine.scan(listing, today=today)
        if scan.wildlife < KEPT_FROM:
            silent += 1
        else:
            rows.append((f"listing {number}", row_of(listing, scan, engine.catalogue)))
    taken = offer_actions.take_in(actor, rows, tenant=actor.organisation, source="api")
    return TakenOut(
        new=taken.new, changed=taken.changed, again=taken.again, silent=silent, rejected=len(taken.rejected)
    )


def _offer(found: Offer) -> OfferOut:
    seller = seller_for(_NOBODY, found)
    return OfferOut(
        reference=found.reference, state=found.state, title=found.title, taxon=found.taxon, taxon_id=found.taxon_id,
        form=found.form, jurisdiction=found.jurisdiction, legality=found.headline, probability=found.probability,
        priority=found.priority, site=found.site.host, seller_key=seller.key if seller else "",
        first_seen=found.first_seen, last_seen=found.last_seen,
    )  # fmt: skip


_NOBODY = Actor(None, None, frozenset())
"""For whom an account is a pseudonym, whatever the state of its offer: lists name no handles."""


def _case(found: Case) -> CaseOut:
    steps = {
        one.step.value: ("left_out" if one.passed.is_left_out else "done")
        if one.passed
        else ("next" if one.is_next else "open")
        for one in case_queries.steps_of(found)
    }
    return CaseOut(
        reference=found.reference, title=found.title, lead=found.lead.reference, tlp=found.tlp, pap=found.pap,
        route=found.route, is_urgent=found.is_urgent, opened_at=found.opened_at, closed_at=found.closed_at, steps=steps,
        offers=list(offers_of(found).order_by("pk").values_list("reference", flat=True)),
    )  # fmt: skip


def _hook(hook: Hook) -> HookOut:
    return HookOut(reference=hook.reference, url=hook.url, verbs=hook.verbs, failures=hook.failures)


def _one_of(kind: Any, value: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        raise WrongStateError(f'"{value}" is none of {", ".join(kind.values)}') from error


def _name(reference: str) -> str:
    # PostgreSQL keeps no NUL; a name with one is nobody's.
    return reference.replace("\x00", "")[:40]


def _plain(text: str) -> str:
    return text.replace("\x00", "\ufffd")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise WrongStateError("this place in the list is not one that we gave") from error
