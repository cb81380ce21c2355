"""Tests; the tree mirrors src/tokenim."""
