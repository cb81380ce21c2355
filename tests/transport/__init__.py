"""The server seen from outside, without the features."""
