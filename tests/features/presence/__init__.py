"""Tests of the feature presence."""
