"""The workbench: people, permissions, deadlines and an append-only record. All of Django, and nothing else."""
