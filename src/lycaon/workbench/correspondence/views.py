"""Screens of notices in the house: parse, get by way of access, act, show."""

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.exchange import notice as values
from lycaon.workbench.cases.access import case_for, offers_of
from lycaon.workbench.correspondence import actions, clocks, figures, posting, revisiting, statements
from lycaon.workbench.correspondence.access import notice_for, notices_for, partners, platform_behind, sending_for
from lycaon.workbench.correspondence.forms import (
    ComplaintForm,
    ContactForm,
    DecisionForm,
    DraftForm,
    FileStatementForm,
    FlaggerForm,
    NoticeForm,
    ReceiptForm,
    RevisitForm,
    SendForm,
    WithdrawalForm,
)
from lycaon.workbench.correspondence.leaving import notice_now
from lycaon.workbench.correspondence.models import Channel, Contact, Notice, Statement
from lycaon.workbench.correspondence.pages import REFUSALS, FormPage, file, form_page, see
from lycaon.workbench.correspondence.queries import acts_on, four_things, gone_out, letter_of, reasons_of, told_about
from lycaon.workbench.correspondence.states import Decision, NoticeState, Revisit
from lycaon.workbench.correspondence.verbs import DRAFT_NOTICE, READ_NOTICE
from lycaon.workbench.offers import visiting
from lycaon.workbench.offers.queries import current
from lycaon.workbench.offers.verbs import KEEP_CAPTURE
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import happened
from lycaon.workbench.ui.waiting import whole_when_done

_A_PAGE = 50


def listed(request: Request) -> HttpResponse:
    """List the notices of the cases of which the person may know."""
    state = request.GET.get("state", "")
    notices = notices_for(request.actor).select_related("recipient", "offer", "case")
    if state in NoticeState.values:
        notices = notices.filter(state=state)
    page = Paginator(notices.order_by("-drafted_at", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(notice, next(iter(clocks.of_notice(notice)), None)) for notice in page.object_list],
        "state": state,
        "states": NoticeState.choices,
        "precision": figures.precision(_house(request.actor)),
    }
    return render(request, "correspondence/list.html", context)


def drafted(request: Request, reference: str) -> HttpResponseBase:
    """Draft a notice about an offer of a case."""
    case = case_for(request.actor, reference)
    offers = offers_of(case).order_by("-priority", "pk")
    first = offers.first()
    proposed = platform_behind(first.site) if first is not None else None
    form = DraftForm(
        request.POST or None,
        offers=offers,
        platforms=partners(Kind.PLATFORM),
        initial={
            "offer": request.GET.get("offer", "") or (first.reference if first else ""),
            "recipient": proposed.reference if proposed else "",
        },
    )
    page = FormPage(
        headline=_("Draft a notice"),
        lede=_("The draft is filled in from what was read in the offer. A second person reviews it."),
        act=_("Draft the notice"),
        over=case.reference,
        back=reverse("cases:case", args=[case.reference]),
    )
    return form_page(
        request, form, page, says=_("The notice is drafted."),
        do=lambda told: _address(actions.draft_notice(request.actor, case, told["offer"], told["recipient"])),
    )  # fmt: skip


def shown(request: Request, reference: str) -> HttpResponseBase:
    """Show a notice: to who drafts it with its fields, to who reviews it as the letter that would leave."""
    notice = notice_for(request.actor, reference)
    is_draft = notice.state == NoticeState.DRAFT
    may_change = is_draft and allowed(request.actor, DRAFT_NOTICE)
    changes = may_change and (notice.drafted_by == request.actor.person or request.GET.get("change") == "yes")
    form = NoticeForm(request.POST or None, initial=NoticeForm.shows(notice.value)) if changes else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.change_notice(request.actor, notice, form.changes())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("The draft is kept."))
            return see(_address(notice))
    if request.method == "GET":
        note_read(request.actor, READ_NOTICE, notice)
    things = four_things(notice)
    missing = sum(not thing.is_there for thing in things)
    context = {
        "notice": notice,
        "value": notice.value,
        "form": form,
        "is_draft": is_draft,
        "may_change": may_change and form is None,
        "things": things,
        "missing": missing,
        "letter": letter_of(notice),
        "withdrawal": actions.withdrawal_letter(notice) if notice.withdrawal_reason else "",
        "acts": acts_on(request.actor, notice, is_whole=not missing),
        "clocks": clocks.of_notice(notice),
        "sendings": gone_out(notice),
        "statements": [(one, reasons_of(one)) for one in notice.statements.order_by("received_at")],
        "events": told_about(notice),
        "precision": figures.precision(notice.organisation),
    }
    return render(
        request, "correspondence/notice.html", context, status=422 if form is not None and form.errors else 200
    )


@require_POST
def reviewed(request: Request, reference: str) -> HttpResponseBase:
    """Review a notice."""
    notice = notice_for(request.actor, reference)
    actions.review_notice(request.actor, notice)
    happened(request, _("The notice is reviewed."))
    return see(_address(notice))


@require_POST
def back_to_draft(request: Request, reference: str) -> HttpResponseBase:
    """Make a reviewed or returned notice a draft again."""
    notice = notice_for(request.actor, reference)
    actions.change_notice(request.actor, notice, {})
    happened(request, _("The notice is a draft again."))
    return see(_address(notice))


def sent(request: Request, reference: str) -> HttpResponseBase:
    """Send a reviewed notice."""
    notice = notice_for(request.actor, reference)
    has_address = Contact.objects.filter(organisation=notice.recipient).exists()
    form = SendForm(request.POST or None, initial={"channel": Channel.EMAIL if has_address else Channel.PORTAL})
    return _form(
        request, notice, form, headline=_("Send the notice"), act=_("Send"), says=_("The notice is on its way."),
        lede=_("It passes the agreement with the platform; what the agreement withholds does not leave."),
        do=lambda told: actions.send_notice(request.actor, notice, Channel(told["channel"])),
    )  # fmt: skip


def received(request: Request, reference: str) -> HttpResponseBase:
    """Keep a receipt."""
    notice = notice_for(request.actor, reference)
    return _form(
        request, notice, ReceiptForm(request.POST or None), headline=_("Keep the receipt"), act=_("Keep"),
        says=_("The receipt is kept."),
        do=lambda told: actions.keep_receipt(request.actor, notice, receipt=told["receipt"]),
    )  # fmt: skip


def decided(request: Request, reference: str) -> HttpResponseBase:
    """Keep a decision."""
    notice = notice_for(request.actor, reference)
    return _form(
        request, notice, DecisionForm(request.POST or None), headline=_("Keep the platform’s decision"), act=_("Keep"),
        says=_("The decision is kept, and looking again is planned."),
        do=lambda told: actions.keep_decision(
            request.actor, notice, Decision(told["decision"]), known_from=told["known_from"]
        ),
    )  # fmt: skip


def revisited(request: Request, reference: str) -> HttpResponseBase:
    """Keep what was seen at the address."""
    notice = notice_for(request.actor, reference)
    seen = revisiting.seen_since(notice)
    likely = revisiting.speaks_for(notice, seen)
    page = FormPage(
        headline=_("Look at the offer again"), act=_("Keep"), over=notice.reference, back=_address(notice),
        lede=_("Have the address asked, or open it without signing in, and say what is there."),
        before="correspondence/visited.html",
        shows={
            "notice": notice, "address": current(notice.offer).listing.url, "seen": seen,
            "signs": revisiting.signs_of(seen) if seen else (), "waiting": visiting.waiting_visit(notice.offer),
            "visited": visiting.last_visit(notice.offer), "can_visit": allowed(request.actor, KEEP_CAPTURE),
        },
    )  # fmt: skip
    shown_page = form_page(
        request, RevisitForm(request.POST or None, initial={"seen": likely}), page, says=_("What was seen is kept."),
        do=lambda told: actions.keep_revisit(request.actor, notice, Revisit(told["seen"]), capture=seen),
    )  # fmt: skip
    return whole_when_done(request, shown_page, waits=page.shows["waiting"] is not None)


@require_POST
def complained(request: Request, reference: str) -> HttpResponseBase:
    """Keep that somebody complained."""
    notice = notice_for(request.actor, reference)
    actions.keep_complaint(request.actor, notice)
    happened(request, _("The complaint is kept."))
    return see(_address(notice))


def settled(request: Request, reference: str) -> HttpResponseBase:
    """Keep what came of a complaint."""
    notice = notice_for(request.actor, reference)
    return _form(
        request, notice, ComplaintForm(request.POST or None), headline=_("Keep what came of the complaint"),
        act=_("Keep"), says=_("The complaint is settled."),
        do=lambda told: actions.keep_complaint(request.actor, notice, reversed_=told["reversed_"] == "yes"),
    )  # fmt: skip


@require_POST
def closed(request: Request, reference: str) -> HttpResponseBase:
    """Close a notice."""
    notice = notice_for(request.actor, reference)
    actions.close_notice(request.actor, notice)
    happened(request, _("The notice is closed."))
    return see(_address(notice))


@require_POST
def unanswered(request: Request, reference: str) -> HttpResponseBase:
    """Keep that nobody answers."""
    notice = notice_for(request.actor, reference)
    actions.give_up(request.actor, notice)
    happened(request, _("That nobody answered is kept."))
    return see(_address(notice))


def withdrawn(request: Request, reference: str) -> HttpResponseBase:
    """Take a notice back."""
    notice = notice_for(request.actor, reference)
    return _form(
        request, notice, WithdrawalForm(request.POST or None), headline=_("Withdraw the notice"), act=_("Withdraw"),
        says=_("The notice is withdrawn, and the correction is on its way."),
        lede=_("A correction with an apology goes the way the notice went."),
        do=lambda told: actions.withdraw_notice(request.actor, notice, reason=told["reason"]),
    )  # fmt: skip


def downloaded(request: Request, reference: str) -> HttpResponse:
    """Hand over what was sent, as JSON: nothing else of the notice leaves as a file."""
    notice = notice_for(request.actor, reference)
    note_read(request.actor, READ_NOTICE, notice)
    if not notice.released:
        return HttpResponse(_("This notice was not sent."), status=409, content_type="text/plain")
    return file(values.written(notice_now(request.actor, notice)), f"{notice.reference}.json", "application/json")


@require_POST
def cleared(request: Request, reference: str) -> HttpResponseBase:
    """Say of a mail whose worker died whether it arrived."""
    sending = sending_for(request.actor, reference)
    posting.clear_mark(request.actor, sending, was_sent=request.POST.get("was_sent") == "yes")
    happened(request, _("That is kept."))
    thing = sending.notice or sending.log
    where = "correspondence:notice" if sending.notice else "correspondence:log"
    return see(reverse(where, args=[thing.reference if thing else ""]))


def filed(request: Request) -> HttpResponseBase:
    """File a statement of reasons that reached the house."""
    form = FileStatementForm(request.POST or None, request.FILES or None, platforms=partners(Kind.PLATFORM))
    page = FormPage(
        headline=_("File a statement of reasons"),
        lede=_("It is matched with the notice that it names, or whose address it has."),
        act=_("File"),
        back=reverse("correspondence:notices"),
    )

    def do(told: dict[str, object]) -> str:
        platform, raw = told["platform"], told["file"]
        if not isinstance(platform, Organisation) or not isinstance(raw, bytes):  # the form made them
            raise TypeError(type(platform))
        statement = statements.file_statement(request.actor, raw, platform, _house(request.actor))
        return _address(statement.notice) if _knows(request.actor, statement) and statement.notice else page.back

    return form_page(request, form, page, do=do, says=_("The statement of reasons is filed."))


def figured(request: Request) -> HttpResponse:
    """Show precision and the yearly report; hand it over as CSV or JSON."""
    house, shown_as = _house(request.actor), request.GET.get("as", "")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else timezone.localdate().year
    rows = figures.yearly_report(house, max(year, 1))
    if shown_as == "csv":
        return file(figures.as_csv(rows).encode(), f"notices-{year}.csv", "text/csv; charset=utf-8")
    if shown_as == "json":
        told = figures.as_json(rows, organisation=house.name, year=year)
        return file(told.encode(), f"notices-{year}.json", "application/json")
    context = {
        "rows": rows,
        "year": year,
        "precision": figures.precision(house),
        "alarm_below": figures.ALARM_BELOW,
        "flagger": actions.flagger_of(house),
        "contacts": Contact.objects.select_related("organisation").order_by("organisation__name"),
    }
    return render(request, "correspondence/figures.html", context)


def contact(request: Request) -> HttpResponseBase:
    """Keep where a partner is written to."""
    organisations = Organisation.objects.filter(ended_at=None).order_by("name")
    page = FormPage(headline=_("Keep an address"), act=_("Keep"), back=reverse("correspondence:figures"))
    return form_page(
        request, ContactForm(request.POST or None, organisations=organisations), page, says=_("The address is kept."),
        do=lambda told: actions.keep_contact(request.actor, told["organisation"], told["email"]),
    )  # fmt: skip


def flagger(request: Request) -> HttpResponseBase:
    """Keep the status of trusted flagger."""
    page = FormPage(
        headline=_("Keep the status of trusted flagger"), act=_("Keep"), back=reverse("correspondence:figures"),
        lede=_("A coordinator for digital services awards it (DSA art. 22); notices then carry its number."),
    )  # fmt: skip
    return form_page(
        request, FlaggerForm(request.POST or None), page, says=_("The status is kept."),
        do=lambda told: actions.keep_flagger(request.actor, **told),
    )  # fmt: skip


def _form(
    request: Request, notice: Notice, form: Form, *, headline: str, act: str, says: str, do: object, lede: str = ""
) -> HttpResponseBase:
    page = FormPage(headline=headline, act=act, lede=lede, over=notice.reference, back=_address(notice))
    return form_page(request, form, page, do=do, says=says)  # pyright: ignore[reportArgumentType]


def _knows(actor: Actor, statement: Statement) -> bool:
    return statement.notice is not None and notices_for(actor).filter(pk=statement.notice.pk).exists()


def _address(notice: Notice) -> str:
    return reverse("correspondence:notice", args=[notice.reference])


def _house(actor: Actor) -> Organisation:
    if actor.organisation is None:  # the doors open to members only
        raise LookupError(str(actor))
    return actor.organisation
