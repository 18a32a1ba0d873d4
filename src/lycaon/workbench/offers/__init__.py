"""Offers: the listings in which they were seen, what the engine read in them, their captures, their accounts."""
