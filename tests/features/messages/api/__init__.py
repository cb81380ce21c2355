"""Tests of how clients ask for messages."""
