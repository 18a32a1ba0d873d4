"""Requests and orders of authorities: their common fields, and what keeps one from being signed.

An order that asks for too much, names an account by a word that its owner can change, or has no time zone is stopped
here with an explanation, before a platform has to refuse it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from lycaon.exchange.notice import is_address_of_page, is_search_page
from lycaon.workbench.correspondence.models import RequestKind

LONGEST_PERIOD = timedelta(days=366)
"""What is asked for beyond a year needs an order of its own for each year."""
LONGEST_FACTS = 5
"""Lines."""
PENALTY_FOR_CONTENT_YEARS = 3
"""Least maximum penalty for traffic and content data under Regulation (EU) 2023/1543."""
_EU = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)


class Way(models.TextChoices):
    """On what ground an authority reaches a platform."""

    DOMESTIC = "domestic", _("domestic law")
    E_EVIDENCE = "e_evidence", _("Regulation (EU) 2023/1543 (e-Evidence)")
    DSA = "dsa", _("Digital Services Act, art. 9 or 10")
    BUDAPEST = "budapest", _("Budapest Convention, expedited preservation (art. 29)")


class DataClass(models.TextChoices):
    """What kind of data is asked for."""

    SUBSCRIBER = "subscriber", _("subscriber data")
    TRAFFIC = "traffic", _("traffic data")
    CONTENT = "content", _("content data")


PRESERVE_DAYS = {Way.DOMESTIC: 90, Way.E_EVIDENCE: 60, Way.BUDAPEST: 60, Way.DSA: 0}
"""How long a platform keeps data on one request."""
RENEW_DAYS = {Way.DOMESTIC: 90, Way.E_EVIDENCE: 30, Way.BUDAPEST: 60}
"""How much longer on a renewal; Regulation (EU) 2023/1543 Art. 6 extends by 30 days."""
MOST_RENEWALS = {Way.E_EVIDENCE: 1}
"""Where the law knows a last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What all requests have in common."""

    kind: str
    way: str
    legal_basis: str = ""
    case_number: str = ""
    offence: str = ""
    max_penalty_years: float = 0.0
    facts: str = ""
    account_id: str = ""
    account_url: str = ""
    data_classes: tuple[str, ...] = ()
    begins: str = ""
    """ISO 8601 with a time zone."""
    ends: str = ""
    urgency: str = ""
    """Ground, where it is urgent."""
    confidentiality: str = ""
    """Basis on which the person is not told, where that is asked for."""
    reply_channel: str = ""
    deadline: str = ""
    """ISO day."""

    def document(self, *, order_id: str, authority: str, signatory: str, language: str) -> dict[str, object]:
        """Return the order as the agreement names its fields."""
        return {
            "order_id": order_id,
            "kind": self.kind,
            "authority": authority,
            "legal_basis": {"way": self.way, "text": self.legal_basis, "case_number": self.case_number},
            "offence": {"article": self.offence, "max_penalty_years": self.max_penalty_years},
            "facts": self.facts,
            "account": {"id": self.account_id, "url": self.account_url},
            "data_classes": list(self.data_classes),
            "period": {"begins": self.begins, "ends": self.ends},
            "urgency": self.urgency,
            "confidentiality": self.confidentiality,
            "reply_channel": self.reply_channel,
            "deadline": self.deadline,
            "signatory": signatory,
            "language": language,
        }


SAYS = {
    "missing": _("Fill in: %(field)s."),
    "facts_long": _("Say the facts in at most five lines."),
    "account_vanity": _(
        "This looks like a name that the account’s owner can change. Give the platform’s own number of the account."
    ),
    "address": _("Give the exact address of the content; a search page or a part of an address is none."),
    "zone": _(
        "Give begin and end with a time zone, as in 2026-09-01T00:00+02:00. Without one the period is not known."
    ),
    "period_order": _("The period ends before it begins."),
    "period_broad": _(
        "The period is longer than a year. That is more than what is necessary and proportionate; "
        "shorten it to the days of the offers, or ask for each year with its own reasons."
    ),
    "country": _(
        "This platform is established in another country. Domestic law does not reach it; choose another ground."
    ),
    "not_eu": _("This ground holds only between authorities and platforms of the European Union."),
    "penalty": _(
        "Traffic and content data can be ordered on this ground only for offences "
        "with a maximum of three years or more."
    ),
    "expired": _("The day of the answer has passed."),
}
"""Why an order is stopped, and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an order cannot be signed."""

    code: str
    field: str = ""

    @property
    def says(self) -> str:
        """In a sentence."""
        return str(SAYS[self.code]) % {"field": self.field} if self.code == "missing" else str(SAYS[self.code])


def faults(order: Order, *, authority: str, platform: str, today: date) -> tuple[Fault, ...]:
    """Return what keeps an order from being signed.

    Args:
        order: the draft.
        authority: country of the authority, ISO 3166-1.
        platform: country in which the platform is established.
        today: the day.
    """
    about_ground = _about_ground(order, authority, platform, today)
    return (*_missing(order), *_about_account(order), *_about_period(order), *about_ground)


def _missing(order: Order) -> Iterator[Fault]:
    required = ["legal_basis", "case_number", "offence", "facts", "reply_channel", "deadline"]
    if order.kind != RequestKind.REMOVAL.value:
        required += ["account_id", "data_classes", "begins", "ends"]
    yield from (Fault("missing", name) for name in required if not getattr(order, name))
    if len([line for line in order.facts.splitlines() if line.strip()]) > LONGEST_FACTS:
        yield Fault("facts_long")


def _about_account(order: Order) -> Iterator[Fault]:
    name = order.account_id.strip()
    if name and (name.startswith("@") or " " in name or not any(letter.isdigit() for letter in name)):
        yield Fault("account_vanity")
    if order.kind == RequestKind.REMOVAL.value and (
        not is_address_of_page(order.account_url) or is_search_page(order.account_url)
    ):
        yield Fault("address")


def _about_period(order: Order) -> Iterator[Fault]:
    if not order.begins or not order.ends:
        return
    begins, ends = moment(order.begins), moment(order.ends)
    if begins is None or ends is None:
        yield Fault("zone")
    elif ends <= begins:
        yield Fault("period_order")
    elif ends - begins > LONGEST_PERIOD:
        yield Fault("period_broad")


def _about_ground(order: Order, authority: str, platform: str, today: date) -> Iterator[Fault]:
    if order.way == Way.DOMESTIC.value and authority != platform:
        yield Fault("country")
    if order.way in {Way.E_EVIDENCE, Way.DSA} and not {authority, platform} <= _EU:
        yield Fault("not_eu")
    asks_more = {DataClass.TRAFFIC, DataClass.CONTENT} & set(order.data_classes)
    is_light = order.max_penalty_years < PENALTY_FOR_CONTENT_YEARS
    if order.way == Way.E_EVIDENCE.value and order.kind == RequestKind.PRODUCTION.value and asks_more and is_light:
        yield Fault("penalty")
    if order.deadline and date.fromisoformat(order.deadline) < today:
        yield Fault("expired")


def moment(text: str) -> datetime | None:
    """Return a moment that names its time zone; None for any other text.

    >>> moment("2026-09-01T00:00"), moment("2026-09-01T00:00+02:00").isoformat()
    (None, '2026-09-01T00:00:00+02:00')
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else None
