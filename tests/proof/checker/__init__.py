"""A history of what clients did and saw, and the promises that it must keep."""
