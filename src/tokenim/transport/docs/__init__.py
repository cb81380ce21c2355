"""The documentation that the server serves itself: no script from elsewhere, nothing out of date."""
