"""How do clients ask? Importing this declares the operations."""

from tokenim.features.messages.api import changing, reading, sending

__all__ = ["changing", "reading", "sending"]
