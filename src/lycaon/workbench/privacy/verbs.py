"""What is done at the data protection desk."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

_OFFICER = Role.DATA_PROTECTION_OFFICER

SEE_DESK = verb(
    "see_privacy_desk", _OFFICER, Role.ADMINISTRATOR, Role.LEAD, says="See what is kept, for how long, and what is due"
)
SWEEP = verb("sweep", _OFFICER, Role.ADMINISTRATOR, says="Forget what is over now; otherwise a job does it every night")
SET_RETENTION = verb("set_retention", _OFFICER, says="Change for how long something is kept")
HOLD = verb("hold", _OFFICER, Role.LEAD, says="Keep something from being forgotten, and let it go again")
KEEP_REQUEST = verb("keep_subject_request", _OFFICER, says="Take in, search for and answer requests of persons")
KEEP_BREACH = verb("keep_breach", _OFFICER, Role.ADMINISTRATOR, says="Register breaches and what was done")
READ_LOG = verb("read_read_log", _OFFICER, says="See who read what")
READ_RECORD = verb("read_record", _OFFICER, Role.ADMINISTRATOR, says="See the record and check its chain")
SIGN_ASSESSMENT = verb("sign_assessment", _OFFICER, says="Sign the data protection impact assessment")
PUBLISH_HEAD = verb(
    "publish_head",
    _OFFICER,
    Role.ADMINISTRATOR,
    says="Publish the signed head of the record now; a job does it every night",
)
