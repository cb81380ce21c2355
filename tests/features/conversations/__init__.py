"""Tests of the feature conversations."""
