"""The HTTP interface: everything that screens do, for programs.

Parse, access, act, reply; no decision of its own. A token acts for one person of one organisation, with the scopes it
was given and never more than the person's roles.
"""
