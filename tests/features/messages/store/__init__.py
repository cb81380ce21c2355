"""Tests of how messages and what concerns them are kept."""
