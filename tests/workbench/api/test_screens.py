"""What every screen does, a program can do: which operation stands for which screen, and why a few have none."""

from tests.workbench.calls_of_tests import ALL

from lycaon.workbench.api.doorway import OPERATIONS
from lycaon.workbench.people.permissions import PUBLIC
from lycaon.workbench.project.matrix import doors

OPERATION_OF = {
    "offers:list": "list_offers", "offers:offer": "get_offer", "offers:verdicts": "list_verdicts",
    "offers:evidence": "list_captures", "offers:capture": "list_captures", "offers:similar": "list_similar_offers",
    "offers:seller": "get_seller",
    "triage:first": "get_queue", "triage:offer": "get_queue", "triage:agreement": "get_agreement_of_decisions",
    "triage:hand-on": "export_decisions", "triage:undo": "undo_decision", "triage:decide": "decide_offer",
    "surveys:list": "list_surveys", "surveys:new": "draft_survey", "surveys:plan": "get_survey",
    "surveys:change": "change_survey", "surveys:freeze": "freeze_survey", "surveys:frozen": "get_survey",
    "surveys:observe": "observe_offers", "surveys:agreement": "get_survey", "surveys:close": "close_coding",
    "surveys:report": "get_survey", "surveys:make": "make_report", "surveys:file": "get_report_file",
    "surveys:comparison": "compare_surveys",
    "cases:list": "list_cases", "cases:open": "open_case", "cases:finish": "finish_task", "cases:case": "get_case",
    "cases:step": "complete_step", "cases:leave-out": "leave_out_step", "cases:sign": "sign_case",
    "cases:route": "choose_route", "cases:members": "name_members", "cases:task": "add_task",
    "cases:note": "write_note", "cases:outcome": "record_outcome", "cases:join": "join_offers",
    "cases:out": "take_out_offer", "cases:close": "close_case", "cases:open-again": "open_case_again",
    "correspondence:notices": "list_notices", "correspondence:draft": "draft_notice",
    "correspondence:figures": "get_figures", "correspondence:contact": "keep_contact",
    "correspondence:flagger": "keep_flagger", "correspondence:file-statement": "file_statement",
    "correspondence:clear": "clear_mail", "correspondence:notice": "get_notice",
    "correspondence:review": "review_notice", "correspondence:redraft": "change_notice",
    "correspondence:send": "send_notice", "correspondence:receipt": "keep_receipt",
    "correspondence:decision": "keep_decision", "correspondence:revisit": "keep_revisit",
    "correspondence:complaint": "keep_complaint", "correspondence:settle": "settle_complaint",
    "correspondence:no-answer": "give_up_notice", "correspondence:close": "close_notice",
    "correspondence:withdraw": "withdraw_notice", "correspondence:file": "get_notice_file",
    "correspondence:portal-notices": "list_notices_to_us", "correspondence:portal-statement": "upload_statement",
    "correspondence:portal-notice": "get_notice_to_us", "correspondence:portal-answer": "answer_notice",
    "correspondence:portal-take-up": "take_up_notice",
    "correspondence:portal-notice-file": "get_file_of_notice_to_us",
    "correspondence:logs": "list_logs", "correspondence:group": "draft_logs",
    "correspondence:review-logs": "review_logs", "correspondence:send-logs": "send_logs",
    "correspondence:log": "get_log", "correspondence:send-log": "send_logs", "correspondence:close-log": "close_log",
    "correspondence:log-file": "get_log_file", "correspondence:portal-logs": "list_logs_to_us",
    "correspondence:portal-receipt": "confirm_receipt_of_logs", "correspondence:portal-log": "get_log_to_us",
    "correspondence:portal-log-answer": "answer_log", "correspondence:portal-outcome": "tell_outcome",
    "correspondence:portal-log-file": "get_file_of_log_to_us",
    "correspondence:requests": "list_requests", "correspondence:request-draft": "draft_request",
    "correspondence:request": "get_request", "correspondence:request-change": "change_request",
    "correspondence:request-check": "check_request", "correspondence:request-acknowledge": "acknowledge_request",
    "correspondence:request-answer": "answer_request", "correspondence:request-verify": "verify_answer",
    "correspondence:request-close": "close_request", "correspondence:request-file": "get_request",
    "people:index": "list_organisations", "people:organisation": "get_organisation",
    "people:agreements": "list_agreements", "people:draft": "draft_agreement", "people:agreement": "get_agreement",
    "people:add-flow": "add_flows", "people:remove-flow": "remove_flow", "people:end-agreement": "end_agreement",
    "offers:attach": "attach_capture", "deconfliction:list": "list_enquiries", "deconfliction:ask": "ask_partner",
    "deconfliction:take": "take_enquiry_file", "deconfliction:enquiry": "get_enquiry",
    "deconfliction:file": "get_enquiry_file",
    "people:consents": "list_origins", "people:origin": "record_origin", "people:consent": "record_consent",
    "offers:visit": "ask_capture", "cases:capture": "ask_captures_of_case",
    "correspondence:request-renew": "renew_request",
    "privacy:desk": "list_periods", "privacy:hold": "place_hold", "privacy:lift": "lift_hold",
    "privacy:reads": "list_reads", "privacy:record": "read_record", "privacy:check-record": "check_record",
}  # fmt: skip
"""Screen to operation. Both are opened by one verb: who may see the one may call the other."""

_CEREMONY = "signing in, passwords, second factors and sessions are of a person at a browser"
_TOKENS = "a token that could make tokens could not be taken back"
_RIGHTS = "rights are given by a person who has just shown a second factor; a token that leaks must not give any"
_PERSONS = "data of the people of the house; a program that writes cases has no need of it"
_OWN_WORDS = "the officer reads what a person wrote and decides alone; nothing of it is to pass through programs"
_CODER = "a coder sees the offer as published and answers blind; a program that codes is no coder"
_SET = "decided once in a while, with the whole table in view"
_NIGHTLY = "a job does it every night"
_OPENS = "a signature opens the gate, or binds somebody else: a person gives it, behind the second factor"
NO_OPERATION = {
    "home": "made of lists that have operations of their own",
    "offers:picture": "seen blurred, uncovered by hand, and each look written into the custody log",
    "tokens:list": _TOKENS, "tokens:revoke": _TOKENS,
    "surveys:desk": _CODER, "surveys:code": _CODER, "surveys:settle": _CODER,
    "correspondence:request-sign": _OPENS, "people:sign": _OPENS,
    "people:enrol": _RIGHTS, "people:change": _RIGHTS, "people:end": _RIGHTS, "people:invite": _RIGHTS,
    "people:withdraw": _RIGHTS, "people:roles": _RIGHTS, "people:leave": _RIGHTS, "people:close": _RIGHTS,
    "people:forget-factor": _RIGHTS, "people:choose": "a token acts for one organisation for good",
    "people:person": _PERSONS,
    "deconfliction:partner": "fingerprints of keys are compared by telephone, and somebody says that they were",
    "privacy:register-of-all": _OWN_WORDS,
    "privacy:sweep": _NIGHTLY, "privacy:period": _SET, "cases:deadlines": _SET, "cases:deadline": _SET, "privacy:publish-head": _NIGHTLY,
    "privacy:assessment": _OPENS,
    "privacy:take": _OWN_WORDS, "privacy:request": _OWN_WORDS, "privacy:identity": _OWN_WORDS,
    "privacy:extend": _OWN_WORDS, "privacy:register": _OWN_WORDS, "privacy:breach": _OWN_WORDS,
    "privacy:told": _OWN_WORDS, "privacy:close": _OWN_WORDS,
    "account_logout": _CEREMONY, "account_reauthenticate": _CEREMONY, "account_change_password": _CEREMONY,
    "mfa_index": _CEREMONY, "mfa_reauthenticate": _CEREMONY, "mfa_activate_totp": _CEREMONY,
    "mfa_deactivate_totp": _CEREMONY, "mfa_view_recovery_codes": _CEREMONY,
    "mfa_generate_recovery_codes": _CEREMONY, "mfa_download_recovery_codes": _CEREMONY,
    "mfa_list_webauthn": _CEREMONY, "mfa_add_webauthn": _CEREMONY, "mfa_reauthenticate_webauthn": _CEREMONY,
    "mfa_remove_webauthn": _CEREMONY, "mfa_edit_webauthn": _CEREMONY, "usersessions_list": _CEREMONY,
}  # fmt: skip
"""Screens that no program replaces, each with its reason. A new screen stands in one of the two tables."""

SCREENS = {one.name: one.verb for one in doors() if not one.name.startswith("api:") and one.verb != PUBLIC.name}


def test_every_screen_has_an_operation_or_a_reason() -> None:
    missing = set(SCREENS) - set(OPERATION_OF) - set(NO_OPERATION)
    assert missing == set(), "say which operation does what these screens do, or why none does"
    assert set(OPERATION_OF) | set(NO_OPERATION) == set(SCREENS), "screens that are no more"
    assert OPERATION_OF.keys().isdisjoint(NO_OPERATION)


def test_a_screen_and_its_operation_are_opened_by_one_verb() -> None:
    apart = {
        screen: (SCREENS[screen], OPERATIONS[name][1].name)
        for screen, name in OPERATION_OF.items()
        if SCREENS[screen] != OPERATIONS[name][1].name
    }
    assert apart == {}


def test_what_has_an_operation_and_no_screen_is_known() -> None:
    """Programs ask for a little more: whom one can write to, a receipt that a screen gives by being opened."""
    beyond = set(ALL) - set(OPERATION_OF.values())
    assert beyond == {
        "check", "check_batch", "take_in_offers", "list_hooks", "keep_hook", "end_hook", "list_platforms",
        "list_authorities", "list_recipients_of_requests", "change_log", "confirm_receipt_of_notice",
    }  # fmt: skip
