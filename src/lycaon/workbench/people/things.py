"""What can be shared, in the words of the reader; the codes stand in ``flows.yaml``."""

from django.utils.translation import gettext_lazy as _

THINGS = {
    "notice": _("notice"),
    "information_log": _("information log"),
    "evidence_bundle": _("evidence bundle"),
    "order": _("order"),
    "order_answer": _("answer to an order"),
    "statement_of_reasons": _("statement of reasons"),
    "statistics": _("statistics"),
    "signals": _("signals"),
    "outcome": _("outcome"),
    "deconfliction": _("deconfliction"),
    "manifest": _("manifest"),
    "verdict": _("verdict"),
    "survey_table": _("table of a survey"),
    "case_file": _("case file"),
}


def thing_in_words(name: str) -> str:
    """Return what a thing is called.

    >>> thing_in_words("information_log")
    'information log'
    """
    return str(THINGS[name])
