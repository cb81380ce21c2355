"""Hostile and broken clients: nothing of theirs is stored, nobody else is disturbed."""
