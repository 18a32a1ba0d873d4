"""What can be done in triage."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

SEE_QUEUE = verb("see_queue", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="See the queue of offers to be decided")
DECIDE_OFFER = verb("decide_offer", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Confirm or reject an offer")
UNDO_DECISION = verb(
    "undo_decision", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Take a decision back, with the reason"
)
HAND_ON_DECISIONS = verb("hand_on_decisions", Role.LEAD, Role.RESEARCHER, says="Export decisions for learning")
