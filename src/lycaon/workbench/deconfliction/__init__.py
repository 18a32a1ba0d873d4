"""Deconfliction: two organisations learn that both work on the same account or offer, and nothing else."""
