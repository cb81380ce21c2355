"""Tests of the story of logins."""
