"""Tests of how conversations and members are kept."""
