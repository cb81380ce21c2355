"""Tests of the feature delivery."""
