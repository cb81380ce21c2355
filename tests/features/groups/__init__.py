"""Tests of the feature groups."""
