"""How does a test break a network? As `tokenim verify` does."""

from tokenim.proof.network import Direction, Proxy

__all__ = ["Direction", "Proxy"]
