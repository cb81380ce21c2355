"""The swappable parts, named port_implementation."""
