"""What leaves the house in the shapes that its recipients expect, and what comes back in them.

One file a standard, its fields in the order of the standard. This room writes and reads documents; it decides nothing:
whether something may leave is the business of agreements, whether it should is a person's.
"""
