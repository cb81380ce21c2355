"""Tests of users, on a real database."""
