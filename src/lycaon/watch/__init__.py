"""The watch: ten addresses in, and day after day what appeared, changed, vanished and came back.

A plan says which sites, how often and how gently; the charter says what no plan may ask. Only public pages are read,
as robots.txt allows, under a name and an address for complaints. Nothing is bypassed: no log-in, no puzzle, no
consent given on anybody's behalf. What a site did not show is never taken for gone.
"""

from lycaon.watch.events import Change, Event, EventKind
from lycaon.watch.plan import Plan, SitePlan, read_plan
from lycaon.watch.rounds import Round, run_round
from lycaon.watch.state import State

__all__ = ["Change", "Event", "EventKind", "Plan", "Round", "SitePlan", "State", "read_plan", "run_round"]
