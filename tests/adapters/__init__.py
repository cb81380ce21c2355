"""Tests of single adapters, beyond what their port asks of all."""
