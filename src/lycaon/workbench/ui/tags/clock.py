"""Tags for days and clocks: a deadline says in words how far it is, the day stands beside it."""

from datetime import date, datetime, time, timedelta

from django.template import Library
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lycaon.workbench.ui.languages import spoken

register = Library()

_DAY = {"en": "j M Y", "fr": "j N Y", "de": "j. N Y", "nl": "j N Y"}


@register.simple_tag
def deadline(when: datetime | date | None, *, now: datetime | None = None, met: bool = False) -> SafeString | str:
    """Draw how far a deadline is: "1 d late", "today 16:20", "in 5 d". The marker shows only when the day is here.

    Args:
        when: the moment it ends, or the day by whose end it must be met; None is "—".
        now: for tests.
        met: it no longer runs; said as such, without a marker.
    """
    if when is None:
        return "—"
    if met:
        return format_html('<span class="due">{}</span>', _("met"))
    end = _moment(when)
    now = timezone.localtime(now)
    words, css = _distance(end, now, with_hour=isinstance(when, datetime))
    return format_html('<span class="due{}">{}</span>', css, words)


def _distance(end: datetime, now: datetime, *, with_hour: bool) -> tuple[str, str]:
    days = (end.date() - now.date()).days
    if end < now:
        late = now - end
        if days == 0:
            hours = late // timedelta(hours=1)
            return ngettext("%(n)d h late", "%(n)d h late", hours) % {"n": max(1, hours)}, " late"
        return ngettext("%(n)d d late", "%(n)d d late", -days) % {"n": -days}, " late"
    if days == 0:
        hour = formats.time_format(end.time(), "H:i")
        return (_("today %(hour)s") % {"hour": hour} if with_hour else _("today")), " soon"
    return ngettext("in %(n)d d", "in %(n)d d", days) % {"n": days}, ""


def _moment(when: datetime | date) -> datetime:
    if isinstance(when, datetime):
        return timezone.localtime(when)
    return timezone.make_aware(datetime.combine(when, time.max), timezone.get_current_timezone())


@register.simple_tag
def day(when: datetime | date | None) -> SafeString | str:
    """Draw a day: "22 Nov 2026"."""
    if when is None:
        return "—"
    local = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return format_html(
        '<time class="nb" datetime="{}">{}</time>',
        local.isoformat(),
        formats.date_format(local, _DAY[spoken()]),
    )


@register.simple_tag
def moment(when: datetime | None) -> SafeString | str:
    """Draw a day and hour in the zone of the reader: "22 Nov 2026, 19:04"."""
    if when is None:
        return "—"
    local = timezone.localtime(when)
    return format_html(
        '<time class="nb" datetime="{}">{}</time>',
        when.isoformat(),
        formats.date_format(local, _DAY[spoken()] + ", H:i"),
    )


@register.simple_tag
def duration(seconds: float | timedelta | None) -> str:
    """Say how long something took, in one or two units: "38 s", "1 min 40 s", "3 h 12 min", "2 d 6 h"."""
    if seconds is None:
        return "—"
    whole = round(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    units = ((86400, _("d")), (3600, _("h")), (60, _("min")), (1, _("s")))
    for place, (size, unit) in enumerate(units):
        if whole >= size:
            first, rest = divmod(whole, size)
            second = rest // units[place + 1][0] if place + 1 < len(units) else 0
            return f"{first}\u00a0{unit}" + (f" {second}\u00a0{units[place + 1][1]}" if second else "")
    return f"0\u00a0{_('s')}"


@register.simple_tag
def ago(when: datetime | None) -> str:
    """Say how long ago something was, in one or two units: "14 h", "1 d 6 h"."""
    return "—" if when is None else duration(max(timezone.now() - when, timedelta(minutes=1)))
