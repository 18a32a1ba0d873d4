"""A draft of a plan to fill in: every field with what belongs there."""

from dataclasses import fields

from lycaon.survey.plan import Keyword, Site
from lycaon.survey.rowfile import cells_to_csv

_PLAN = """\
# The plan of a survey. Everything here is decided before the first observation; `lycaon survey plan FOLDER` says what
# is missing, `--freeze` makes it final. frame.csv holds the sites, keywords.csv the searches.
title: ""
wave: 1
question: ""              # offers of what, to buyers where?
population: ""            # offers visible to the public, during the period, on the sites of the frame
taxa: []                  # e.g. [CITES Appendix I and II]
taxa_as_of:               # the day on which they stood there, 2026-09-14
forms: []                 # live, ivory, skins ...
countries: []             # DE, FR ...
site_count_definition: "" # as it will be printed: 106 sites and 4 social networks
sampling: census          # or strata: then each site needs its stratum and its probability pi
period: {start: 2026-09-14, end: 2026-10-25, timezone: Europe/Brussels, hours: "09:00-17:00"}
depth_pages: 5
order: newest first
filters: ""
access:
  public_pages_only: false
  no_false_identity: false
  no_closed_groups: false
  no_contact: false
  robots_and_terms: ""    # what was decided, and where it is recorded
  signed_by: ""
  signed_on:
ethics:
  data_protection_assessment: ""
  coder_welfare: ""
  retention: ""
  legal_content: ""
analysis:
  tables: [T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11]
  tests: []               # what will be asked, or [none]
  target_ratio:           # 0.20 for four fifths fewer
  baseline: ""            # id of the first wave's plan, for a repeat
  fixed_rate_day:
  double_share: 0.10
funder_text: ""
"""

DRAFT = {
    "survey.yaml": _PLAN,
    "frame.csv": cells_to_csv([field.name for field in fields(Site)], ()),
    "keywords.csv": cells_to_csv([field.name for field in fields(Keyword)], ()),
}
"""File name to text."""
