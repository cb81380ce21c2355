"""API versions side by side: features know the newest; requests upgrade to it, answers and events downgrade."""
