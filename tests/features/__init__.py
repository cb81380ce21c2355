"""Tests of features, on a real database."""
