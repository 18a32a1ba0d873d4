"""The one tree of errors.

::

    LycaonError
    ├── DataError        something we were given cannot be used
    │   ├── CatalogueError   a table of the catalogue
    │   ├── RuleError        a file of rules or policies
    │   ├── RecordError      one listing, one row
    │   └── FormatError      a whole file
    ├── EvidenceError    something kept no longer proves what it should
    ├── CollectError     the outside did not answer as hoped
    │   ├── TargetRefusedError  an address that we do not go to, whoever asks
    │   │   ├── RobotsError         the site's robots.txt does not let us
    │   │   └── PutOffError         not now: a limit is reached, or the site asked for patience
    │   ├── UnreachableError    nobody answered, or not as the protocol asks
    │   └── BrowserError        the browser could not show what was fetched
    ├── DecisionError    a person asked for something that may not happen
    │   ├── NotAllowedError     not with this role
    │   ├── WrongStateError     not at this moment
    │   └── WithheldError       no agreement lets it go there
    └── SetupError       this installation lacks something

Each class has a stable ``code`` that scripts may rely on; the words may change. A message says
what, where, what was expected and what to do.
"""

from typing import ClassVar


class LycaonError(Exception):
    """Anything that we raise on purpose."""

    code: ClassVar[str] = "error"


class DataError(LycaonError):
    """Something we were given cannot be used as it is."""

    code = "data"


class CatalogueError(DataError):
    """A table of the catalogue breaks its own rules."""

    code = "data.catalogue"


class RuleError(DataError):
    """A file of rules or policies breaks its own rules."""

    code = "data.rule"


class RecordError(DataError):
    """One record cannot become a listing."""

    code = "data.record"


class FormatError(DataError):
    """A whole file is not what it claims to be."""

    code = "data.format"


class EvidenceError(LycaonError):
    """Something kept no longer proves what it should."""

    code = "evidence"


class CollectError(LycaonError):
    """The outside did not answer as hoped."""

    code = "collect"


class TargetRefusedError(CollectError):
    """An address that we do not go to, whoever asks."""

    code = "collect.refused"


class RobotsError(TargetRefusedError):
    """The robots.txt of a site does not let us go there."""

    code = "collect.refused.robots"


class PutOffError(TargetRefusedError):
    """Not now: a limit is reached, or the site asked for patience."""

    code = "collect.refused.put_off"


class UnreachableError(CollectError):
    """Nobody answered, or not as the protocol asks."""

    code = "collect.unreachable"


class BrowserError(CollectError):
    """The browser could not show a page that was fetched."""

    code = "collect.browser"


class DecisionError(LycaonError):
    """Somebody asked for something that may not happen, or not yet."""

    code = "decision"


class NotAllowedError(DecisionError):
    """The role of whoever asks does not include it."""

    code = "decision.not_allowed"


class WrongStateError(DecisionError):
    """Not now: something has to happen first, or it is too late."""

    code = "decision.state"


class WithheldError(DecisionError):
    """No agreement lets this go to this recipient for this purpose."""

    code = "decision.withheld"


class SetupError(LycaonError):
    """This installation lacks something that the command needs."""

    code = "setup"
