"""Tests of admin, on a real database."""
