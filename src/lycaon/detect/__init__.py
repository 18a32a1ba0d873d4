"""What is offered: from a listing's words to a finding.

This room reads; it never judges what is lawful, reaches no network and knows no clock.
"""
