"""API versions side by side: features know the newest; requests climb to it, answers and events descend."""
