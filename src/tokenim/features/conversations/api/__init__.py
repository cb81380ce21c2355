"""How do clients ask? Importing this declares the operations."""

from tokenim.features.conversations.api import conversations, invitations, members

__all__ = ["conversations", "invitations", "members"]
