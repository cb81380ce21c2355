"""Tests of the feature messages."""
