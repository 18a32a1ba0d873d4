"""What can be done with offers."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

TAKE_IN = verb("take_in_offers", Role.LEAD, Role.ANALYST, says="Take in what a scan found")
READ_OFFER = verb("read_offer", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="See an offer, its listings and scans")
SEE_SELLER = verb(
    "see_seller", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="See the handle of an account of an offer in a case"
)
KEEP_CAPTURE = verb("keep_capture", Role.LEAD, Role.ANALYST, says="Attach a sealed capture to an offer")
