"""What is written to others and what comes back: notices to platforms, information logs and requests of authorities.

Everything that leaves passes the gate of the agreements, and is built from what the gate let through and nothing else.
"""
