"""Tests of what applications may ask."""
