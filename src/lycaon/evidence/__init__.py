"""From a Capture to something a stranger can check: hashes, custody, time-stamps, bundle.

This room keeps, writes down, proves and hands over. It never fetches (only time-stamps are asked for over the
network), never judges what is offered, and never says that something is true: it says what holds, what fails and
what cannot be known. ``verify`` reads a bundle without any store.
"""
