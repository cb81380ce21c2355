"""Tests that run over the whole table of operations."""
