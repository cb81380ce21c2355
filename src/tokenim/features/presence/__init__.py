"""Presence: who is online, and when was somebody last seen? Allowed to be wrong for a minute, then right again.

Operations: `presence.get`, `presence.watch`. Events: `presence.changed`, `user.changed`. Only users who share a
conversation see each other.
"""
