"""What can be done with the interface."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

KEEP_TOKENS = verb(
    "keep_tokens",
    Role.ADMINISTRATOR,
    Role.LEAD,
    Role.ANALYST,
    Role.REVIEWER,
    Role.RESEARCHER,
    Role.PLATFORM_AGENT,
    Role.AUTHORITY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    says="Make and revoke one's own tokens",
)
CHECK_LISTING = verb(
    "check_listing", Role.LEAD, Role.ANALYST, Role.PLATFORM_AGENT, says="Ask what to do with a listing; nothing is kept"
)
KEEP_HOOK = verb(
    "keep_hook", Role.LEAD, Role.PLATFORM_AGENT, Role.AUTHORITY_OFFICER, says="Say where to send word of what happened"
)
