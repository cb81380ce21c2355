"""How do applications ask? Importing this declares the operations."""

from tokenim.features.server.api import acting, ending, finding, groups, reading, users

__all__ = ["acting", "ending", "finding", "groups", "reading", "users"]
