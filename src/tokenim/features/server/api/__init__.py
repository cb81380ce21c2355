"""How do applications ask? Importing this declares the operations."""

from tokenim.features.server.api import acting, users

__all__ = ["acting", "users"]
