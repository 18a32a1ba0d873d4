"""The portal of partners: a platform's notices. A partner sees what was released to it, and nothing of the house."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.exchange import notice as values
from lycaon.workbench.correspondence import actions, answering, clocks, statements
from lycaon.workbench.correspondence.access import notice_to, notices_to
from lycaon.workbench.correspondence.forms import AnswerForm, UploadForm
from lycaon.workbench.correspondence.leaving import notice_now, notices_now
from lycaon.workbench.correspondence.models import Notice, Statement
from lycaon.workbench.correspondence.pages import FormPage, file, form_page, see
from lycaon.workbench.correspondence.queries import house
from lycaon.workbench.correspondence.statements import Reasons
from lycaon.workbench.correspondence.states import NOTICE_STEPS, Decision, NoticeState
from lycaon.workbench.correspondence.verbs import ANSWER_NOTICE, SEE_OWN_NOTICES
from lycaon.workbench.people.acting import allowed, house_of
from lycaon.workbench.people.doors import Request
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import happened

_A_PAGE = 50
_WAITING = (NoticeState.SENT, NoticeState.RECEIVED, NoticeState.UNDER_REVIEW, NoticeState.NO_ANSWER)


def notices(request: Request) -> HttpResponse:
    """List the notices to one's platform: those to answer, or those that one has decided."""
    decided = request.GET.get("decided") == "yes"
    found = notices_to(request.actor)
    rows = found.exclude(state__in=_WAITING) if decided else found.filter(state__in=_WAITING)
    ordered = rows.select_related("organisation").order_by("-is_pressing", "sent_at", "pk")
    page = Paginator(ordered, _A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "page": page,
        "rows": list(
            zip(shown, notices_now(request.actor, shown, house_of(request.actor)), map(_due, shown), strict=True)
        ),
        "decided": decided,
    }
    return render(request, "correspondence/portal_notices.html", context)


def notice(request: Request, reference: str) -> HttpResponse:
    """Show a notice to one's platform; to open it is to receive it."""
    found = notice_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_NOTICES, found)
    value = notice_now(request.actor, found)
    if found.state == NoticeState.SENT and request.method == "GET" and allowed(request.actor, ANSWER_NOTICE):
        answering.confirm_receipt(request.actor, found)
    context = {
        "notice": found,
        "value": value,
        "letter": values.letter(value),
        "withdrawal": actions.withdrawal_letter(found) if found.withdrawal_reason else "",
        "due": _due(found),
        "may_answer": NoticeState.DECIDED in NOTICE_STEPS[NoticeState(found.state)],
        "may_take_up": NoticeState.UNDER_REVIEW in NOTICE_STEPS[NoticeState(found.state)],
        "statements": Statement.objects.filter(notice=found, organisation=found.recipient).order_by("received_at"),
    }
    return render(request, "correspondence/portal_notice.html", context)


@require_POST
def taken_up(request: Request, reference: str) -> HttpResponseBase:
    """Say that somebody looks at a notice."""
    found = notice_to(request.actor, reference)
    answering.take_up(request.actor, found)
    happened(request, _("The sender sees that you are looking at it."))
    return see(_address(found))


def answered(request: Request, reference: str) -> HttpResponseBase:
    """Decide on a notice."""
    found = notice_to(request.actor, reference)
    page = FormPage(
        headline=_("Decide on notice %(notice)s") % {"notice": found.reference},
        lede=_("The sender gets your decision and its reasons, and nothing about the person whose offer it is."),
        act=_("Decide"), over=found.reference, back=_address(found), is_portal=True,
    )  # fmt: skip
    return form_page(
        request, AnswerForm(request.POST or None), page, says=_("Your decision is kept, and the sender sees it."),
        do=lambda told: answering.answer_notice(
            request.actor, found, Decision(told["decision"]),
            Reasons(ground=told["ground"], facts=told["facts"], automated=told["automated"], redress=told["redress"]),
        ),
    )  # fmt: skip


def uploaded(request: Request) -> HttpResponseBase:
    """Upload a statement of reasons."""
    host = house()
    if host is None:
        raise Http404
    page = FormPage(
        headline=_("Upload a statement of reasons"),
        lede=_("It is matched with the notice that it names, or whose address it has."),
        act=_("Upload"), back=reverse("correspondence:portal-notices"), is_portal=True,
    )  # fmt: skip
    return form_page(
        request, UploadForm(request.POST or None, request.FILES or None), page,
        says=_("The statement of reasons is here."),
        do=lambda told: _where(statements.upload_statement(request.actor, told["file"], host)),
    )  # fmt: skip


def notice_file(request: Request, reference: str) -> HttpResponse:
    """Hand over a notice as JSON."""
    found = notice_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_NOTICES, found)
    return file(values.written(notice_now(request.actor, found)), f"{found.reference}.json", "application/json")


def _where(statement: Statement) -> str:
    return _address(statement.notice) if statement.notice else reverse("correspondence:portal-notices")


def _address(found: Notice) -> str:
    return reverse("correspondence:portal-notice", args=[found.reference])


def _due(found: Notice) -> object:
    return found.sent_at + clocks.answer_within(found) if found.sent_at and found.state in _WAITING else None
