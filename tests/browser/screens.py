"""Every screen of the workbench: one line each. ``{name}`` in an address is what ``seed.py`` made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A page, and who looks at it."""

    name: str
    address: str
    role: str = "analyst"
    """Empty: somebody who has not signed in."""
    status: int = 200


SCREENS = (
    Screen("today", "/"),
    Screen("today-lead", "/", "lead"),
    Screen("today-officer", "/", "authority_officer"),
    Screen("keys", "/keys/"),
    Screen("not-found", "/nothing-here/", status=404),
    Screen("offers", "/offers/"),
    Screen("offers-none", "/offers/?words=nothing+like+it"),
    Screen("offer", "/offers/{offer}/"),
    Screen("offer-hostile", "/offers/{offer_hostile}/"),
    Screen("offer-bare", "/offers/{offer_bare}/"),
    Screen("offer-photo", "/offers/{offer}/?photo=1"),
    Screen("offer-verdicts", "/offers/{offer}/verdicts/"),
    Screen("offer-evidence", "/offers/{offer}/evidence/?check=now"),
    Screen("offer-evidence-none", "/offers/{offer_bare}/evidence/"),
    Screen("offer-similar", "/offers/{offer}/similar/"),
    Screen("offer-seller", "/offers/{offer}/seller/"),
    Screen("log-in", "/account/log-in/", ""),
    Screen("password-reset", "/account/password/reset/", ""),
    Screen("password-change", "/account/password/change/"),
    Screen("second-factor", "/account/second-factor/"),
    Screen("sessions", "/account/sessions/"),
    Screen("acting-for", "/acting-for/"),
    Screen("people", "/people/", "administrator"),
    Screen("people-enrol", "/people/enrol/", "administrator"),
    Screen("organisation", "/people/organisations/{organisation}/", "administrator"),
    Screen("organisation-change", "/people/organisations/{organisation}/change/", "administrator"),
    Screen("organisation-invite", "/people/organisations/{partner}/invite/", "administrator"),
    Screen("person", "/people/persons/{person}/", "administrator"),
    Screen("person-roles", "/people/persons/{person}/roles/{organisation}/", "administrator"),
    Screen("person-close", "/people/persons/{person}/close/", "administrator"),
    Screen("join", "/join/{token}/", ""),
    Screen("agreements", "/agreements/", "lead"),
    Screen("agreements-draft", "/agreements/draft/", "administrator"),
    Screen("agreement", "/agreements/{agreement}/", "lead"),
    Screen("agreement-drafted", "/agreements/{draft}/", "administrator"),
    Screen("tokens", "/tokens/"),
    Screen("triage", "/triage/{waiting}/"),
    Screen("triage-alike", "/triage/{alike}/", "lead"),
    Screen("triage-undo", "/triage/decisions/{decision}/undo/", "lead"),
    Screen("triage-agreement", "/triage/agreement/", "lead"),
    Screen("cases", "/cases/", "lead"),
    Screen("case", "/cases/{case}/", "lead"),
    Screen("case-open", "/cases/open/"),
    Screen("case-sign", "/cases/{case}/sign/", "lead"),
    Screen("case-route", "/cases/{case}/route/", "lead"),
    Screen("case-members", "/cases/{case}/members/", "lead"),
    Screen("case-task", "/cases/{case}/tasks/", "lead"),
    Screen("case-outcome", "/cases/{case}/outcomes/", "lead"),
    Screen("case-close", "/cases/{case}/close/", "lead"),
    Screen("privacy", "/privacy/", "data_protection_officer"),
    Screen("privacy-period", "/privacy/periods/rejected_offers/", "data_protection_officer"),
    Screen("privacy-hold", "/privacy/holds/place/", "data_protection_officer"),
    Screen("privacy-lift", "/privacy/holds/{hold}/lift/", "data_protection_officer"),
    Screen("privacy-take", "/privacy/requests/take/", "data_protection_officer"),
    Screen("privacy-request", "/privacy/requests/{request}/", "data_protection_officer"),
    Screen("privacy-register", "/privacy/breaches/register/", "data_protection_officer"),
    Screen("privacy-breach", "/privacy/breaches/{breach}/", "data_protection_officer"),
    Screen("privacy-assessment", "/privacy/assessment/", "data_protection_officer"),
    Screen("privacy-reads", "/privacy/reads/", "data_protection_officer"),
    Screen("privacy-record", "/privacy/record/", "data_protection_officer"),
)
