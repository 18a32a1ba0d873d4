"""Timings and long comparisons: run by hand, one command each, never asserted in the tests."""
