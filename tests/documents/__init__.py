"""Tests that other people's tools understand the documents: linters, parsers, generators of clients."""
