"""What can be done about work that others may be doing too."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

DECONFLICT = verb(
    "deconflict", Role.LEAD, Role.ANALYST, says="Ask a partner whether it works on the same account or offer"
)
KEEP_PARTNER_KEY = verb(
    "keep_partner_key", Role.ADMINISTRATOR, says="Keep the key of a partner that works on an installation of its own"
)
