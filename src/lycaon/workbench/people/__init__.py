"""Organisations, persons, roles and agreements: who may do what, and who may see which field, for what, until when."""
