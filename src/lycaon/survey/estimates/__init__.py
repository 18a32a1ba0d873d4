"""Estimates, each with its interval, its base and its source; worked checks stand beside them as tests.

Every interval is at 95 %. That it covers what it says is shown by ``python -m bench.coverage``.
"""

from lycaon.survey.estimates.interval import Estimate, Refused

__all__ = ["Estimate", "Refused"]
