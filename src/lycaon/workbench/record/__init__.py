"""The append-only record: who did what, to which object, in which role, and why. It knows no other app.

Rows are added and read, never changed: not by a screen, not by a job, not by the application's own account on the
database. What must be forgotten (who read what, after two years) is forgotten by a function of the database that
refuses to forget earlier.
"""
