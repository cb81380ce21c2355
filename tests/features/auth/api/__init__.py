"""Tests of what clients may ask about logins."""
