"""Tests of what operators may ask."""
