"""What can be done with people, organisations and agreements."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

SEE_PEOPLE = verb(
    "see_people",
    Role.ADMINISTRATOR,
    Role.LEAD,
    Role.DATA_PROTECTION_OFFICER,
    says="See organisations, people and roles",
)
KEEP_ORGANISATION = verb("keep_organisation", Role.ADMINISTRATOR, says="Enrol, change and end organisations")
INVITE = verb("invite", Role.ADMINISTRATOR, says="Invite people, withdraw invitations")
JOIN = verb("join", *Role, says="Accept an invitation")
GIVE_ROLES = verb("give_roles", Role.ADMINISTRATOR, says="Change somebody's roles, end a membership")
CLOSE_ACCOUNT = verb("close_account", Role.ADMINISTRATOR, says="Close and reopen somebody's account")
SEE_AGREEMENTS = verb(
    "see_agreements",
    Role.ADMINISTRATOR, Role.LEAD, Role.ANALYST, Role.REVIEWER, Role.DATA_PROTECTION_OFFICER,
    says="See agreements and what they let through",
)  # fmt: skip
KEEP_AGREEMENT = verb("keep_agreement", Role.ADMINISTRATOR, Role.LEAD, says="Draft, sign and end agreements")
RECORD_CONSENT = verb("record_consent", Role.LEAD, Role.DATA_PROTECTION_OFFICER, says="Record an originator's consent")
LET_OUT = verb("let_out", *Role, says="Ask the gate whether something may leave; which is written down")
CHOOSE_ORGANISATION = verb("choose_organisation", *Role, says="Act for another of one's organisations")
