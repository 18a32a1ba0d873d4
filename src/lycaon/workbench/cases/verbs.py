"""What can be done with cases."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

READ_CASE = verb("read_case", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="See a case of which one is a member")
OPEN_CASE = verb("open_case", Role.LEAD, Role.ANALYST, says="Open a case from offers")
JOIN_OFFER = verb("join_offer", Role.LEAD, Role.ANALYST, says="Add an offer to a case, or take it out")
DO_STEP = verb("do_step", Role.LEAD, Role.ANALYST, says="Complete a step of a case")
SKIP_STEP = verb("skip_step", Role.LEAD, says="Leave out a step of a case, with the reason")
SIGN_CASE = verb(
    "sign_case", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Sign what a case says of species, law and links"
)
CHOOSE_ROUTE = verb("choose_route", Role.LEAD, says="Choose where a case goes first")
NAME_MEMBERS = verb("name_members", Role.LEAD, says="Say who may know of a case, and who leads it")
KEEP_TASK = verb("keep_task", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Write a task of a case, or finish it")
WRITE_NOTE = verb("write_note", Role.LEAD, Role.ANALYST, Role.REVIEWER, says="Write a note to a case")
RECORD_OUTCOME = verb(
    "record_outcome", Role.LEAD, Role.ANALYST, says="Record what came of an offer, and from whom one knows"
)
CLOSE_CASE = verb("close_case", Role.LEAD, says="Close a case or open it again")
SET_DEADLINE = verb("set_step_deadline", Role.ADMINISTRATOR, says="Say by when each step of a case is done")
