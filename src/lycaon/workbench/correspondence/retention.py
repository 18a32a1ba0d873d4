"""How long what was written to others is kept, and what remains: kind, days and decision, which the figures count.

A letter about a case is part of it and goes with it. What a platform or an authority wrote back is kept as long as the
usual agreement says; what an authority asks for belongs to that authority, whose own law may say otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lycaon.exchange import information_log, notice
from lycaon.workbench.cases.retention import FORGOTTEN
from lycaon.workbench.correspondence.models import Contact, Log, LogOffer, Notice, Request, Sending, Statement
from lycaon.workbench.correspondence.ordering import Order
from lycaon.workbench.correspondence.states import LogState, NoticeState, RequestState, SendingState
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.record.retention import Sweep

_SIX_YEARS = 6 * 365 + 2
_LOG_IS_OVER = (LogState.CLOSED, LogState.DECLINED, LogState.OUTCOME, LogState.RETURNED, LogState.BOUNCED)
_MAIL_IS_OVER = (SendingState.SENT, SendingState.FAILED, SendingState.BOUNCED)
Names = Sequence[tuple[str, str]]


def _notices(_before: datetime) -> QuerySet[Notice]:
    gone = Notice.objects.filter(case__title=FORGOTTEN).exclude(released="", receipt=FORGOTTEN)
    return gone.select_related("case", "offer__account")


def _forget_notices(notices: Sequence[Notice]) -> None:
    for one in notices:
        value = one.value
        one.document = notice.written(
            notice.Notice(notice_id=value.notice_id, kind=value.kind, platform=value.platform, urls=())
        ).decode()
        one.released, one.withdrawal_reason, one.receipt = "", "", FORGOTTEN
        # Nobody answers any more: a state that waits would wait for ever.
        if one.state not in {NoticeState.WITHDRAWN, NoticeState.NO_ANSWER}:
            one.state = NoticeState.CLOSED.value
    Notice.objects.bulk_update(notices, ["document", "released", "withdrawal_reason", "receipt", "state"])
    _forget_mails(list(Sending.objects.filter(notice__in=notices)))
    Statement.objects.filter(notice__in=notices).update(document="{}")


def _logs(before: datetime) -> QuerySet[Log]:
    told = LogOffer.objects.filter(log=OuterRef("pk"))
    of_cases, unfinished = told.exclude(case=None), told.exclude(case=None).exclude(case__title=FORGOTTEN)
    by_case = Exists(of_cases) & ~Exists(unfinished)
    by_age = ~Exists(of_cases) & Q(state__in=_LOG_IS_OVER, state_since__lte=before)
    return Log.objects.filter(by_case | by_age).exclude(released="", answer_note=FORGOTTEN)


def _forget_logs(logs: Sequence[Log]) -> None:
    for one in logs:
        bare = replace(
            one.value, contact="", summary="", handling="", offers=(), accounts=(), evidence=(), network=(),
            reviewers=(), severity="", specimens="", conservation=(), own_grade="",
        )  # fmt: skip
        one.document, one.released, one.answer_note = information_log.written(bare).decode(), "", FORGOTTEN
        one.recipient_reference, one.state = "", LogState.CLOSED.value
    Log.objects.bulk_update(logs, ["document", "released", "answer_note", "recipient_reference", "state"])
    _forget_mails(list(Sending.objects.filter(log__in=logs)))


def _mails(before: datetime) -> QuerySet[Sending]:
    return Sending.objects.filter(state__in=_MAIL_IS_OVER, queued_at__lte=before).exclude(body="", subject="")


def _forget_mails(mails: Sequence[Sending]) -> None:
    Sending.objects.filter(pk__in=[one.pk for one in mails]).update(to="", subject="", body="", fault="")


def _statements(before: datetime) -> QuerySet[Statement]:
    return Statement.objects.filter(received_at__lte=before).exclude(document="{}")


def _forget_statements(statements: Sequence[Statement]) -> None:
    Statement.objects.filter(pk__in=[one.pk for one in statements]).update(document="{}")


def _requests(before: datetime) -> QuerySet[Request]:
    over = Request.objects.filter(
        state__in=[RequestState.CLOSED, RequestState.EXPIRED, RequestState.REFUSED, RequestState.NO_SUCH_ACCOUNT],
        state_since__lte=before,
    )
    return over.exclude(document__facts=FORGOTTEN)


def _forget_requests(requests: Sequence[Request]) -> None:
    for one in requests:
        way = str(one.document.get("way", ""))
        one.document, one.released, one.answer = asdict(Order(kind=one.kind, way=way, facts=FORGOTTEN)), {}, {}
    Request.objects.bulk_update(requests, ["document", "released", "answer"])


def _contacts(before: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(organisation__ended_at__lte=before)


def _forget_contacts(contacts: Sequence[Contact]) -> None:
    Contact.objects.filter(pk__in=[one.pk for one in contacts]).delete()


def _of_offers(offers: Iterable[Offer]) -> Names:
    return [name for one in offers for name in (("offer", one.reference), *_account(one))]


def _account(offer: Offer) -> Names:
    return [("account", offer.account.reference)] if offer.account else []


def _notice_held_as(one: Notice) -> Names:
    return (("notice", one.reference), ("case", one.case.reference), *_of_offers([one.offer]))


def _log_held_as(one: Log) -> Names:
    told = list(one.told_offers.select_related("case", "offer__account"))
    cases = [("case", row.case.reference) for row in told if row.case]
    return (("log", one.reference), *cases, *_of_offers(row.offer for row in told))


def _mail_held_as(one: Sending) -> Names:
    own = (("sending", one.reference),)
    if one.notice is not None:
        return (*own, *_notice_held_as(one.notice))
    return (*own, *_log_held_as(one.log)) if one.log is not None else own


def _statement_held_as(one: Statement) -> Names:
    own = (("statement", one.reference),)
    return (*own, *_notice_held_as(one.notice)) if one.notice else own


SWEEPS = (
    Sweep(name="notices", says="Notices of cases that are over: kind, days and decision remain", days=0,
          due=_notices, forget=_forget_notices, held_as=_notice_held_as,
          basis="A notice is part of its case and goes with it."),
    Sweep(name="information_logs", says="Information logs of cases that are over, and those about offers in no case:"
          " days and outcomes remain", days=730, due=_logs, forget=_forget_logs, held_as=_log_held_as,
          basis="A log is part of its cases and goes with them; one about no case is kept as long as such an offer."),
    Sweep(name="mails", says="Words and addresses of mails that were sent: emptied", days=730, due=_mails,
          forget=_forget_mails, held_as=_mail_held_as,
          basis="The letter itself is kept with its case; the mail only proves how it went."),
    Sweep(name="statements_of_reasons", says="Words of platforms about a decision: the decision remains", days=730,
          due=_statements, forget=_forget_statements, held_as=_statement_held_as,
          basis="As long as agreements with platforms usually say."),
    Sweep(name="requests", says="Requests of authorities that are over: kind and days remain", days=_SIX_YEARS,
          due=_requests, forget=_forget_requests,
          basis="As long as a case; the law of the authority may ask for another period."),
    Sweep(name="partner_addresses", says="Addresses of partners that left: deleted", days=180, due=_contacts,
          forget=_forget_contacts, name_of=lambda one: one.organisation.reference,
          held_as=lambda one: (("organisation", one.organisation.reference),),
          basis="Long enough for what was under way."),
)  # fmt: skip
