"""Triage: a person decides what an offer is, in seconds, and can take it back.

One queue, the same for all analysts of a house, ordered by harm, certainty and perishability. Near-duplicates are
decided together. A tenth of the decisions is made a second time by somebody who does not see the first.
"""
