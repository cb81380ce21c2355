"""Tests of how clients ask for conversations."""
