"""Surveys and impact: from a plan that cannot change any more to figures that an outsider can recompute.

Pure functions over plain rows: no clock, no network, no database. What a person decides is decided elsewhere and
handed in; what is published is made from the published rows alone, so that a stranger gets the same figures.
It never names an account, a handle or a place with fewer than five accounts.
"""
