"""Bytes in, bytes out: knows operations, not features."""
