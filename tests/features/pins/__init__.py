"""Tests of the feature pins."""
