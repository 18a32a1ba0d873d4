"""Three-valued logic (Kleene): true, false, and ``None`` for *undetermined*.

What nobody stated is neither true nor false, so a condition on it is undetermined; knowing more can settle
an undetermined condition but never turns true into false. Everything that the evaluator does rests on that.
"""

from collections.abc import Iterable

Truth = bool | None
"""True, False, or None: undetermined."""


def negation(truth: Truth) -> Truth:
    """Return the opposite; the opposite of undetermined is undetermined.

    >>> negation(True), negation(None)
    (False, None)
    """
    return None if truth is None else not truth


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Return false if any is false, true if all are true, else undetermined.

    >>> conjunction([True, None]), conjunction([None, False])
    (None, False)
    """
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Return true if any is true, false if all are false, else undetermined.

    >>> disjunction([False, None]), disjunction([None, True])
    (None, True)
    """
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result
