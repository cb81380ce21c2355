"""Tests of the few ideas that all features share."""
