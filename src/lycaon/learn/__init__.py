"""The synthetic market: listings written by us, with what a specialist would read in them.

The same market feeds the demonstration, the exercises and the measurements. No listing is a real one.
"""
