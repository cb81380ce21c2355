"""Tests of server, on a real database."""
