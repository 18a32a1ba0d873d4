"""What can be done with notices, information logs and requests."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

READ_NOTICE = verb("read_notice", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="See a notice of a case one knows of")
DRAFT_NOTICE = verb("draft_notice", Role.LEAD, Role.ANALYST, says="Draft a notice and change the draft")
REVIEW_NOTICE = verb(
    "review_notice", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Review a notice that somebody else drafted"
)
SEND_NOTICE = verb("send_notice", Role.LEAD, says="Send a reviewed notice")
FOLLOW_NOTICE = verb(
    "follow_notice", Role.LEAD, Role.ANALYST, says="Keep receipt, decision, re-visit and complaint of a notice"
)
WITHDRAW_NOTICE = verb("withdraw_notice", Role.LEAD, says="Take back a notice that turned out wrong")
KEEP_FLAGGER = verb(
    "keep_flagger", Role.LEAD, Role.ADMINISTRATOR, says="Keep the trusted-flagger profile and addresses of partners"
)
SEE_FIGURES = verb("see_notice_figures", Role.LEAD, Role.ADMINISTRATOR, says="See the yearly report and precision")

READ_LOG = verb("read_log", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="See an information log of the house")
DRAFT_LOG = verb("draft_log", Role.LEAD, Role.ANALYST, says="Group offers into information logs")
REVIEW_LOG = verb(
    "review_log", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Review an information log that somebody else drafted"
)
SEND_LOG = verb("send_log", Role.LEAD, says="Send a reviewed information log")
CLOSE_LOG = verb("close_log", Role.LEAD, says="Close an information log")

SEE_OWN_NOTICES = verb("see_own_notices", Role.PLATFORM_AGENT, says="See the notices to one's own platform")
ANSWER_NOTICE = verb("answer_notice", Role.PLATFORM_AGENT, says="Decide on a notice, upload statements of reasons")
SEE_OWN_LOGS = verb("see_own_logs", Role.AUTHORITY_OFFICER, says="See the information logs to one's own authority")
ANSWER_LOG = verb("answer_log", Role.AUTHORITY_OFFICER, says="Confirm, answer, and tell what came of a log")

SEE_REQUESTS = verb(
    "see_requests",
    Role.AUTHORITY_OFFICER,
    Role.PLATFORM_AGENT,
    says="See requests of one's authority or to one's platform",
)
DRAFT_REQUEST = verb("draft_request", Role.AUTHORITY_OFFICER, says="Draft a request or an order")
SIGN_REQUEST = verb("sign_request", Role.AUTHORITY_OFFICER, says="Check, sign and send a request or an order")
ANSWER_REQUEST = verb("answer_request", Role.PLATFORM_AGENT, says="Answer a request or an order")
