"""Tests of auth, on a real database."""
