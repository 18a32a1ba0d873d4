"""Tags of offers: codes of the evidence store in words."""
