"""The feature's tables. One file for each step, never changed once it was published."""
