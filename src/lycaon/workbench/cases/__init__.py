"""Cases: offers that belong together, and the procedure that carries them to an authority, a platform and an outcome.

A case goes through thirteen steps. None can be passed over without a reason, two can never be: nothing leaves the house
before it was captured, and before two persons signed what it says.
"""
