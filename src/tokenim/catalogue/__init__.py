"""Everything the outside world may rely on, listed once: errors, events, contents, permissions, limits, settings."""
