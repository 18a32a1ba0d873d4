"""The plain, frozen values that travel between the rooms.

They are built once at the edge and trusted afterwards; they hold no behaviour but small questions
about themselves, and import nothing of ours but ``errors``. ``values.codec`` writes and reads them.
"""
