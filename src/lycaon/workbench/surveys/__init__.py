"""Surveys on the screen: plan, observations, two blind codings, agreement, publication, comparison.

Every figure is made in :mod:`lycaon.survey`; here is who does what, in which order, and what is kept.
"""
