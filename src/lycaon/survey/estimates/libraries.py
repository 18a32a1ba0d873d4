"""The libraries of statistics, loaded when the first figure is asked for.

Together they take two to three seconds of processor time. Whoever shows a list of surveys, codes an advertisement or
starts the workbench asks for no figure.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__all__ = ["inter_rater", "krippendorff", "proportion", "rates", "sm", "sm_exceptions", "stats"]

if TYPE_CHECKING:
    import krippendorff
    import statsmodels.api as sm
    from scipy import stats
    from statsmodels.stats import inter_rater, proportion, rates
    from statsmodels.tools import sm_exceptions
else:

    class _Later:
        """A module that is imported when something of it is first used."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> object:
            found = getattr(import_module(self._name), name)
            setattr(self, name, found)
            return found

    krippendorff = _Later("krippendorff")
    sm = _Later("statsmodels.api")
    stats = _Later("scipy.stats")
    inter_rater = _Later("statsmodels.stats.inter_rater")
    proportion = _Later("statsmodels.stats.proportion")
    rates = _Later("statsmodels.stats.rates")
    sm_exceptions = _Later("statsmodels.tools.sm_exceptions")
