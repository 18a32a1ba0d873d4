"""The tags, by what they draw: verdicts, listings and photos, parts of a page, times."""
